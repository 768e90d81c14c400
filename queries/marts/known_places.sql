-- The postcodes that this lake mentions, with their areas: the register of postcodes is read once.
with mentioned as (
    select postcode from ledger_postcodes
    union
    select postcode from supplier_locations
    union
    select postcode from organisations
    union
    select postcode from sites
)

select
    places.postcode,
    places.local_authority_code,
    places.icb_code,
    places.region_code,
    coalesce(places.country_code, left(places.local_authority_code, 1)) as country_code,
    places.lsoa_code,
    places.imd_decile,
    places.latitude,
    places.longitude
from places
inner join mentioned on places.postcode = mentioned.postcode
