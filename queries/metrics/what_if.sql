-- METHOD 7: what would change if a set of versions were thought away: pounds released, the local share before and after,
-- and the living-wage share after if the alternatives' mix replaced those paid now.
with by_payer as (
    select
        scenario,
        org_code,
        quarter,
        sum(case when bound = 'high' then payments else 0 end) as payments,
        sum(case when bound = 'high' then amount else 0.00 end) as unblocked,
        sum(case when bound = 'low' then released else 0.00 end) as released_low,
        sum(case when bound = 'high' then released else 0.00 end) as released_high,
        sum(
            case
                when bound <> 'low' then 0.00
                when living_wage = 'accredited' then to_accredited - released
                else to_accredited
            end
        ) as accredited_gain_low,
        sum(
            case
                when bound <> 'high' then 0.00
                when living_wage = 'accredited' then to_accredited - released
                else to_accredited
            end
        ) as accredited_gain_high
    from released
    group by scenario, org_code, quarter
),

freed as (
    select
        area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter,
        cell.scenario,
        sum(cell.payments) as payments,
        sum(cell.unblocked) as unblocked,
        sum(cell.released_low) as released_low,
        sum(cell.released_high) as released_high,
        sum(cell.accredited_gain_low) as accredited_gain_low,
        sum(cell.accredited_gain_high) as accredited_gain_high
    from by_payer as cell
    inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
    group by area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter, cell.scenario
),

primary_share as (
    select * from local_share where is_primary
),

wage_share as (
    select * from living_wage_share where basis = 'base'
)

select
    freed.area_kind,
    freed.area_code,
    freed.area_name,
    freed.org_code,
    freed.org_name,
    freed.quarter,
    freed.scenario,
    freed.payments,
    freed.unblocked,
    freed.released_low,
    freed.released_high,
    share.denominator,
    share.share_low as local_low_before,
    share.share_high as local_high_before,
    case
        when share.withheld is null
            then cast(share.numerator + freed.released_low as double) / cast(share.denominator as double)
    end as local_low_after,
    case
        when share.withheld is null
            then cast(share.numerator + share.unknown + freed.released_high as double) / cast(share.denominator as double)
    end as local_high_after,
    wage.share_low as living_wage_low_before,
    wage.share_high as living_wage_high_before,
    case
        when wage.withheld is null
            then
                cast(wage.numerator + least(freed.accredited_gain_low, freed.accredited_gain_high) as double)
                / cast(wage.denominator as double)
    end as living_wage_low_after,
    case
        when wage.withheld is null
            then
                cast(wage.numerator + wage.unknown + greatest(freed.accredited_gain_low, freed.accredited_gain_high) as double)
                / cast(wage.denominator as double)
    end as living_wage_high_after,
    coalesce(share.withheld, wage.withheld) as withheld
from freed
inner join primary_share as share
    on freed.area_kind = share.area_kind
    and freed.area_code = share.area_code
    and freed.quarter = share.quarter
    and coalesce(freed.org_code, '') = coalesce(share.org_code, '')
inner join wage_share as wage
    on freed.area_kind = wage.area_kind
    and freed.area_code = wage.area_code
    and freed.quarter = wage.quarter
    and coalesce(freed.org_code, '') = coalesce(wage.org_code, '')
