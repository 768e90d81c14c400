-- METHOD 7: the base by category and by what stands between it and a local supplier.
select
    area.area_kind,
    area.area_code,
    area.area_name,
    area.org_code,
    area.org_name,
    area.quarter,
    cell.category_code,
    coalesce(category.name, 'Not categorised') as category_name,
    coalesce(category.group_name, 'Not categorised') as group_name,
    cell.verdict,
    sum(cell.payments) as payments,
    sum(cell.amount) as amount
from spend_cells as cell
inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
left join categories as category on cell.category_code = category.category_code
where cell.in_base
group by area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter, cell.category_code, coalesce(category.name, 'Not categorised'), coalesce(category.group_name, 'Not categorised'), cell.verdict
