-- METHOD 7: how the headline would read had the method been set otherwise: another definition of local, another window
-- or growth cap, only directives with a source of the first hand. One choice differs at a time.
with by_payer as (
    select
        org_code, quarter, variant_order, variant, locality_key, category_code, verdict,
        sum(amount) as amount,
        max(capacity) as capacity
    from headline_variants
    group by org_code, quarter, variant_order, variant, locality_key, category_code, verdict
),

by_locality as (
    select
        area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter,
        cell.variant_order,
        cell.variant,
        cell.locality_key,
        cell.category_code,
        cell.verdict,
        sum(cell.amount) as amount,
        max(cell.capacity) as capacity
    from by_payer as cell
    inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
    group by
        area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter, cell.variant_order,
        cell.variant, cell.locality_key, cell.category_code, cell.verdict
),

pooled as (
    select
        area_kind, area_code, area_name, org_code, org_name, quarter, variant_order, variant,
        sum(amount) as base,
        sum(case when verdict = 'local' then amount else 0.00 end) as local,
        sum(case when verdict = 'location_unknown' then amount else 0.00 end) as location_unknown,
        sum(case when verdict = 'uncategorised' then amount else 0.00 end) as uncategorised,
        sum(case when verdict = 'blocked' then amount else 0.00 end) as blocked,
        sum(case when verdict = 'blocked_no_alternative' then amount else 0.00 end) as blocked_no_alternative,
        sum(case when verdict = 'steered' then amount else 0.00 end) as steered,
        sum(case when verdict = 'conditioned' then amount else 0.00 end) as conditioned,
        sum(case when verdict = 'movable' then amount else 0.00 end) as movable,
        sum(case when verdict = 'movable' then least(amount, capacity) else 0.00 end) as movable_capped,
        sum(case when verdict = 'no_local_market' then amount else 0.00 end) as no_local_market
    from by_locality
    group by area_kind, area_code, area_name, org_code, org_name, quarter, variant_order, variant
),

primary_share as (
    select * from local_share where is_primary
)

select
    pooled.area_kind,
    pooled.area_code,
    pooled.area_name,
    pooled.org_code,
    pooled.org_name,
    pooled.quarter,
    pooled.variant_order,
    pooled.variant,
    pooled.base,
    pooled.local,
    pooled.location_unknown,
    pooled.uncategorised,
    pooled.blocked,
    pooled.blocked_no_alternative,
    pooled.steered,
    pooled.conditioned,
    pooled.movable,
    pooled.movable_capped,
    pooled.no_local_market,
    case when share.withheld is null then cast(pooled.local as double) / cast(pooled.base as double) end as local_share_low,
    case
        when share.withheld is null
            then cast(pooled.local + pooled.location_unknown as double) / cast(pooled.base as double)
    end as local_share_high,
    share.withheld
from pooled
inner join primary_share as share
    on pooled.area_kind = share.area_kind
    and pooled.area_code = share.area_code
    and pooled.quarter = share.quarter
    and coalesce(pooled.org_code, '') = coalesce(share.org_code, '')
