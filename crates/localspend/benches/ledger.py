"""Ledgers to a lake, beside DuckDB doing the same typed copy to Parquet on the same file, and a workbook beside openpyxl's
read-only mode. Repeat it with

    cargo build --release --workspace --bins
    python3 -m venv FOLDER/peers && FOLDER/peers/bin/pip install duckdb openpyxl
    FOLDER/peers/bin/python crates/localspend/benches/ledger.py target/release FOLDER [LINES]

Both use two threads. DuckDB is told the names and order of the columns; localspend finds them out.
"""

import os
import pathlib
import shutil
import sys

from measure import load, measured

binaries, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
lines = sys.argv[3] if len(sys.argv) > 3 else "6700000"
workspace, ledger = folder / "workspace", folder / "workspace/ledgers/RZA/invoices April 2025.csv"

DUCKDB = """
import duckdb, sys
ledger, out = sys.argv[1:]
db = duckdb.connect(config={"threads": 2})
names = db.sql(f"select * from read_csv('{ledger}', all_varchar = true) limit 0").columns
money = names[-1] if "amount" not in [name.lower() for name in names] else next(n for n in names if n.lower() == "amount")
day = next(name for name in names if "date" in name.lower())
texts = ", ".join(f'trim("{name}") as "{name}"' for name in names if name not in (money, day))
db.sql(f'''copy (
    select {texts},
        coalesce(try_strptime(trim("{day}"), '%d/%m/%Y'), try_strptime(trim("{day}"), '%Y-%m-%d'))::date as paid_on,
        try_cast(replace(replace(trim("{money}"), ',', ''), '£', '') as decimal(18, 2)) as amount,
        filename, row_number() over () as row
    from read_csv('{ledger}', all_varchar = true, filename = true)
) to '{out}' (format parquet, compression zstd)''')
print(db.sql(f"select count(*), count(amount), count(paid_on), sum(amount) from '{out}'").fetchall(), file=sys.stderr)
"""

OPENPYXL = """
import openpyxl, sys
book = openpyxl.load_workbook(sys.argv[1], read_only=True, data_only=True)
print(sum(1 for sheet in book for _ in sheet.iter_rows(values_only=True)), "rows", file=sys.stderr)
"""

print(load())
shutil.rmtree(workspace, ignore_errors=True)
ledger.parent.mkdir(parents=True)
(workspace / "localspend.toml").write_text('[workspace]\nname = "Bench"\n')
measured("write the invented ledger", [str(binaries / "localspend-sample"), "invoices", "--out", str(ledger), "--lines", lines])
megabytes = ledger.stat().st_size / 1e6
ours = measured(
    "localspend ingest",
    [str(binaries / "localspend"), "-w", str(workspace), "ingest", "--org", "RZA"],
    env=os.environ | {"RAYON_NUM_THREADS": "2", "TOKIO_WORKER_THREADS": "2"},
)
theirs = measured("DuckDB, typed copy to Parquet", [sys.executable, "-c", DUCKDB, str(ledger), str(folder / "peer.parquet")])
print(f"{megabytes:.0f} MB: localspend {megabytes / ours:.0f} MB/s and {int(lines) / ours:,.0f} lines/s, DuckDB {megabytes / theirs:.0f} MB/s")

books = folder / "books"
shutil.rmtree(books, ignore_errors=True)
sample = [str(binaries / "localspend-sample"), "write", "--out", str(books), "--quarters", "1", "--format", "xlsx", "--no-truth"]
measured("write invented workbooks", [*sample, "--lines", "300000"])
book = max(books.glob("ledgers/**/*.xlsx"), key=lambda path: path.stat().st_size)
ours = measured("localspend cat, a workbook", [str(binaries / "localspend"), "cat", str(book)])
theirs = measured("openpyxl, read-only", [sys.executable, "-c", OPENPYXL, str(book)])
print(f"{book.stat().st_size / 1e6:.1f} MB of workbook: {theirs / ours:.1f} times openpyxl. {load()}")
