-- METHOD 2: all payments by whose money they are.
with by_payer as (
    select
        org_code,
        quarter,
        scope,
        in_base,
        sum(payments) as payments,
        sum(amount) as amount
    from spend_cells
    group by org_code, quarter, scope, in_base
)

select
    area.area_kind,
    area.area_code,
    area.area_name,
    area.org_code,
    area.org_name,
    area.quarter,
    cell.scope,
    cell.in_base,
    sum(cell.payments) as payments,
    sum(cell.amount) as amount
from by_payer as cell
inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
group by area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter, cell.scope, cell.in_base
