-- METHOD 7: the base by category and by what stands between it and a local supplier.
with by_payer as (
    select
        org_code,
        quarter,
        category_code,
        verdict,
        sum(payments) as payments,
        sum(amount) as amount
    from spend_cells
    where in_base
    group by org_code, quarter, category_code, verdict
)

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
from by_payer as cell
inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
left join categories as category on cell.category_code = category.category_code
group by area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter, cell.category_code, coalesce(category.name, 'Not categorised'), coalesce(category.group_name, 'Not categorised'), cell.verdict
