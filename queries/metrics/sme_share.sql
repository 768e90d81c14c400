-- METHOD 4: the share that goes to micro, small and medium suppliers.
with pooled as (
    select
        area.area_kind,
        area.area_code,
        area.area_name,
        area.org_code,
        area.org_name,
        area.quarter,
        sum(cell.amount) as denominator,
        sum(case when cell.size in ('micro', 'small', 'medium') then cell.amount else 0.00 end) as numerator,
        sum(case when cell.size = 'unknown' then cell.amount else 0.00 end) as unknown,
        count(distinct cell.supplier_id) as suppliers
    from spend_cells as cell
    inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
    where cell.in_base
    group by area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter
),

judged as (
    select
        pooled.*,
        case
            when pooled.denominator <= 0 then 'The net base is not above zero'
            when pooled.suppliers < settings.min_suppliers
                then concat('Fewer than ', cast(settings.min_suppliers as varchar), ' suppliers')
        end as withheld
    from pooled
    cross join settings
)

select
    pooled.area_kind,
    pooled.area_code,
    pooled.area_name,
    pooled.org_code,
    pooled.org_name,
    pooled.quarter,
    pooled.denominator,
    pooled.numerator,
    pooled.unknown,
    case when pooled.withheld is null then cast(pooled.numerator as double) / cast(pooled.denominator as double) end as share_low,
    case
        when pooled.withheld is null
            then cast(pooled.numerator + pooled.unknown as double) / cast(pooled.denominator as double)
    end as share_high,
    case
        when pooled.withheld is null and pooled.denominator > pooled.unknown
            then cast(pooled.numerator as double) / cast(pooled.denominator - pooled.unknown as double)
    end as share_known,
    case when pooled.withheld is null then cast(pooled.unknown as double) / cast(pooled.denominator as double) end as unknown_share,
    pooled.suppliers,
    pooled.withheld
from judged as pooled
