-- METHOD 7: the local alternatives of each locality, category and quarter, with their capacity.
with primary_locality as (
    select kind from localities where is_primary
),

sellers_by_area as (
    select
        seller.*,
        case locality.kind when 'ics' then seller.icb_code when 'region' then seller.region_code end as area_key
    from sellers as seller
    cross join primary_locality as locality
    where locality.kind in ('ics', 'region')
),

localities_by_area as (
    select distinct locality_key, quarter
    from payer_localities
    where kind in ('ics', 'region')
),

by_area as (
    select
        locality.locality_key, seller.category_code, seller.quarter, seller.supplier_id, seller.size, seller.is_vcse,
        seller.local_authority_code, seller.evidence, seller.sold_in_category, seller.revenue_seen
    from sellers_by_area as seller
    inner join localities_by_area as locality
        on seller.quarter = locality.quarter and seller.area_key = locality.locality_key
),

by_place as (
    select distinct
        locality.locality_key, seller.category_code, seller.quarter, seller.supplier_id, seller.size, seller.is_vcse,
        seller.local_authority_code, seller.evidence, seller.sold_in_category, seller.revenue_seen
    from sellers as seller
    inner join payer_site_areas as area
        on seller.quarter = area.quarter and seller.local_authority_code = area.local_authority_code
    inner join payer_localities as locality on area.org_code = locality.org_code and area.quarter = locality.quarter
    where locality.kind = 'place'
),

by_distance as (
    select
        locality.locality_key, seller.category_code, seller.quarter, seller.supplier_id, seller.size, seller.is_vcse,
        seller.local_authority_code, seller.evidence, seller.sold_in_category, seller.revenue_seen
    from sellers as seller
    inner join payer_localities as locality on seller.quarter = locality.quarter
    cross join localities as circle
    where
        locality.kind = 'radius_km'
        and circle.is_primary
        and 2 * 6371.0088 * asin(
            sqrt(
                power(sin(radians(seller.latitude - locality.latitude) / 2), 2)
                + cos(radians(seller.latitude)) * cos(radians(locality.latitude))
                * power(sin(radians(seller.longitude - locality.longitude) / 2), 2)
            )
        ) <= circle.radius_km
),

by_list as (
    select
        'areas' as locality_key, seller.category_code, seller.quarter, seller.supplier_id, seller.size, seller.is_vcse,
        seller.local_authority_code, seller.evidence, seller.sold_in_category, seller.revenue_seen
    from sellers as seller
    cross join localities as listed
    where listed.is_primary and listed.kind = 'areas' and array_has(listed.areas, seller.local_authority_code)
),

alternatives as (
    select * from by_area
    union all
    select * from by_place
    union all
    select * from by_distance
    union all
    select * from by_list
)

select
    alternative.locality_key,
    alternative.category_code,
    alternative.quarter,
    alternative.supplier_id,
    alternative.size,
    alternative.is_vcse,
    alternative.local_authority_code,
    alternative.evidence,
    cast(alternative.sold_in_category as decimal(28, 2)) as sold_in_category,
    cast(alternative.revenue_seen as decimal(28, 2)) as revenue_seen,
    cast(
        greatest(alternative.revenue_seen, 0) * cast(settings.growth_cap as decimal(9, 4)) as decimal(28, 2)
    ) as capacity
from alternatives as alternative
cross join settings
