-- The postcodes that this lake mentions, with their areas from day to day: the register of postcodes is read once. Where
-- an earlier edition put a postcode into other areas, those hold on its days; everywhere else the newest edition speaks.
with mentioned as (
    select postcode from ledger_postcodes
    union
    select postcode from supplier_locations
    union
    select postcode from organisations
    union
    select postcode from sites
),

moved as (
    select
        history.postcode,
        history.local_authority_code,
        history.icb_code,
        history.region_code,
        coalesce(history.valid_from, date '1800-01-01') as valid_from,
        history.valid_to
    from place_history as history
    inner join mentioned on history.postcode = mentioned.postcode
),

boundaries as (
    select postcode, date '1800-01-01' as starts_on from mentioned
    union
    select postcode, valid_from as starts_on from moved
    union
    select postcode, cast(valid_to + interval '1 day' as date) as starts_on from moved
),

spans as (
    select
        postcode,
        starts_on,
        coalesce(
            cast(lead(starts_on) over (partition by postcode order by starts_on) - interval '1 day' as date),
            date '9999-12-31'
        ) as ends_on
    from boundaries
)

select
    places.postcode,
    span.starts_on,
    span.ends_on,
    coalesce(moved.local_authority_code, places.local_authority_code) as local_authority_code,
    coalesce(moved.icb_code, places.icb_code) as icb_code,
    coalesce(moved.region_code, places.region_code) as region_code,
    coalesce(places.country_code, left(places.local_authority_code, 1)) as country_code,
    places.lsoa_code,
    places.imd_decile,
    places.latitude,
    places.longitude
from spans as span
inner join places as places on span.postcode = places.postcode
left join moved
    on span.postcode = moved.postcode
    and span.starts_on between moved.valid_from and moved.valid_to
