-- METHOD 7: rules that permit buying locally, by the pounds on which a trust could have used them. They never cancel a
-- mandate; a threshold on the value of a contract is shown, and is not tested on payments.
with told as (
    select *, concat(directive_id, '@', version) as directive
    from directives
    where effect = 'permits_local' and confidence <> 'recalled'
),

matched as (
    select org_code, quarter, verdict, payments, amount, unnest(directives) as directive
    from judged_cells
    where verdict in ('movable', 'conditioned', 'steered')
),

by_payer as (
    select
        matched.org_code,
        matched.quarter,
        matched.verdict,
        matched.directive,
        sum(matched.payments) as payments,
        sum(matched.amount) as amount
    from told
    inner join matched on told.directive = matched.directive
    group by matched.org_code, matched.quarter, matched.verdict, matched.directive
),

by_area as (
    select
        area.area_no,
        cell.verdict,
        cell.directive,
        sum(cell.payments) as payments,
        sum(cell.amount) as amount
    from by_payer as cell
    inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
    group by area.area_no, cell.verdict, cell.directive
)

select
    area.area_kind,
    area.area_code,
    area.area_name,
    area.org_code,
    area.org_name,
    area.quarter,
    cell.directive,
    version.title,
    version.issuer,
    version.threshold,
    version.threshold_basis,
    version.still_allowed,
    version.confidence,
    version.source_title,
    version.source_url,
    cell.verdict,
    cell.payments,
    cell.amount
from by_area as cell
inner join area_names as area on cell.area_no = area.area_no
inner join told as version on cell.directive = version.directive
