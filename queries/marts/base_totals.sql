-- METHOD 2: the base of every share, by area, organisation and quarter.
with by_payer as (
    select
        org_code,
        quarter,
        supplier_id,
        sum(payments) as payments,
        sum(amount) as amount
    from spend_cells
    where in_base
    group by org_code, quarter, supplier_id
)

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
from by_payer as cell
inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
group by area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter
