-- METHOD 2: the base of every share, by area, organisation and quarter.
select
    area.area_kind,
    area.area_code,
    area.area_name,
    area.org_code,
    area.org_name,
    area.quarter,
    sum(cell.payments) as payments,
    sum(cell.amount) as amount,
    count(distinct cell.supplier_id) as suppliers
from spend_cells as cell
inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
where cell.in_base
group by area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter
