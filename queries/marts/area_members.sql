-- METHOD 3 and 8: what an area holds in a quarter: each payer by itself, and the whole area (no organisation), for the
-- care system and the region that the payer belonged to in that quarter.
with icb_names as (
    select org_code, min(name) as name
    from organisations
    where kind = 'icb'
    group by org_code
),

payers as (
    select
        payer.org_code,
        payer.org_name,
        payer.quarter,
        coalesce(payer.icb_code, 'unknown') as icb_code,
        coalesce(icb.name, payer.icb_code, 'Care system not known') as icb_name,
        coalesce(payer.region_code, 'unknown') as region_code,
        coalesce(region.name, payer.region_code, 'Region not known') as region_name
    from payer_places as payer
    left join icb_names as icb on payer.icb_code = icb.org_code
    left join regions as region on payer.region_code = region.region_code
),

areas as (
    select 'ics' as area_kind, icb_code as area_code, icb_name as area_name, quarter, org_code as member_code, org_name
    from payers
    union all
    select 'region' as area_kind, region_code as area_code, region_name as area_name, quarter, org_code as member_code, org_name
    from payers
),

members as (
    select area_kind, area_code, area_name, member_code as org_code, org_name, quarter, member_code
    from areas
    union all
    select
        area_kind,
        area_code,
        area_name,
        cast(null as varchar) as org_code,
        cast(null as varchar) as org_name,
        quarter,
        member_code
    from areas
)

select
    -- One number in the place of six columns: sums and ranks are made by it.
    dense_rank() over (order by area_kind, area_code, area_name, org_code, org_name, quarter) as area_no,
    area_kind,
    area_code,
    area_name,
    org_code,
    org_name,
    quarter,
    member_code
from members
