-- METHOD 1 and 8: the months of each quarter for which each organisation's ledger is here. An organisation that has any
-- file is expected in every quarter in which anybody's payments fall.
with active as (
    select file_id, org_code, period_start, period_end
    from files
    where status = 'active' and org_code is not null and period_start is not null
),

covered as (
    select distinct
        org_code,
        unnest(generate_series(period_start, period_end, interval '1 month')) as month_start
    from active
),

expected as (
    select
        org.org_code,
        quarter.quarter,
        unnest(generate_series(quarter.first_day, quarter.last_day, interval '1 month')) as month_start
    from (select distinct org_code from active) as org
    cross join stg_quarters as quarter
)

select
    expected.org_code,
    expected.quarter,
    cast(expected.month_start as date) as month_start,
    covered.org_code is not null as is_present
from expected
left join covered
    on expected.org_code = covered.org_code
    and cast(expected.month_start as date) = cast(date_trunc('month', covered.month_start) as date)
