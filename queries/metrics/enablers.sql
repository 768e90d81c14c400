-- METHOD 7: rules that permit buying locally, by the pounds on which a trust could have used them. They never cancel a
-- mandate; a threshold on the value of a contract is shown, and is not tested on payments.
with lines as (
    select
        area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter,
        cell.verdict,
        cell.directives,
        sum(cell.payments) as payments,
        sum(cell.amount) as amount
    from judged_cells as cell
    inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
    where cell.verdict in ('movable', 'conditioned', 'steered')
    group by
        area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter, cell.verdict,
        cell.directives
),

matched as (
    select
        area_kind, area_code, area_name, org_code, org_name, quarter, verdict, payments, amount,
        unnest(directives) as directive
    from lines
)

select
    matched.area_kind,
    matched.area_code,
    matched.area_name,
    matched.org_code,
    matched.org_name,
    matched.quarter,
    matched.directive,
    version.title,
    version.issuer,
    version.threshold,
    version.threshold_basis,
    version.still_allowed,
    version.confidence,
    version.source_title,
    version.source_url,
    matched.verdict,
    sum(matched.payments) as payments,
    sum(matched.amount) as amount
from matched
inner join directives as version on matched.directive = concat(version.directive_id, '@', version.version)
where version.effect = 'permits_local' and version.confidence <> 'recalled'
group by
    matched.area_kind, matched.area_code, matched.area_name, matched.org_code, matched.org_name, matched.quarter,
    matched.directive, version.title, version.issuer, version.threshold, version.threshold_basis,
    version.still_allowed, version.confidence, version.source_title, version.source_url, matched.verdict
