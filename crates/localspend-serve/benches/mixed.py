"""16 clients, 1,000 mixed queries: the server over the Postgres protocol, and DuckDB on the same Parquet files in its own
process. Reports errors, median and 95th percentile of each. A server must be running:

    localspend -w WORKSPACE serve --trust analyst --http off
    target/clients/bin/python crates/localspend-serve/benches/mixed.py WORKSPACE [PORT]
"""

import random
import statistics
import sys
import threading
import time

import deltalake
import duckdb
import psycopg

CLIENTS, QUERIES = 16, 1_000
WORKSPACE, PORT = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "5433"
SHAPES = [
    "select verdict, count(*), sum(amount) from spend where in_base group by verdict order by verdict",
    "select quarter, sum(amount) from spend where org_code = '{org}' group by quarter order by quarter",
    "select supplier_id, sum(amount) as pounds from spend group by supplier_id order by pounds desc, supplier_id limit 20",
    "select file_id, \"row\", paid_on, supplier_name, amount from spend where amount > {amount} order by amount desc, file_id, \"row\" limit 50",
    "select s.kind, count(distinct p.supplier_id), sum(p.amount) from spend p join suppliers s on p.supplier_id = s.supplier_id "
    "where p.quarter = '{quarter}' group by s.kind order by s.kind",
    "select count(*) from lines where supplier_name like '%{letters}%'",
    "select category_code, ring, sum(amount) from spend where quarter >= '{quarter}' group by category_code, ring order by 1, 2",
    "select org_code, quarter, sum(amount), sum(sum(amount)) over (partition by org_code order by quarter) from spend "
    "group by org_code, quarter order by org_code, quarter",
]


def questions() -> list[str]:
    chance = random.Random(8)
    return [
        chance.choice(SHAPES).format(
            org=chance.choice(["RZA", "RZB", "RZC"]),
            amount=chance.randrange(25_000, 500_000),
            quarter=f"{chance.choice(['2023-24', '2024-25'])} Q{chance.randrange(1, 5)}",
            letters=chance.choice(["Ltd", "an", "care", "Nan"]),
        )
        for _ in range(QUERIES)
    ]


def measured(connect, ask) -> tuple[list[float], list[str], list, float]:
    """Times of all queries, what went wrong, the answers in order, and how long it all took."""
    waiting = list(enumerate(questions()))[::-1]
    times, errors, answers, lock = [], [], [None] * QUERIES, threading.Lock()

    def client() -> None:
        connection = connect()
        while True:
            with lock:
                if not waiting:
                    return
                number, sql = waiting.pop()
            began = time.perf_counter()
            try:
                answers[number] = ask(connection, sql)
            except Exception as error:  # whatever a client's user would see
                errors.append(f"{sql}: {error}")
            times.append(time.perf_counter() - began)

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    began = time.perf_counter()
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return times, errors, answers, time.perf_counter() - began


def report(name: str, times: list[float], errors: list[str], whole: float) -> None:
    p95 = statistics.quantiles(times, n=20)[-1]
    print(f"{name:<12} {len(times)} queries, {CLIENTS} clients, {len(errors)} errors, "
          f"median {statistics.median(times) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, {len(times) / whole:.0f} queries/s")
    [print("   ", error) for error in errors[:5]]


def main() -> int:
    database = duckdb.connect()
    for table in ["spend", "suppliers", "lines"]:
        files = deltalake.DeltaTable(f"{WORKSPACE}/lake/{table}").file_uris()
        database.execute(f"create view {table} as select * from read_parquet({files!r})")
    target = f"host=127.0.0.1 port={PORT} dbname=localspend user=bench"
    ours = measured(lambda: psycopg.connect(target, autocommit=True), lambda c, sql: c.execute(sql).fetchall())
    theirs = measured(database.cursor, lambda c, sql: c.execute(sql).fetchall())
    report("localspend", ours[0], ours[1], ours[3])
    report("DuckDB", theirs[0], theirs[1], theirs[3])
    differ = [sql for sql, one, other in zip(questions(), ours[2], theirs[2]) if one != other]
    print(f"{len(differ)} of {QUERIES} answers differ")
    [print("   ", sql) for sql in sorted(set(differ))[:5]]
    return 1 if ours[1] or theirs[1] or differ else 0


if __name__ == "__main__":
    sys.exit(main())
