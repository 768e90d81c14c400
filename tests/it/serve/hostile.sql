-- One hostile statement a line: each must be refused or ended. Families of them are made in hostile.rs.
-- settings and sessions
set datafusion.execution.batch_size = 1
set datafusion.runtime.memory_limit = '100G'
set datafusion.catalog.information_schema = false
set role postgres
set session authorization postgres
set client_encoding = 'SQL_ASCII'
set work_mem = '100GB'
set allow_system_table_mods = on
reset all; drop table spend
alter system set listen_addresses = '*'
alter role anna superuser
create role mallory superuser
create user mallory
create database stolen
create schema stolen
create extension plpython3u
create function f() returns int as 'select 1' language sql
create procedure p() as 'select 1'
do 'begin end'
call p()
prepare x as delete from spend; execute x
declare c cursor for delete from spend
listen x
notify x
load 'library'
use stolen
attach 'file.db' as stolen
install httpfs
pragma database_list
checkpoint
cluster spend
reindex table spend
refresh materialized view spend
drop view payments
drop schema public cascade
drop function sum
create trigger t after insert on spend execute function f()
merge into spend using lines on true when matched then delete
explain analyze delete from spend
explain delete from spend
copy (select * from lines) to '/tmp/stolen.csv'
copy (select * from lines) to stdout
copy spend from program 'id'
unload select 1 to 's3://x/'
select 1; delete from spend
-- functions that read or reveal
select pg_read_file('/etc/passwd')
select pg_sleep(1000)
select pg_terminate_backend(1)
select pg_cancel_backend(1)
select lo_export(1, '/tmp/x')
select lo_get(1)
select dblink('host=127.0.0.1', 'select 1')
select xp_cmdshell('id')
select system('id')
select getenv('HOME')
select input_file_name() from spend
select file_row_index() from spend
select arrow_cast('x', 'FixedSizeBinary(2000000000)')
select arrow_cast(1, 'FixedSizeList(2000000000, Int8)')
select arrow_try_cast('x', 'FixedSizeBinary(2000000000)')
select array_transform([1], x -> repeat('y', 2000000000))
select named_struct('a', 1)
select struct(1, 2)
select map(['a'], [1])
select * from stolen.public.spend
select * from other.spend
select * from a.b.c.d
select * from pg_catalog.pg_shadow
select * from pg_catalog.pg_hba_file_rules
select * from delta.`/etc`
select * from read_csv_auto('/etc/passwd')
select * from url('http://127.0.0.1')
select * from remote('127.0.0.1', 'x')
select * from parquet_metadata('/etc/passwd')
select * from table(generate_series(1, 2)) where nosuch = 1
-- much of little
select sum(a.row * b.row * c.row) from spend a, spend b, spend c
select count(*) from generate_series(1, 1000000000) a, generate_series(1, 1000000000) b
select sum(a.value * b.value) from generate_series(1, 100000000) a join generate_series(1, 100000000) b on a.value <> b.value
select a.value from generate_series(1, 1000000000) a order by random()
select value from generate_series(1, 1000000000)
select array_agg(value) from generate_series(1, 1000000000)
select string_agg(cast(value as varchar), ',') from generate_series(1, 1000000000)
select count(distinct value) from generate_series(1, 10000000000)
select value, count(*) from generate_series(1, 1000000000) group by value
select median(value) from generate_series(1, 1000000000)
select sum(value) over () from generate_series(1, 1000000000)
select row_number() over (order by value desc) from generate_series(1, 1000000000)
select lag(value, 1) over (order by value) from generate_series(1, 1000000000)
select distinct a.value % 1000, b.value from generate_series(1, 100000) a, generate_series(1, 100000) b
with recursive t as (select 1 as n union all select n + 1 from t) select count(*) from t
with recursive t as (select 1 as n union all select n from t) select * from t
with recursive t as (select 1 as n union all select a.n from t a, t b) select count(*) from t
with recursive t as (select 'x' as s union all select s || s from t) select max(length(s)) from t
with recursive t as (select 1 as n union select n + 1 from t) select max(n) from t
select unnest(a.directives) from spend a, spend b, spend c
select a.raw from lines a, lines b, lines c order by 1
select approx_percentile_cont(amount, 0.5, 1000000000) from spend
select approx_percentile_cont_with_weight(amount, 1, 0.5) from spend
select * from spend a full join spend b on a.amount > b.amount full join spend c on b.amount > c.amount
select * from spend where amount > all (select a.amount from spend a, spend b, spend c)
select count(*) from (select a.row from lines a intersect all select b.row from lines b, lines c, lines d) t
select grouping(a), count(*) from (select 1 as a) t group by cube (a, a + 1, a + 2, a + 3, a + 4, a + 5, a + 6, a + 7, a + 8, a + 9)
select levenshtein(repeat('x', 100000), repeat('y', 100000))
select regexp_replace(repeat('x', 60000), '(x)', repeat('y', 60000), 'g')
select replace(repeat('x', 60000), 'x', repeat('y', 60000))
select array_to_string(string_to_array(repeat('x,', 30000), ','), repeat('y', 60000))
select lpad('', 9223372036854775807, 'x')
select repeat('x', -1) || repeat('y', 9223372036854775807)
select concat_ws(repeat('x', 60000), repeat('y', 60000), repeat('z', 1000000000))
select regexp_like('x', '((((x{1000}){1000}){1000}){1000})')
select '' ~ repeat('(', 100000)
select [[[[[[[[1]]]]]]]]
select $1
select * from spend limit 'x'
select 1/0
select cast('x' as int)
selec 1
select from where
)
'
select count(*) from lines a left join lines b on a.row < b.row left join lines c on b.row < c.row
