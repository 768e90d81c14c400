-- METHOD 8: the primary locality's share against the quarter before and the same quarter a year ago, over organisations
-- whose ledgers are complete in both.
with complete as (
    select month.org_code, month.quarter, quarter.quarter_index
    from file_months as month
    inner join stg_quarters as quarter on month.quarter = quarter.quarter
    group by month.org_code, month.quarter, quarter.quarter_index
    having bool_and(month.is_present)
),

comparisons as (
    select 'previous_quarter' as comparison, 1 as quarters_back
    union all
    select 'year_earlier' as comparison, 4 as quarters_back
),

compared as (
    select
        complete.org_code,
        complete.quarter,
        comparisons.comparison,
        complete.quarter_index - comparisons.quarters_back as index_then
    from complete
    cross join comparisons
),

pairs as (
    select compared.org_code, compared.quarter, compared.comparison, earlier.quarter as quarter_then
    from compared
    inner join complete as earlier
        on compared.org_code = earlier.org_code and compared.index_then = earlier.quarter_index
),

sums as (
    select
        org_code,
        quarter,
        sum(amount) as base,
        sum(case when is_local then amount else 0.00 end) as local,
        sum(case when is_local is null then amount else 0.00 end) as unknown
    from locality_cells
    where is_primary
    group by org_code, quarter
),

pooled as (
    select
        area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter,
        cell.comparison,
        cell.quarter_then,
        count(*) as organisations_compared,
        sum(present.base) as base_now,
        sum(earlier.base) as base_then,
        sum(present.local) as local_now,
        sum(earlier.local) as local_then,
        sum(present.unknown) as unknown_now,
        sum(earlier.unknown) as unknown_then
    from pairs as cell
    inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
    inner join sums as present on cell.org_code = present.org_code and cell.quarter = present.quarter
    inner join sums as earlier on cell.org_code = earlier.org_code and cell.quarter_then = earlier.quarter
    group by area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter, cell.comparison, cell.quarter_then
)

select
    area_kind,
    area_code,
    area_name,
    org_code,
    org_name,
    quarter,
    comparison,
    quarter_then,
    organisations_compared,
    base_now,
    base_then,
    local_now,
    local_then,
    unknown_now,
    unknown_then,
    case when base_now > 0 then cast(local_now as double) / cast(base_now as double) end as share_low_now,
    case when base_then > 0 then cast(local_then as double) / cast(base_then as double) end as share_low_then,
    case when base_now > 0 then cast(local_now + unknown_now as double) / cast(base_now as double) end as share_high_now,
    case when base_then > 0 then cast(local_then + unknown_then as double) / cast(base_then as double) end as share_high_then
from pooled
