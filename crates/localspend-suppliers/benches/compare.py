"""rapidfuzz and Splink on the names and register that benches/speed.rs reads. Prints names a second on one core.

    pip install rapidfuzz numpy 'splink>=5' duckdb pandas
    python compare.py FOLDER [how many names, default 2000]
"""
import csv
import re
import sys
import time

folder, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2000


def read(name):
    with open(f"{folder}/{name}", newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def key(name):
    return re.sub(r"[^A-Z0-9 ]", "", name.upper().replace("&", " AND ")).strip()


names = sorted({row["name"] for row in read("queries.csv")})
step = max(1, len(names) // count)
names = [key(name) for name in names[::step]]
register = [key(row["name"]) for row in read("register.csv")]
print(f"{len(names)} distinct names, {len(register)} names of the register, seconds of the process")

try:
    import numpy
    from rapidfuzz import fuzz, process

    for scorer in (fuzz.WRatio, fuzz.token_sort_ratio):
        start = time.process_time()
        best = []
        for at in range(0, len(names), 256):
            scores = process.cdist(names[at : at + 256], register, scorer=scorer, dtype=numpy.uint8, workers=1)
            best.extend(scores.argmax(axis=1))
        spent = time.process_time() - start
        print(f"rapidfuzz cdist {scorer.__name__}: {spent:.1f} s, {len(names) / spent:.0f} names a second")
except ImportError as missing:
    print(f"SKIPPED rapidfuzz: {missing}")

try:
    import pandas
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    def frame(rows):
        first = [name.split(" ")[0] for name in rows]
        last = [name.split(" ")[-1] for name in rows]
        return pandas.DataFrame({"unique_id": range(len(rows)), "name": rows, "first": first, "last": last})

    start = time.process_time()
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.8]), cl.ExactMatch("last")],
        blocking_rules_to_generate_predictions=[block_on("first"), block_on("substr(name, 1, 6)")],
    )
    api = DuckDBAPI()
    tables = [api.register(frame(names)), api.register(frame(register))]
    linker = Linker(tables, settings, log_level=40)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("first"))
    linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
    spent = time.process_time() - start
    print(f"Splink on DuckDB, training and prediction: {spent:.1f} s, {len(names) / spent:.0f} names a second")
except ImportError as missing:
    print(f"SKIPPED Splink: {missing}")
