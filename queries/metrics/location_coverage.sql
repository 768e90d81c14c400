-- METHOD 3: the base by the evidence for the supplier's place; `hidden` behind an intermediary, `none` without evidence.
select
    area.area_kind,
    area.area_code,
    area.area_name,
    area.org_code,
    area.org_name,
    area.quarter,
    case when cell.scope = 'intermediary' then 'hidden' else coalesce(cell.location_source, 'none') end as location_source,
    sum(cell.payments) as payments,
    sum(cell.amount) as amount
from spend_cells as cell
inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
where cell.in_base
group by area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter, case when cell.scope = 'intermediary' then 'hidden' else coalesce(cell.location_source, 'none') end
