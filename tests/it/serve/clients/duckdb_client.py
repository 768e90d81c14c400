"""DuckDB's postgres extension: attach, list, describe, query, join with a table of one's own."""

import decimal
import pathlib
import sys

import duckdb
import duckdb_extension_postgres_scanner as packaged

port, ours = sys.argv[1:]
connection = duckdb.connect()
extension = next(pathlib.Path(packaged.__file__).parent.glob(f"extensions/v{duckdb.__version__}/*.duckdb_extension"))
connection.execute(f"load '{extension}'")
# COPY is refused to everybody, so the extension is told to read answers as other clients do.
connection.execute("set pg_use_text_protocol = true")
connection.execute(f"attach 'host=127.0.0.1 port={port} user=anna dbname=localspend' as lake (type postgres, read_only)")

tables = {name for (name,) in connection.execute("select table_name from duckdb_tables() where database_name = 'lake'").fetchall()}
tables |= {name for (name,) in connection.execute("select view_name from duckdb_views() where database_name = 'lake'").fetchall()}
assert {"spend", "suppliers", "local_share"} <= tables, sorted(tables)
columns = {row[0]: row[1] for row in connection.execute("describe lake.spend").fetchall()}
for name, kind in {"amount": "DECIMAL(18,2)", "paid_on": "DATE", "in_base": "BOOLEAN", "row": "BIGINT", "directives": "VARCHAR[]"}.items():
    assert columns[name] == kind, (name, columns[name])

total = connection.execute("select sum(amount) from lake.spend").fetchone()[0]
assert isinstance(total, decimal.Decimal) and total == decimal.Decimal(ours), (total, ours)
by_verdict = connection.execute("select verdict, sum(amount) from lake.spend group by verdict").fetchall()
assert sum(amount for _, amount in by_verdict) == total, by_verdict

connection.execute("create table chosen as select 'movable' as verdict")
joined = connection.execute("select sum(amount) from lake.spend join chosen using (verdict)").fetchone()[0]
assert joined == dict(by_verdict)["movable"], joined
asked = connection.execute("select n from postgres_query('lake', 'select count(*) as n from spend where in_base')").fetchone()[0]
assert asked == connection.execute("select count(*) from lake.spend where in_base").fetchone()[0]
lists = connection.execute("select directives from lake.spend where len(directives) > 1 limit 1").fetchone()[0]
assert isinstance(lists, list) and all("@" in directive for directive in lists), lists
try:
    connection.execute("create table lake.mine as select 1 as one")
    raise SystemExit("a table was made in the lake")
except duckdb.Error:
    pass
