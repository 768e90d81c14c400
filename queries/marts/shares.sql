-- METHOD 4: every share as an interval, by area, organisation and quarter. Summed to suppliers before areas are joined,
-- because an organisation stands in several areas and suppliers are counted once in each.
with by_supplier as (
    select
        org_code,
        quarter,
        question,
        part,
        supplier_id,
        sum(amount) as amount,
        sum(case when answer = 'yes' then amount else 0.00 end) as numerator,
        sum(case when answer = 'unknown' then amount else 0.00 end) as unknown,
        sum(case when answer = 'apart' then amount else 0.00 end) as apart
    from share_cells
    group by org_code, quarter, question, part, supplier_id
),

pooled as (
    select
        area.area_kind,
        area.area_code,
        area.area_name,
        area.org_code,
        area.org_name,
        area.quarter,
        cell.question,
        cell.part,
        sum(cell.amount) as denominator,
        sum(cell.numerator) as numerator,
        sum(cell.unknown) as unknown,
        sum(cell.apart) as apart,
        count(distinct cell.supplier_id) as suppliers
    from by_supplier as cell
    inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
    group by
        area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter, cell.question, cell.part
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
    area_kind,
    area_code,
    area_name,
    org_code,
    org_name,
    quarter,
    question,
    part,
    denominator,
    numerator,
    unknown,
    apart,
    case when withheld is null then cast(numerator as double) / cast(denominator as double) end as share_low,
    case when withheld is null then cast(numerator + unknown as double) / cast(denominator as double) end as share_high,
    case
        when withheld is null and denominator > unknown then cast(numerator as double) / cast(denominator - unknown as double)
    end as share_known,
    case when withheld is null then cast(unknown as double) / cast(denominator as double) end as unknown_share,
    suppliers,
    withheld
from judged
