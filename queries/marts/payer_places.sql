-- METHOD 3: each payer as it was at the end of the quarter: its kind, its care system and region, its main site. Where
-- no register row covers that day, the nearest one does; where the register names no care system, the main site's.
with payers as (
    select distinct org_code, quarter from stg_payee_months
),

payer_quarters as (
    select payer.org_code, quarter.quarter, quarter.quarter_index, quarter.last_day
    from payers as payer
    inner join stg_quarters as quarter on payer.quarter = quarter.quarter
),

candidates as (
    select
        payer.org_code,
        payer.quarter,
        payer.quarter_index,
        payer.last_day,
        organisation.name,
        organisation.kind,
        organisation.sector,
        organisation.icb_code,
        organisation.region_code,
        organisation.postcode,
        coalesce(organisation.valid_from, date '1800-01-01') as valid_from,
        coalesce(organisation.valid_to, date '9999-12-31') as valid_to
    from payer_quarters as payer
    left join organisations as organisation on payer.org_code = organisation.org_code
),

measured as (
    select
        *,
        case
            when last_day < valid_from then cast(valid_from as int) - cast(last_day as int)
            when last_day > valid_to then cast(last_day as int) - cast(valid_to as int)
            else 0
        end as days_away
    from candidates
),

organisation_as_of as (
    select
        *,
        row_number() over (partition by org_code, quarter order by days_away, valid_from desc, name) as place
    from measured
),

main_sites as (
    select
        payer.org_code,
        payer.quarter,
        site.postcode,
        row_number() over (partition by payer.org_code, payer.quarter order by site.site_code) as place
    from payer_quarters as payer
    inner join sites as site on payer.org_code = site.org_code
    where
        site.is_main
        and payer.last_day between coalesce(site.valid_from, date '1800-01-01')
        and coalesce(site.valid_to, date '9999-12-31')
)

select
    organisation.org_code,
    organisation.quarter,
    organisation.quarter_index,
    coalesce(organisation.name, organisation.org_code) as org_name,
    coalesce(organisation.kind, 'other') as org_kind,
    organisation.sector,
    coalesce(organisation.icb_code, place.icb_code) as icb_code,
    coalesce(organisation.region_code, place.region_code) as region_code,
    place.postcode,
    place.latitude,
    place.longitude
from organisation_as_of as organisation
left join main_sites as site
    on organisation.org_code = site.org_code and organisation.quarter = site.quarter and site.place = 1
left join known_places as place
    on coalesce(site.postcode, organisation.postcode) = place.postcode
    and organisation.last_day between place.starts_on and place.ends_on
where organisation.place = 1
