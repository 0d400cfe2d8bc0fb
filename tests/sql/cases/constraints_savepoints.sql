-- Deferred checks, SET CONSTRAINTS and savepoints.
create table p (id int primary key);
create table c (id int primary key, p int references p deferrable initially deferred);
create table k (id int, constraint k_id unique (id) deferrable initially deferred);

-- What was checked after a savepoint is checked again when that is gone back to.
begin;
insert into c values (1, 7);
savepoint s;
insert into p values (7);
set constraints all immediate;
rollback to s;
commit;
select * from c;

-- So after savepoints that were released, and of inner ones.
begin;
insert into c values (1, 7);
savepoint a;
insert into c values (2, 8);
savepoint b;
insert into p values (7), (8);
set constraints all immediate;
release b;
rollback to a;
insert into p values (7);
commit;
select * from c;
begin;
insert into c values (3, 9);
savepoint a;
savepoint b;
insert into p values (9);
savepoint d;
set constraints c_p_fkey immediate;
set constraints c_p_fkey deferred;
insert into c values (4, 10);
rollback to b;
insert into c values (5, 7);
rollback to a;
commit;
select * from c;

-- The referenced side.
begin;
delete from p where id = 7;
savepoint s;
delete from c;
set constraints all immediate;
rollback to s;
commit;
begin;
update p set id = 70 where id = 7;
savepoint s;
update c set p = 70 where p = 7;
set constraints all immediate;
release s;
commit;
begin;
update p set id = 7;
savepoint s;
update c set p = 7;
set constraints all immediate;
rollback to s;
update c set p = 7;
commit;
select * from c;
select * from p;

-- The modes go back too.
begin;
savepoint s;
set constraints all immediate;
rollback to s;
insert into c values (6, 11);
insert into p values (11);
commit;
begin;
set constraints c_p_fkey immediate;
savepoint s;
set constraints c_p_fkey deferred;
insert into c values (7, 12);
rollback to s;
insert into c values (7, 12);
commit;
begin;
savepoint s;
set constraints c_p_fkey immediate;
release s;
insert into c values (7, 12);
commit;
select * from c;

-- A check that fails in the middle of a transaction.
begin;
insert into k values (1), (1);
savepoint s;
set constraints k_id immediate;
rollback to s;
delete from k;
insert into k values (1);
commit;
begin;
insert into k values (1);
savepoint s;
set constraints k_id immediate;
rollback to s;
commit;
select * from k;

select * from c;
select * from p;
