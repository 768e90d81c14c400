"""psycopg 3: types, parameters, prepared statements, streaming, cancellation, transactions, errors."""

import datetime
import decimal
import sys
import threading
import time

import psycopg

PORT = sys.argv[1]
TARGET = f"host=127.0.0.1 port={PORT} user=anna dbname=localspend"
connection = psycopg.connect(TARGET, autocommit=True)


def rows(sql, parameters=None, **options):
    return connection.execute(sql, parameters, **options).fetchall()


def same(got, expected, what):
    assert got == expected, f"{what}: {got!r} instead of {expected!r}"


# Types, as text and in binary.
for binary in (False, True):
    cursor = connection.cursor(binary=binary)
    sql = "select amount, paid_on, directives, in_base, row, distance_km, org_code, null as none from spend where paid_on is not null and distance_km is not null limit 1"
    row = cursor.execute(sql).fetchone()
    kinds = (decimal.Decimal, datetime.date, list, bool, int, float, str, type(None))
    same(tuple(type(value) for value in row), kinds, f"types, binary={binary}")
    same(-row[0].as_tuple().exponent, 2, "decimals of pounds")
    row = cursor.execute("select -1234.50 as a, 0.00001234 as b, 0.0 as c, cast(99999999999999999999.99 as decimal(30,2)) as d, cast('12345678901234567890123456789012345.67' as decimal(38,2)) as e").fetchone()
    same([str(value) for value in row], ["-1234.50", "0.00001234", "0.0", "99999999999999999999.99", "12345678901234567890123456789012345.67"], "exact decimals")
    row = cursor.execute("select array[1, 2], array['a', null], date '2024-02-29', timestamp '2024-02-29 12:34:56.789', true, array[1.25, 2.50]").fetchone()
    same(row, ([1, 2], ["a", None], datetime.date(2024, 2, 29), datetime.datetime(2024, 2, 29, 12, 34, 56, 789000), True, [decimal.Decimal("1.25"), decimal.Decimal("2.50")]), "values")

# Parameters of every type that analysts have.
base = rows("select count(*) from spend")[0][0]
same(rows("select 1 from spend limit %s", (3,)), [(1,)] * 3, "limit as a parameter")
same(len(rows("select amount from spend where amount > %s limit 5", (decimal.Decimal("25000.50"),))), 5, "decimal parameter")
same(rows("select min(amount) >= 25000 from spend where amount >= %s", (25000,)), [(True,)], "whole number against decimal")
quarter = rows("select quarter, count(*) from spend group by quarter order by 2 desc limit 2")
same(rows("select count(*) from spend where quarter = %s", (quarter[0][0],)), [(quarter[0][1],)], "text parameter")
same(rows("select count(*) from spend where quarter = any(%s)", ([name for name, _ in quarter],)), [(sum(count for _, count in quarter),)], "list parameter")
same(rows("select min(paid_on) >= %s from spend where paid_on >= %s", (datetime.date(2024, 4, 1),) * 2), [(True,)], "date parameter")
same(rows("select count(*) from spend where in_base = %s or in_base = %s", (True, False)), [(base,)], "bool parameters")
same(rows("select %s::text, %s + 1", (None, 4)), [(None, 5)], "nothing as a parameter")
same(rows("select %s", ("'; drop table spend; --",)), [("'; drop table spend; --",)], "a parameter is data")
codes = [code for (code,) in rows("select distinct org_code from spend order by 1")]
total = sum(rows("select count(*) from spend where org_code = %s", (code,), prepare=True)[0][0] for code in codes)
same(total, base, "a prepared statement run again")

# A million rows arrive one by one: the first long before the last.
stream = psycopg.connect(TARGET, autocommit=True)
with stream.cursor() as cursor:
    began, first, count, total = time.monotonic(), None, 0, 0
    for (value,) in cursor.stream("select value from generate_series(1, 1000000)"):
        first = first or time.monotonic() - began
        count, total = count + 1, total + value
    same((count, total), (1_000_000, 500_000_500_000), "a million rows")
    assert first < (time.monotonic() - began) / 2, "the first row waited for the last"

# Cancellation ends a query that would run for minutes, and the connection goes on.
for sql in ("select count(*) from generate_series(1, 1000000000) a, generate_series(1, 1000000) b", "select a.value from generate_series(1, 1000000000) a"):
    threading.Timer(1.0, connection.cancel).start()
    began = time.monotonic()
    try:
        rows(sql)
        raise AssertionError("the query was not cancelled")
    except psycopg.errors.QueryCanceled:
        assert time.monotonic() - began < 20, "the cancellation came late"
    same(rows("select 1"), [(1,)], "after a cancellation")

# Transactions in name: an error lasts until the end of the block.
block = psycopg.connect(TARGET)
same(block.execute("select 1").fetchall(), [(1,)], "in a block")
try:
    block.execute("select nope from spend")
    raise AssertionError("an unknown column was found")
except psycopg.errors.UndefinedColumn as error:
    assert "hint" in str(error).lower() and error.diag.statement_position == "8", str(error)
try:
    block.execute("select 1")
    raise AssertionError("the block went on after an error")
except psycopg.errors.InFailedSqlTransaction:
    block.rollback()
same(block.execute("select 2").fetchall(), [(2,)], "after a rollback")

# A cursor of the client's that fetches in parts.
with connection.pipeline():
    first, second = connection.execute("select 1"), connection.execute("select 2")
same((first.fetchone(), second.fetchone()), ((1,), (2,)), "pipeline")
