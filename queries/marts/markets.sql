-- METHOD 7: what the local alternatives of a locality, category and quarter could take together, and how much of it is
-- spoken for by pounds that could move there already.
with as_of_quarter as (
    select
        alternative.locality_key,
        alternative.category_code,
        alternative.quarter,
        alternative.evidence,
        greatest(alternative.revenue_seen, 0.00) as revenue_seen,
        coalesce(wage.living_wage, 'not_listed') = 'accredited' as is_accredited
    from local_alternatives as alternative
    inner join stg_quarters as quarter on alternative.quarter = quarter.quarter
    left join living_wage_spans as wage
        on alternative.supplier_id = wage.supplier_id
        and quarter.last_day between wage.starts_on and wage.ends_on
),

movable as (
    select payer.locality_key, cell.category_code, cell.quarter, sum(cell.amount) as amount
    from spend_cells as cell
    inner join payer_localities as payer on cell.org_code = payer.org_code and cell.quarter = payer.quarter
    where cell.verdict = 'movable'
    group by payer.locality_key, cell.category_code, cell.quarter
),

summed as (
    select
        locality_key,
        category_code,
        quarter,
        count(*) as alternatives,
        sum(revenue_seen) as revenue_seen,
        sum(case when evidence = 'ledger' then revenue_seen else 0.00 end) as revenue_in_ledgers,
        sum(case when is_accredited then revenue_seen else 0.00 end) as revenue_accredited
    from as_of_quarter
    group by locality_key, category_code, quarter
)

select
    market.locality_key,
    market.category_code,
    market.quarter,
    market.alternatives,
    market.revenue_seen,
    market.revenue_in_ledgers,
    market.revenue_accredited,
    greatest(coalesce(movable.amount, 0.00), 0.00) as movable
from summed as market
left join movable
    on market.locality_key = movable.locality_key
    and market.category_code = movable.category_code
    and market.quarter = movable.quarter
