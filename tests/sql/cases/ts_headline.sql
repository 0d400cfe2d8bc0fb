-- What of a text a query found.
CREATE TABLE docs (id int, body text);
INSERT INTO docs VALUES
 (1, 'The most common type of search is to find all documents containing given query terms and return them in order of their similarity to the query.'),
 (2, 'Search terms may occur many times in a document, requiring ranking of the search matches to decide which occurrences to display in the result. Nothing more of it is said here, and then there is a long tail of words which has no interest at all for whoever looks for something, until suddenly the search comes up again, in the very last sentence of the document, where ranking is named as well.'),
 (3, 'Day after day, day after day, We stuck, nor breath nor motion, As idle as a painted Ship Upon a painted Ocean. Water, water, every where And all the boards did shrink; Water, water, every where, Nor any drop to drink. S. T. Coleridge (1772-1834)'),
 (4, '<html><body>A <a href="x">link</a> to http://www.example.com/search?q=1 and a well-known state-of-the-art search &amp; more 3.14 42 e-mail@example.com</body></html>'),
 (5, ''), (6, 'short'), (7, 'search'), (8, NULL);
SELECT id, ts_headline('english', body, to_tsquery('english', 'query & similarity')) FROM docs ORDER BY id;
SELECT id, ts_headline('english', body, to_tsquery('english', 'search & term'), 'MaxFragments=10, MaxWords=7, MinWords=3, StartSel=<<, StopSel=>>') FROM docs ORDER BY id;
SELECT id, ts_headline('english', body, to_tsquery('english', 'painted:*')) FROM docs ORDER BY id;
SELECT id, ts_headline('english', body, to_tsquery('english', 'paint & water'), 'MinWords=5, MaxWords=9') FROM docs WHERE id = 3;
SELECT id, ts_headline('english', body, phraseto_tsquery('english', 'painted Ocean')) FROM docs WHERE id = 3;
SELECT id, ts_headline('english', body, to_tsquery('english', 'day & drink')) FROM docs WHERE id = 3;
SELECT id, ts_headline('english', body, to_tsquery('english', 'day | drink'), 'MaxFragments=2') FROM docs WHERE id = 3;
SELECT id, ts_headline('english', body, to_tsquery('english', '!day & drink')) FROM docs WHERE id = 3;
SELECT id, ts_headline('english', body, to_tsquery('english', 'search | link | art')) FROM docs WHERE id = 4;
SELECT id, ts_headline('english', body, to_tsquery('english', 'search | link | art'), 'HighlightAll=true') FROM docs WHERE id = 4;
SELECT id, ts_headline('english', body, to_tsquery('english', 'search'), 'HighlightAll=1, StartSel="<em class=x>", StopSel=''</em>''') FROM docs WHERE id IN (2, 7) ORDER BY id;
SELECT id, ts_headline(body, to_tsquery('english', 'ranking')) FROM docs WHERE id = 2;
SELECT id, ts_headline(body, to_tsquery('english', 'ranking & search'), 'MaxFragments=3, MaxWords=12, MinWords=4, FragmentDelimiter=|') FROM docs WHERE id = 2;
SELECT id, ts_headline('simple', body, 'nothing'::tsquery, 'MinWords=2, MaxWords=4') FROM docs ORDER BY id;
SELECT ts_headline('english', '1 2 3 4 5', '3'::tsquery, 'MaxWords=4, MinWords=2, ShortWord=0');
SELECT ts_headline('english', 'foo bar', to_tsquery('english', ''));
SELECT ts_headline('english', 'Lorem ipsum urna. Nullam nullam ullamcorper urna.', to_tsquery('english', 'Lorem & ullamcorper:*'), 'MaxWords=5, MinWords=2');
SELECT ts_headline('english', 'a b c d e f g h i j', 'e'::tsquery, 'MaxFragments=1, MaxWords=3, MinWords=1');
CREATE FUNCTION found(q text) RETURNS TABLE (id int, head text) LANGUAGE sql STABLE AS $$
  SELECT id, ts_headline('english', body, websearch_to_tsquery('english', q), 'MaxWords=8, MinWords=4') FROM docs WHERE to_tsvector('english', coalesce(body, '')) @@ websearch_to_tsquery('english', q) $$;
SELECT * FROM found('ranking') ORDER BY 1;
SELECT ts_headline('english', 'x', 'x'::tsquery, 'MinWords=40');
SELECT ts_headline('english', 'x', 'x'::tsquery, 'MinWords=0');
SELECT ts_headline('english', 'x', 'x'::tsquery, 'ShortWord=-1');
SELECT ts_headline('english', 'x', 'x'::tsquery, 'MaxFragments=-1');
SELECT ts_headline('english', 'x', 'x'::tsquery, 'NoSuch=1');
SELECT ts_headline('english', 'x', 'x'::tsquery, 'MaxWords=abc');
SELECT ts_headline('english', 'x', 'x'::tsquery, 'MaxWords');
SELECT ts_headline('nosuch', 'x', 'x'::tsquery);
