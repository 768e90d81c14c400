-- METHOD 7: the base by what stands between it and a local supplier.
with by_payer as (
    select
        org_code,
        quarter,
        verdict,
        sum(payments) as payments,
        sum(amount) as amount
    from spend_cells
    where in_base
    group by org_code, quarter, verdict
),

parts as (
    select
        area.area_kind,
        area.area_code,
        area.area_name,
        area.org_code,
        area.org_name,
        area.quarter,
        cell.verdict,
        verdict.verdict_order,
        sum(cell.payments) as payments,
        sum(cell.amount) as amount
    from by_payer as cell
    inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
    inner join verdict_names as verdict on cell.verdict = verdict.verdict
    group by area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter, cell.verdict, verdict.verdict_order
)

select
    part.area_kind,
    part.area_code,
    part.area_name,
    part.org_code,
    part.org_name,
    part.quarter,
    part.verdict,
    part.verdict_order,
    part.payments,
    part.amount,
    case when base.amount > 0 then cast(part.amount as double) / cast(base.amount as double) end as share_of_base
from parts as part
inner join base_totals as base
    on part.area_kind = base.area_kind
    and part.area_code = base.area_code
    and part.quarter = base.quarter
    and coalesce(part.org_code, '') = coalesce(base.org_code, '')
