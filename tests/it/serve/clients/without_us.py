"""The lake read by others: DuckDB, Polars, pandas and pyarrow over the Delta table `spend`, each beside the answer that
`localspend sql` gave. Money must stay exact. Arguments: the workspace's folder; stdin: the expected answer as CSV."""

import csv
import sys
from decimal import Decimal

import deltalake
import duckdb
import pandas
import polars
import pyarrow.compute

spend = sys.argv[1] + "/lake/spend"
expected = {row["verdict"] or None: (int(row["payments"]), Decimal(row["pounds"])) for row in csv.DictReader(sys.stdin)}
assert len(expected) > 5, expected

# DuckDB: its delta extension where it can be installed; else the files that the table's log names.
connection = duckdb.connect()
try:
    connection.execute("install delta")
    connection.execute("load delta")
    source, how = f"delta_scan('{spend}')", "delta_scan"
except duckdb.Error:
    files = deltalake.DeltaTable(spend).file_uris()
    source, how = f"read_parquet({files!r})", "read_parquet"
answer = connection.execute(f"select verdict, count(*), sum(amount) from {source} group by verdict").fetchall()
assert {verdict: (count, pounds) for verdict, count, pounds in answer} == expected, ("DuckDB", answer)
print("DuckDB", duckdb.__version__, how)

frame = polars.read_delta(spend)
answer = frame.group_by("verdict").agg(polars.len().alias("payments"), polars.col("amount").sum().alias("pounds"))
assert {row["verdict"]: (row["payments"], row["pounds"]) for row in answer.to_dicts()} == expected, ("Polars", answer)
assert frame.schema["paid_on"] == polars.Date and frame.schema["directives"] == polars.List(polars.String), frame.schema
print("Polars", polars.__version__)

frame = deltalake.DeltaTable(spend).to_pandas()
answer = frame.assign(verdict=frame["verdict"].where(frame["verdict"].notna(), "")).groupby("verdict")["amount"].agg(["count", "sum"])
assert {verdict or None: (int(row["count"]), row["sum"]) for verdict, row in answer.iterrows()} == expected, ("pandas", answer)
print("pandas", pandas.__version__, "deltalake", deltalake.__version__)

table = deltalake.DeltaTable(spend).to_pyarrow_table(columns=["verdict", "amount"])
answer = pyarrow.TableGroupBy(table, "verdict").aggregate([("amount", "count"), ("amount", "sum")]).to_pylist()
assert {row["verdict"]: (row["amount_count"], row["amount_sum"]) for row in answer} == expected, ("pyarrow", answer)
print("pyarrow", pyarrow.__version__)
