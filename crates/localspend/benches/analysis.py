"""The whole analysis over ten million payments: what `build` and `report` take once the ledgers are read and the names
matched. Repeat it with

    cargo build --release --workspace --bins
    python3 crates/localspend/benches/analysis.py target/release FOLDER [PAYMENTS]

FOLDER is made anew and kept, so that the answers can be asked of it afterwards.
"""

import pathlib
import shutil
import sys

from measure import load, measured

binaries, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
payments = sys.argv[3] if len(sys.argv) > 3 else "10000000"
program = [str(binaries / "localspend"), "-w", str(folder)]

print(load())
shutil.rmtree(folder, ignore_errors=True)
sample = [str(binaries / "localspend-sample"), "write", "--out", str(folder), "--organisations", "50", "--quarters", "8"]
measured("write the invented ledgers", [*sample, "--lines", payments, "--format", "csv", "--no-truth"])
measured("ingest", [*program, "ingest"])
measured("resolve", [*program, "resolve"])
analysis = measured("build: places, directives, verdicts", [*program, "build"])
analysis += measured("report: every metric, one pack", [*program, "report"])
print(f"the analysis, build and report: {analysis:.1f} s for {int(payments):,} payments. {load()}")
