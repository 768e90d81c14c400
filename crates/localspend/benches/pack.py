"""A pack of 250 organisations over 12 quarters. Repeat it with

    cargo build --release --workspace --bins
    python3 crates/localspend/benches/pack.py target/release FOLDER
"""

import pathlib
import shutil
import sys

from measure import load, measured

binaries, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
program = [str(binaries / "localspend"), "-w", str(folder)]

print(load())
shutil.rmtree(folder, ignore_errors=True)
sample = [str(binaries / "localspend-sample"), "write", "--out", str(folder), "--organisations", "250", "--quarters", "12"]
measured("write the invented ledgers", [*sample, "--format", "csv", "--no-truth"])
for stage in ["ingest", "resolve", "build"]:
    measured(stage, [*program, stage])
measured("report", [*program, "report"])
print(load())
