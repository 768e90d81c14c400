-- METHOD 3: the base by the evidence for the supplier's place; `hidden` behind an intermediary, `none` without evidence.
with by_payer as (
    select
        org_code,
        quarter,
        case when scope = 'intermediary' then 'hidden' else coalesce(location_source, 'none') end as location_source,
        sum(payments) as payments,
        sum(amount) as amount
    from spend_cells
    where in_base
    group by org_code, quarter, case when scope = 'intermediary' then 'hidden' else coalesce(location_source, 'none') end
)

select
    area.area_kind,
    area.area_code,
    area.area_name,
    area.org_code,
    area.org_name,
    area.quarter,
    cell.location_source,
    sum(cell.payments) as payments,
    sum(cell.amount) as amount
from by_payer as cell
inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
group by area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter, cell.location_source
