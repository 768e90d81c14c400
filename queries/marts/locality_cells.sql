-- METHOD 3: base pounds by payer, quarter and supplier under every definition of local, side by side.
with judged as (
    select
        spend.org_code,
        spend.quarter,
        locality.locality,
        locality.is_primary,
        spend.supplier_id,
        spend.category_code,
        day.alike_since,
        case
            when spend.scope = 'intermediary' or spend.ring = 'unknown' then null
            when spend.ring = 'overseas' then false
            when locality.kind = 'place' then spend.ring = 'place'
            when locality.kind = 'ics'
                then
                    case
                        when spend.payer_icb_code is not null
                            then coalesce(spend.supplier_icb_code = spend.payer_icb_code, false)
                    end
            when locality.kind = 'region'
                then
                    case
                        when spend.payer_region_code is not null
                            then coalesce(spend.supplier_region_code = spend.payer_region_code, false)
                    end
            when locality.kind = 'radius_km' then spend.distance_km <= locality.radius_km
            else array_has(locality.areas, spend.supplier_local_authority_code)
        end as is_local,
        spend.amount
    from spend
    left join directive_days as day on spend.as_of = day.as_of
    cross join localities as locality
    where spend.in_base
)

select
    org_code, quarter, locality, is_primary, supplier_id, category_code, alike_since, is_local,
    count(*) as payments,
    sum(amount) as amount
from judged
group by org_code, quarter, locality, is_primary, supplier_id, category_code, alike_since, is_local
