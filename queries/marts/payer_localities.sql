-- METHOD 3 and 7: the primary locality of each payer in a quarter under a short key, so that payers who share a
-- locality share its local alternatives.
with primary_locality as (
    select kind from localities where is_primary
)

select
    payer.org_code,
    payer.quarter,
    payer.quarter_index,
    locality.kind,
    case
        when locality.kind = 'ics' then payer.icb_code
        when locality.kind = 'region' then payer.region_code
        when locality.kind = 'areas' then 'areas'
        else payer.org_code
    end as locality_key,
    payer.latitude,
    payer.longitude
from payer_places as payer
cross join primary_locality as locality
