-- What has not been filled is not empty: reading it is an error.
create table sums (a int);
create materialized view total as select count(*) from sums with no data;
select * from total;
explain (costs off) select * from total;
create view over_total as select * from total;
select * from over_total;
create materialized view twice as select count * 2 as c from total with no data;
refresh materialized view twice;
refresh materialized view total;
select * from total;
refresh materialized view twice;
select * from twice;
refresh materialized view total with no data;
select count from total where count > 0;
select relispopulated from pg_class where relname = 'total';
