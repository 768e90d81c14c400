-- METHOD 6: the base by what was bought, and how that is known.
with by_payer as (
    select
        org_code,
        quarter,
        category_code,
        category_basis,
        sum(payments) as payments,
        sum(amount) as amount
    from spend_cells
    where in_base
    group by org_code, quarter, category_code, category_basis
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
    sum(cell.payments) as payments,
    sum(cell.amount) as amount,
    sum(case when cell.category_basis = 'line' then cell.amount else 0.00 end) as amount_by_line,
    sum(case when cell.category_basis = 'supplier' then cell.amount else 0.00 end) as amount_by_supplier,
    sum(case when cell.category_basis = 'sic' then cell.amount else 0.00 end) as amount_by_sic
from by_payer as cell
inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
left join categories as category on cell.category_code = category.category_code
group by
    area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter,
    cell.category_code, category.name, category.group_name
