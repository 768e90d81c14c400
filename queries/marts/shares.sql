-- METHOD 4: every share as an interval, by area, organisation and quarter. Summed to payers before areas are joined, because an
-- organisation stands in several areas.
with by_payer as (
    select
        org_code,
        quarter,
        question,
        part,
        sum(amount) as amount,
        sum(case when answer = 'yes' then amount else 0.00 end) as numerator,
        sum(case when answer = 'unknown' then amount else 0.00 end) as unknown,
        sum(case when answer = 'apart' then amount else 0.00 end) as apart
    from share_cells
    group by org_code, quarter, question, part
),

summed as (
    select
        area.area_no,
        cell.question,
        cell.part,
        case
            when cell.question = 'living_wage_by_category' then concat('category ', cell.part)
            when cell.part = 'on_site_service' then 'on_site_service'
            else 'base'
        end as counted,
        sum(cell.amount) as denominator,
        sum(cell.numerator) as numerator,
        sum(cell.unknown) as unknown,
        sum(cell.apart) as apart
    from by_payer as cell
    inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
    group by area.area_no, cell.question, cell.part
),

pooled as (
    select summed.*, found.suppliers
    from summed
    inner join share_suppliers as found on summed.area_no = found.area_no and summed.counted = found.counted
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
    area.area_kind,
    area.area_code,
    area.area_name,
    area.org_code,
    area.org_name,
    area.quarter,
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
inner join area_names as area on judged.area_no = area.area_no
