-- METHOD 7: the base by verdict, as the settings in force draw the primary locality and the window. It is planned again under other
-- settings for the table `sensitivity`.
with primary_locality as (
    select locality from localities where is_primary
),

judged as (
    select
        cell.org_code,
        cell.quarter,
        cell.category_code,
        case
            when cell.is_local then 'local'
            when cell.is_local is null then 'location_unknown'
            when choice.verdict_if_not_local is not null then choice.verdict_if_not_local
            when cell.category_code = 'uncategorised' then 'uncategorised'
            else 'no_local_market'
        end as verdict,
        cell.payments,
        cell.amount
    from choices as choice
    right join (
        select cells.*
        from primary_locality
        inner join locality_cells as cells on primary_locality.locality = cells.locality
    ) as cell
        on choice.key_no = cell.key_no
),

summed as (
    select org_code, quarter, category_code, verdict, sum(payments) as payments, sum(amount) as amount
    from judged
    group by org_code, quarter, category_code, verdict
)

select
    cell.org_code,
    cell.quarter,
    payer.locality_key,
    cell.category_code,
    cell.verdict,
    cell.payments,
    cell.amount
from payer_localities as payer
right join summed as cell on payer.org_code = cell.org_code and payer.quarter = cell.quarter
