-- METHOD 3: the base by how far from the payer it goes.
with by_payer as (
    select
        org_code,
        quarter,
        ring,
        sum(payments) as payments,
        sum(amount) as amount
    from spend_cells
    where in_base
    group by org_code, quarter, ring
),

parts as (
    select
        area.area_kind,
        area.area_code,
        area.area_name,
        area.org_code,
        area.org_name,
        area.quarter,
        cell.ring,
        sum(cell.payments) as payments,
        sum(cell.amount) as amount
    from by_payer as cell
    inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
    group by area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter, cell.ring
)

select
    part.area_kind,
    part.area_code,
    part.area_name,
    part.org_code,
    part.org_name,
    part.quarter,
    part.ring,
    part.payments,
    part.amount,
    case when base.amount > 0 then cast(part.amount as double) / cast(base.amount as double) end as share_of_base
from parts as part
inner join base_totals as base
    on part.area_kind = base.area_kind
    and part.area_code = base.area_code
    and part.quarter = base.quarter
    and coalesce(part.org_code, '') = coalesce(base.org_code, '')
