"""asyncpg: prepared statements whose types the server tells, transactions, cursors."""

import asyncio
import datetime
import decimal
import sys

import asyncpg


async def main():
    connection = await asyncpg.connect(host="127.0.0.1", port=int(sys.argv[1]), user="anna", database="localspend", ssl=False)
    row = await connection.fetchrow("select amount, paid_on, directives, in_base from spend where amount > $1 and paid_on is not null limit 1", decimal.Decimal("100"))
    assert [type(value) for value in row.values()] == [decimal.Decimal, datetime.date, list, bool], row
    base = await connection.fetchval("select count(*) from spend")
    quarters = await connection.fetch("select quarter, count(*) as payments from spend group by quarter")
    assert await connection.fetchval("select count(*) from spend where quarter = any($1)", [row["quarter"] for row in quarters]) == base
    assert await connection.fetchval("select count(*) from spend where paid_on >= $1::date", datetime.date(1900, 1, 1)) > 0
    statement = await connection.prepare("select count(*) from spend where quarter = $1")
    assert sum([await statement.fetchval(row["quarter"]) for row in quarters]) == base
    async with connection.transaction():
        count = 0
        async for _ in connection.cursor("select row from spend", prefetch=100):
            count += 1
        assert count == base, f"{count} rows in parts of 100 instead of {base}"
    try:
        await connection.fetch("select nope from spend")
        raise AssertionError("an unknown column was found")
    except asyncpg.UndefinedColumnError as error:
        assert error.hint, error
    try:
        await asyncio.wait_for(connection.fetch("select count(*) from generate_series(1, 1000000000) a, generate_series(1, 1000000) b"), 1)
        raise AssertionError("a query of years ended")
    except asyncio.TimeoutError:
        pass
    assert await connection.fetchval("select 1") == 1, "after a timeout"
    await connection.close()


asyncio.run(asyncio.wait_for(main(), 90))
