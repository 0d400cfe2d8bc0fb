-- Trigger functions that come with the system and with extensions.
CREATE EXTENSION moddatetime;
CREATE TABLE posts (id int PRIMARY KEY, title text, body text, tsv tsvector, updated_at timestamptz DEFAULT '2000-01-01');
CREATE TRIGGER tsv_update BEFORE INSERT OR UPDATE ON posts FOR EACH ROW
  EXECUTE FUNCTION tsvector_update_trigger('tsv', 'pg_catalog.english', 'title', 'body');
CREATE TRIGGER touched BEFORE UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION moddatetime(updated_at);
CREATE TRIGGER z_same BEFORE UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
INSERT INTO posts (id, title, body) VALUES (1, 'Hello World', 'cats running'), (2, NULL, 'only body');
SELECT id, tsv FROM posts ORDER BY id;
UPDATE posts SET title = 'Bye' WHERE id = 1;
SELECT id, tsv, updated_at > '2020-01-01' AS touched FROM posts ORDER BY id;
SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = 'posts'::regclass ORDER BY 1;
DROP TRIGGER touched ON posts;
DROP EXTENSION moddatetime;
CREATE TRIGGER bad BEFORE UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION moddatetime(updated_at);
CREATE TABLE same (a int);
CREATE TRIGGER same_update BEFORE UPDATE ON same FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
INSERT INTO same VALUES (1), (2);
UPDATE same SET a = 2;
UPDATE same SET a = a;
