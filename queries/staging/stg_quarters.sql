-- The quarters that payments fall in, with their first and last day.
with quarters as (
    select distinct quarter, quarter_index
    from stg_payee_months
    where quarter <> 'unknown'
),

starts as (
    select
        quarter,
        quarter_index,
        make_date(
            cast(floor(quarter_index / 4) as int) + case when quarter_index % 4 = 3 then 1 else 0 end,
            case when quarter_index % 4 = 3 then 1 else cast(quarter_index % 4 as int) * 3 + 4 end,
            1
        ) as first_day
    from quarters
)

select
    quarter,
    quarter_index,
    first_day,
    cast(first_day + interval '3 months' - interval '1 day' as date) as last_day
from starts
