-- METHOD 3: base pounds by payer, quarter and category under every definition of local, side by side.
with judged as (
    select
        cell.org_code,
        cell.quarter,
        locality.locality,
        locality.is_primary,
        cell.category_code,
        cell.alike_since,
        case
            when cell.scope = 'intermediary' or cell.ring = 'unknown' then null
            when cell.ring = 'overseas' then false
            when locality.kind = 'place' then cell.ring = 'place'
            when locality.kind = 'ics'
                then
                    case
                        when cell.payer_icb_code is not null
                            then coalesce(cell.supplier_icb_code = cell.payer_icb_code, false)
                    end
            when locality.kind = 'region'
                then
                    case
                        when cell.payer_region_code is not null
                            then coalesce(cell.supplier_region_code = cell.payer_region_code, false)
                    end
            when locality.kind = 'radius_km' then cell.distance_km <= locality.radius_km
            else array_has(locality.areas, cell.supplier_local_authority_code)
        end as is_local,
        cell.payments,
        cell.amount
    from spend_cells as cell
    cross join localities as locality
    where cell.in_base
),

summed as (
    select
        org_code, quarter, locality, is_primary, category_code, alike_since, is_local,
        sum(payments) as payments,
        sum(amount) as amount
    from judged
    group by org_code, quarter, locality, is_primary, category_code, alike_since, is_local
)

select
    cell.org_code,
    cell.quarter,
    cell.locality,
    cell.is_primary,
    cell.category_code,
    key.key_no,
    cell.is_local,
    cell.payments,
    cell.amount
from choice_keys as key
right join summed as cell
    on key.org_code = cell.org_code
    and key.quarter = cell.quarter
    and key.alike_since = cell.alike_since
    and key.category_code = cell.category_code
