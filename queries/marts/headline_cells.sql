-- METHOD 7: the base by verdict, as the settings in force draw the primary locality, the window and the growth cap. It is
-- planned again under other settings for the table `sensitivity`.
with primary_locality as (
    select locality from localities where is_primary
),

capacities as (
    select locality_key, category_code, quarter, sum(capacity) as capacity
    from local_alternatives
    group by locality_key, category_code, quarter
),

judged as (
    select
        cell.org_code,
        cell.quarter,
        payer.locality_key,
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
    from locality_sums as cell
    inner join primary_locality on cell.locality = primary_locality.locality
    left join payer_localities as payer on cell.org_code = payer.org_code and cell.quarter = payer.quarter
    left join choices as choice
        on cell.org_code = choice.org_code
        and cell.quarter = choice.quarter
        and cell.alike_since = choice.alike_since
        and cell.category_code = choice.category_code
),

summed as (
    select
        org_code, quarter, locality_key, category_code, verdict, sum(payments) as payments, sum(amount) as amount
    from judged
    group by org_code, quarter, locality_key, category_code, verdict
)

select
    cell.org_code,
    cell.quarter,
    cell.locality_key,
    cell.category_code,
    cell.verdict,
    cell.payments,
    cell.amount,
    capacities.capacity
from summed as cell
left join capacities
    on cell.locality_key = capacities.locality_key
    and cell.category_code = capacities.category_code
    and cell.quarter = capacities.quarter
