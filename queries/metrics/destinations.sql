-- METHOD 3: the base by the area that the supplier is in, as of the payment: its care board and its local authority.
with icb_names as (
    select org_code, min(name) as name
    from organisations
    where kind = 'icb'
    group by org_code
),

authority_names as (
    select local_authority_code, min(area_label) as name
    from places
    where local_authority_code is not null
    group by local_authority_code
),

placed as (
    select
        org_code,
        quarter,
        'icb' as destination_kind,
        coalesce(supplier_icb_code, 'unknown') as destination_code,
        sum(payments) as payments,
        sum(amount) as amount
    from spend_cells
    where in_base
    group by org_code, quarter, coalesce(supplier_icb_code, 'unknown')
    union all
    select
        org_code,
        quarter,
        'local_authority' as destination_kind,
        coalesce(supplier_local_authority_code, 'unknown') as destination_code,
        sum(payments) as payments,
        sum(amount) as amount
    from spend_cells
    where in_base
    group by org_code, quarter, coalesce(supplier_local_authority_code, 'unknown')
),

parts as (
    select
        area.area_kind,
        area.area_code,
        area.area_name,
        area.org_code,
        area.org_name,
        area.quarter,
        pay.destination_kind,
        pay.destination_code,
        sum(pay.payments) as payments,
        sum(pay.amount) as amount
    from placed as pay
    inner join area_members as area on pay.org_code = area.member_code and pay.quarter = area.quarter
    group by
        area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter,
        pay.destination_kind, pay.destination_code
)

select
    part.area_kind,
    part.area_code,
    part.area_name,
    part.org_code,
    part.org_name,
    part.quarter,
    part.destination_kind,
    part.destination_code,
    coalesce(icb.name, authority.name) as destination_name,
    part.payments,
    part.amount,
    case when base.amount > 0 then cast(part.amount as double) / cast(base.amount as double) end as share_of_base
from parts as part
inner join base_totals as base
    on part.area_kind = base.area_kind
    and part.area_code = base.area_code
    and part.quarter = base.quarter
    and coalesce(part.org_code, '') = coalesce(base.org_code, '')
left join icb_names as icb on part.destination_kind = 'icb' and part.destination_code = icb.org_code
left join authority_names as authority
    on part.destination_kind = 'local_authority' and part.destination_code = authority.local_authority_code
