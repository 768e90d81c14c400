-- METHOD 7: weaker evidence of a local alternative, off by default: active companies whose industry is one of those of a
-- category, at the end of each quarter. Where they are is their registered office; the lake may never have seen them paid.
with switched_on as (
    select true as is_active from settings where register_alternatives
),

active as (
    select
        company.company_number,
        company.postcode,
        company.size,
        company.is_cic,
        company.incorporated_on,
        company.dissolved_on,
        unnest(company.sic_codes) as sic_code
    from companies as company
    inner join switched_on on starts_with(lower(coalesce(company.status, '')), 'active') = switched_on.is_active
),

industries as (
    select
        active.company_number,
        active.postcode,
        active.size,
        active.is_cic,
        active.incorporated_on,
        active.dissolved_on,
        industry.category_code,
        row_number() over (
            partition by active.company_number, active.sic_code
            order by length(industry.sic_prefix) desc
        ) as place
    from active
    inner join sic_categories as industry on starts_with(active.sic_code, industry.sic_prefix)
)

select distinct
    industry.category_code,
    concat('GB-COH-', industry.company_number) as supplier_id,
    quarter.quarter,
    quarter.quarter_index,
    industry.size,
    industry.is_cic as is_vcse,
    coalesce(moved.local_authority_code, place.local_authority_code) as local_authority_code,
    coalesce(moved.icb_code, place.icb_code) as icb_code,
    coalesce(moved.region_code, place.region_code) as region_code,
    place.latitude,
    place.longitude
from industries as industry
cross join stg_quarters as quarter
inner join places as place on industry.postcode = place.postcode
left join place_history as moved
    on industry.postcode = moved.postcode
    and quarter.last_day between coalesce(moved.valid_from, date '1800-01-01') and moved.valid_to
where
    industry.place = 1
    and coalesce(industry.incorporated_on, date '1800-01-01') <= quarter.last_day
    and coalesce(industry.dissolved_on, date '9999-12-31') >= quarter.last_day
