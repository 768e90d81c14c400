-- METHOD 3: the supplier's place from day to day: on each day the best evidence that can be located. Spans of one
-- supplier never overlap, so that a payment meets at most one.
with evidence as (
    select
        location.supplier_id,
        location.location_source,
        location.source_rank,
        location.postcode,
        location.country,
        greatest(coalesce(location.valid_from, date '1800-01-01'), coalesce(place.starts_on, date '1800-01-01')) as valid_from,
        least(coalesce(location.valid_to, date '9999-12-31'), coalesce(place.ends_on, date '9999-12-31')) as valid_to,
        place.local_authority_code,
        place.icb_code,
        place.region_code,
        place.lsoa_code,
        place.imd_decile,
        place.latitude,
        place.longitude,
        -- Crown dependencies are not in the United Kingdom, though they have postcodes like its own.
        location.country is not null
        or left(coalesce(place.country_code, ''), 1) in ('L', 'M')
        or regexp_like(coalesce(location.postcode, ''), '^(JE|GY|IM)[0-9]') as is_overseas
    from supplier_locations as location
    left join known_places as place
        on location.postcode = place.postcode
        and coalesce(location.valid_from, date '1800-01-01') <= place.ends_on
        and coalesce(location.valid_to, date '9999-12-31') >= place.starts_on
),

located as (
    select * from evidence where is_overseas or local_authority_code is not null
),

boundaries as (
    select supplier_id, valid_from as starts_on from located
    union
    select supplier_id, cast(valid_to + interval '1 day' as date) as starts_on from located
    where valid_to < date '9999-12-31'
),

segments as (
    select
        supplier_id,
        starts_on,
        coalesce(
            cast(lead(starts_on) over (partition by supplier_id order by starts_on) - interval '1 day' as date),
            date '9999-12-31'
        ) as ends_on
    from boundaries
),

ranked as (
    select
        segment.starts_on,
        segment.ends_on,
        located.*,
        row_number() over (
            partition by segment.supplier_id, segment.starts_on
            order by located.source_rank, located.valid_from desc, located.postcode
        ) as place
    from segments as segment
    inner join located
        on segment.supplier_id = located.supplier_id
        and segment.starts_on between located.valid_from and located.valid_to
)

select
    supplier_id,
    starts_on,
    ends_on,
    location_source,
    source_rank,
    postcode,
    is_overseas,
    local_authority_code,
    icb_code,
    region_code,
    lsoa_code,
    imd_decile,
    latitude,
    longitude
from ranked
where place = 1
