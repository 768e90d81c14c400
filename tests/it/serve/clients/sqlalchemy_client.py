"""SQLAlchemy: inspect, reflect, query."""

import datetime
import decimal
import sys

import sqlalchemy as sa

engine = sa.create_engine(f"postgresql+psycopg://anna@127.0.0.1:{sys.argv[1]}/localspend")
inspector = sa.inspect(engine)

assert {"spend", "lines", "files", "suppliers"} <= set(inspector.get_table_names()), inspector.get_table_names()
assert {"local_share", "payments"} <= set(inspector.get_view_names()), inspector.get_view_names()
assert "public" in inspector.get_schema_names()

columns = {column["name"]: column for column in inspector.get_columns("spend")}
for name, kind in {"amount": sa.NUMERIC, "paid_on": sa.DATE, "in_base": sa.BOOLEAN, "row": sa.BIGINT, "directives": sa.ARRAY, "distance_km": sa.Float}.items():
    assert isinstance(columns[name]["type"], kind), (name, columns[name])
assert columns["amount"]["comment"] == "Pounds, net of credits", columns["amount"]
assert not columns["amount"]["nullable"] and columns["paid_on"]["nullable"]
assert "One row per payment" in inspector.get_table_comment("spend")["text"]
assert inspector.get_pk_constraint("spend")["constrained_columns"] == []
assert inspector.get_foreign_keys("spend") == [] and inspector.get_indexes("spend") == [] and inspector.get_unique_constraints("spend") == []

spend = sa.Table("spend", sa.MetaData(), autoload_with=engine)
share = sa.Table("local_share", sa.MetaData(), autoload_with=engine)
with engine.connect() as connection:
    total = connection.execute(sa.select(sa.func.sum(spend.c.amount))).scalar_one()
    assert isinstance(total, decimal.Decimal)
    by_org = connection.execute(sa.select(spend.c.org_code, sa.func.sum(spend.c.amount)).group_by(spend.c.org_code).order_by(spend.c.org_code)).all()
    assert sum(amount for _, amount in by_org) == total, "the parts are not the whole"
    first = connection.execute(sa.select(spend).where(spend.c.org_code == by_org[0][0], spend.c.paid_on >= datetime.date(2000, 1, 1)).limit(2)).mappings().all()
    assert len(first) == 2 and isinstance(first[0]["paid_on"], datetime.date)
    assert connection.execute(sa.select(sa.func.count()).select_from(spend).where(spend.c.org_code.in_([code for code, _ in by_org]))).scalar_one() > 0
    assert connection.execute(sa.select(share.c.share_low).where(share.c.share_low.is_not(None)).limit(1)).scalar_one() >= 0
