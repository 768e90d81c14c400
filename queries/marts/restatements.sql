-- What this run says otherwise than the one before it, of quarters that both have: the base of each payer and its parts.
-- `earlier_spend` is what the lake showed when the run began.
with cells as (
    select true as is_now, org_code, quarter, verdict, living_wage, sum(amount) as amount
    from spend_cells
    where in_base
    group by org_code, quarter, verdict, living_wage
    union all
    select false as is_now, org_code, quarter, verdict, living_wage, sum(amount) as amount
    from earlier_spend
    where in_base
    group by org_code, quarter, verdict, living_wage
),

in_both as (
    select org_code, quarter
    from cells
    group by org_code, quarter
    having bool_or(is_now) and bool_or(not is_now)
),

figures as (
    select is_now, org_code, quarter, 'base' as figure, amount from cells
    union all
    select is_now, org_code, quarter, 'living_wage' as figure, amount from cells where living_wage = 'accredited'
    union all
    select is_now, org_code, quarter, verdict as figure, amount from cells
),

summed as (
    select
        org_code,
        quarter,
        figure,
        sum(case when is_now then 0.00 else amount end) as before,
        sum(case when is_now then amount else 0.00 end) as after
    from figures
    group by org_code, quarter, figure
)

select summed.org_code, summed.quarter, summed.figure, summed.before, summed.after
from summed
inner join in_both on summed.org_code = in_both.org_code and summed.quarter = in_both.quarter
where summed.before <> summed.after
