-- METHOD 3: the local authorities in which a payer has a site in a quarter; a council is itself one.
with site_postcodes as (
    select payer.org_code, payer.quarter, quarter.last_day, site.postcode
    from payer_places as payer
    inner join stg_quarters as quarter on payer.quarter = quarter.quarter
    inner join sites as site on payer.org_code = site.org_code
    where
        quarter.last_day between coalesce(site.valid_from, date '1800-01-01')
        and coalesce(site.valid_to, date '9999-12-31')
    union all
    select payer.org_code, payer.quarter, quarter.last_day, payer.postcode
    from payer_places as payer
    inner join stg_quarters as quarter on payer.quarter = quarter.quarter
),

areas as (
    select site.org_code, site.quarter, place.local_authority_code
    from site_postcodes as site
    inner join known_places as place
        on site.postcode = place.postcode
        and site.last_day between place.starts_on and place.ends_on
    union all
    select org_code, quarter, org_code as local_authority_code
    from payer_places
    where org_kind in ('council', 'combined_authority')
)

select distinct org_code, quarter, local_authority_code
from areas
where local_authority_code is not null
