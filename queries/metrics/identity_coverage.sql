-- METHOD 5: the base by how sure it is who the supplier is.
with names as (
    select org_code, quarter, match_status, supplier_name, sum(payments) as payments, sum(amount) as amount
    from spend_cells
    where in_base
    group by org_code, quarter, match_status, supplier_name
)

select
    area.area_kind,
    area.area_code,
    area.area_name,
    area.org_code,
    area.org_name,
    area.quarter,
    cell.match_status,
    count(distinct cell.supplier_name) as names,
    sum(cell.payments) as payments,
    sum(cell.amount) as amount
from names as cell
inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
group by area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter, cell.match_status
