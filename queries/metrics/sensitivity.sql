-- METHOD 7: how the headline would read had the method been set otherwise: another definition of local, another window
-- or growth cap, only directives with a source of the first hand. One choice differs at a time.
with by_payer as (
    select
        org_code,
        quarter,
        variant_order,
        sum(amount) as base,
        sum(case when verdict = 'local' then amount else 0.00 end) as local,
        sum(case when verdict = 'location_unknown' then amount else 0.00 end) as location_unknown,
        sum(case when verdict = 'uncategorised' then amount else 0.00 end) as uncategorised,
        sum(case when verdict = 'blocked' then amount else 0.00 end) as blocked,
        sum(case when verdict = 'blocked_no_alternative' then amount else 0.00 end) as blocked_no_alternative,
        sum(case when verdict = 'steered' then amount else 0.00 end) as steered,
        sum(case when verdict = 'conditioned' then amount else 0.00 end) as conditioned,
        sum(case when verdict = 'movable' then amount else 0.00 end) as movable,
        sum(case when verdict = 'no_local_market' then amount else 0.00 end) as no_local_market
    from headline_variants
    group by org_code, quarter, variant_order
),

pooled as (
    select
        area.area_no,
        cell.variant_order,
        sum(cell.base) as base,
        sum(cell.local) as local,
        sum(cell.location_unknown) as location_unknown,
        sum(cell.uncategorised) as uncategorised,
        sum(cell.blocked) as blocked,
        sum(cell.blocked_no_alternative) as blocked_no_alternative,
        sum(cell.steered) as steered,
        sum(cell.conditioned) as conditioned,
        sum(cell.movable) as movable,
        sum(cell.no_local_market) as no_local_market
    from by_payer as cell
    inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
    group by area.area_no, cell.variant_order
),

-- The cap is taken in each locality and category, then summed.
movable_there as (
    select
        area.area_no,
        cell.variant_order,
        cell.locality_key,
        cell.category_code,
        sum(cell.amount) as amount,
        max(cell.capacity) as capacity
    from headline_variants as cell
    inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
    where cell.verdict = 'movable'
    group by area.area_no, cell.variant_order, cell.locality_key, cell.category_code
),

capped as (
    select
        area_no,
        variant_order,
        sum(least(amount, capacity)) as movable_capped
    from movable_there
    group by area_no, variant_order
),

variants as (
    select distinct variant_order, variant from headline_variants
),

primary_share as (
    select * from local_share where is_primary
)

select
    area.area_kind,
    area.area_code,
    area.area_name,
    area.org_code,
    area.org_name,
    area.quarter,
    pooled.variant_order,
    variants.variant,
    pooled.base,
    pooled.local,
    pooled.location_unknown,
    pooled.uncategorised,
    pooled.blocked,
    pooled.blocked_no_alternative,
    pooled.steered,
    pooled.conditioned,
    pooled.movable,
    coalesce(capped.movable_capped, 0.00) as movable_capped,
    pooled.no_local_market,
    case when share.withheld is null then cast(pooled.local as double) / cast(pooled.base as double) end as local_share_low,
    case
        when share.withheld is null
            then cast(pooled.local + pooled.location_unknown as double) / cast(pooled.base as double)
    end as local_share_high,
    share.withheld
from pooled
inner join area_names as area on pooled.area_no = area.area_no
inner join variants on pooled.variant_order = variants.variant_order
left join capped on pooled.area_no = capped.area_no and pooled.variant_order = capped.variant_order
inner join primary_share as share
    on area.area_kind = share.area_kind
    and area.area_code = share.area_code
    and area.quarter = share.quarter
    and coalesce(area.org_code, '') = coalesce(share.org_code, '')
