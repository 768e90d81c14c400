-- METHOD 7: what could move by category, with the capacity of the local alternatives that sell it. The cap is taken in
-- each locality, then summed.
with capacities as (
    select locality_key, category_code, quarter, sum(capacity) as capacity, count(*) as alternatives
    from local_alternatives
    group by locality_key, category_code, quarter
),

by_payer as (
    select
        org_code,
        quarter,
        category_code,
        verdict,
        sum(payments) as payments,
        sum(amount) as amount
    from spend_cells
    where verdict in ('blocked', 'steered', 'conditioned', 'movable')
    group by org_code, quarter, category_code, verdict
),

by_locality as (
    select
        area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter,
        payer.locality_key,
        cell.category_code,
        cell.verdict,
        sum(cell.payments) as payments,
        sum(cell.amount) as amount
    from by_payer as cell
    inner join payer_localities as payer on cell.org_code = payer.org_code and cell.quarter = payer.quarter
    inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
    group by area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter, payer.locality_key, cell.category_code, cell.verdict
)

select
    area.area_kind,
    area.area_code,
    area.area_name,
    area.org_code,
    area.org_name,
    area.quarter,
    area.category_code,
    category.name as category_name,
    area.verdict,
    sum(area.payments) as payments,
    sum(area.amount) as amount,
    sum(capacities.capacity) as capacity,
    sum(least(area.amount, capacities.capacity)) as amount_capped,
    sum(capacities.alternatives) as alternatives
from by_locality as area
inner join capacities
    on area.locality_key = capacities.locality_key
    and area.category_code = capacities.category_code
    and area.quarter = capacities.quarter
inner join categories as category on area.category_code = category.category_code
group by area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter, area.category_code, category.name, area.verdict
