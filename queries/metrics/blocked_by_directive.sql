-- METHOD 7, attribution: blocked pounds by the version that blocks them: alone, in equal parts with others, and counted
-- whole for each. Equal parts are cut to the penny so that they add up.
with sets as (
    select
        area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter,
        cell.blocking_directives,
        sum(cell.payments) as payments,
        sum(cell.amount) as amount
    from judged_cells as cell
    inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
    where cell.verdict = 'blocked'
    group by
        area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter,
        cell.blocking_directives
),

counted as (
    select *, cardinality(blocking_directives) as versions from sets
),

members as (
    select
        area_kind, area_code, area_name, org_code, org_name, quarter, payments, amount, versions,
        unnest(blocking_directives) as directive,
        unnest(range(1, cast(cardinality(blocking_directives) as bigint) + 1)) as position
    from counted
),

attributed as (
    select
        area_kind, area_code, area_name, org_code, org_name, quarter,
        directive,
        sum(payments) as payments,
        sum(case when versions = 1 then amount else 0.00 end) as blocked_solely,
        sum(
            cast(round(amount * cast(position as decimal(9, 0)) / cast(versions as decimal(9, 0)), 2) as decimal(28, 2))
            - cast(round(amount * cast(position - 1 as decimal(9, 0)) / cast(versions as decimal(9, 0)), 2) as decimal(28, 2))
        ) as blocked_shared,
        sum(amount) as blocked_any
    from members
    group by area_kind, area_code, area_name, org_code, org_name, quarter, directive
)

select
    part.area_kind,
    part.area_code,
    part.area_name,
    part.org_code,
    part.org_name,
    part.quarter,
    part.directive,
    version.directive_id,
    version.version,
    version.title,
    version.issuer,
    version.force,
    version.effect,
    version.confidence,
    version.source_title,
    version.source_url,
    part.payments,
    part.blocked_solely,
    part.blocked_shared,
    part.blocked_any
from attributed as part
inner join directives as version on part.directive = concat(version.directive_id, '@', version.version)
