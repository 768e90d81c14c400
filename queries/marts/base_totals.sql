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
),

by_area as (
    select area.area_no, cell.supplier_id, sum(cell.payments) as payments, sum(cell.amount) as amount
    from by_payer as cell
    inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
    group by area.area_no, cell.supplier_id
),

pooled as (
    select area_no, sum(payments) as payments, sum(amount) as amount, count(*) as suppliers
    from by_area
    group by area_no
)

select
    pooled.area_no,
    area.area_kind,
    area.area_code,
    area.area_name,
    area.org_code,
    area.org_name,
    area.quarter,
    pooled.payments,
    pooled.amount,
    pooled.suppliers
from pooled
inner join area_names as area on pooled.area_no = area.area_no
