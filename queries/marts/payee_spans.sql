-- METHOD 8: which days are alike for a payee: the spans of days in which neither its place nor its living-wage status
-- changes. Spans of one payee meet without gap, so that a payment falls into exactly one.
with spans as (
    select supplier_id, starts_on, ends_on from supplier_places
    union all
    select supplier_id, starts_on, ends_on from living_wage_spans
),

changes as (
    select supplier_id, starts_on as changes_on from spans
    union
    select supplier_id, cast(ends_on + interval '1 day' as date) as changes_on from spans
    where ends_on < date '9999-12-31'
),

starts as (
    select supplier_name, date '1800-01-01' as starts_on from payees
    union
    select payee.supplier_name, changes.changes_on as starts_on
    from payees as payee
    inner join changes on payee.supplier_id = changes.supplier_id
    where changes.changes_on > date '1800-01-01'
)

select
    row_number() over (order by supplier_name, starts_on) as payee_no,
    supplier_name,
    starts_on,
    coalesce(
        cast(lead(starts_on) over (partition by supplier_name order by starts_on) - interval '1 day' as date),
        date '9999-12-31'
    ) as ends_on
from starts
