-- METHOD 7: the local share of the categories that a version covers, before and after it began, against all other
-- categories over the same quarters: a difference of differences over pooled pounds, for a fixed panel of the
-- organisations it binds. Beside it, the same figure where nothing began: other dates, other categories. It shows what
-- went together, never what brought it about.
with areas as (
    select area_kind, area_code, area_name, member_code
    from (
        select
            area_kind, area_code, area_name, member_code,
            row_number() over (partition by area_kind, member_code order by quarter desc, area_code) as place
        from area_members
        where org_code is null
    ) as member
    where place = 1
    union all
    select distinct
        'lake' as area_kind, 'all' as area_code, 'All organisations in the lake' as area_name, member_code
    from area_members
),

present as (
    select distinct cell.org_code, quarter.quarter_index
    from spend_cells as cell
    inner join stg_quarters as quarter on cell.quarter = quarter.quarter
    where cell.in_base
),

bound as (
    select distinct key.org_code, matched.version_id as directive
    from choice_keys as key
    inner join directive_matches as matched
        on key.like_org = matched.org_code
        and key.quarter = matched.quarter
        and key.alike_since = matched.alike_since
        and key.category_code = matched.category_code
    inner join (select distinct directive from panel_windows) as told on matched.version_id = told.directive
),

panel as (
    select
        span.directive, span.occasion, span.categories, span.categories_excluded,
        span.last_before, span.first_before, span.first_after, span.last_after,
        bound.org_code
    from panel_windows as span
    inner join bound on span.directive = bound.directive
    inner join present on bound.org_code = present.org_code
    cross join settings
    where
        present.quarter_index between span.first_before and span.last_before
        or present.quarter_index between span.first_after and span.last_after
    group by
        span.directive, span.occasion, span.categories, span.categories_excluded, span.last_before, span.first_before,
        span.first_after, span.last_after, bound.org_code, settings.panel_window
    having count(*) = 2 * settings.panel_window
),

members as (
    select panel.*, area.area_kind, area.area_code
    from panel
    inner join areas as area on panel.org_code = area.member_code
),

sizes as (
    select area_kind, area_code, directive, occasion, count(*) as organisations
    from members
    group by area_kind, area_code, directive, occasion
),

sums as (
    select
        member.area_kind,
        member.area_code,
        member.directive,
        member.occasion,
        cell.category_code,
        (array_has(member.categories, '*') or array_has(member.categories, cell.category_code))
        and not array_has(member.categories_excluded, cell.category_code) as is_covered,
        sum(case when cell.quarter_index <= member.last_before then cell.local else 0.00 end) as local_before,
        sum(case when cell.quarter_index <= member.last_before then cell.known else 0.00 end) as known_before,
        sum(case when cell.quarter_index >= member.first_after then cell.local else 0.00 end) as local_after,
        sum(case when cell.quarter_index >= member.first_after then cell.known else 0.00 end) as known_after
    from members as member
    inner join panel_cells as cell
        on member.org_code = cell.org_code
        and (
            cell.quarter_index between member.first_before and member.last_before
            or cell.quarter_index between member.first_after and member.last_after
        )
    group by
        member.area_kind, member.area_code, member.directive, member.occasion, cell.category_code, member.categories,
        member.categories_excluded
),

-- The covered categories together, on the real date and on the others.
covered as (
    select
        area_kind, area_code, directive, occasion,
        sum(case when is_covered then local_before else 0.00 end) as local_before,
        sum(case when is_covered then known_before else 0.00 end) as known_before,
        sum(case when is_covered then local_after else 0.00 end) as local_after,
        sum(case when is_covered then known_after else 0.00 end) as known_after,
        sum(case when is_covered then 0.00 else local_before end) as others_local_before,
        sum(case when is_covered then 0.00 else known_before end) as others_known_before,
        sum(case when is_covered then 0.00 else local_after end) as others_local_after,
        sum(case when is_covered then 0.00 else known_after end) as others_known_after
    from sums
    group by area_kind, area_code, directive, occasion
),

-- Each category that the version does not cover, as if it did, against the rest of those.
uncovered as (
    select
        sums.area_kind, sums.area_code, sums.directive,
        concat('category ', sums.category_code) as occasion,
        sums.local_before,
        sums.known_before,
        sums.local_after,
        sums.known_after,
        whole.others_local_before - sums.local_before as others_local_before,
        whole.others_known_before - sums.known_before as others_known_before,
        whole.others_local_after - sums.local_after as others_local_after,
        whole.others_known_after - sums.known_after as others_known_after
    from sums
    inner join covered as whole
        on sums.area_kind = whole.area_kind
        and sums.area_code = whole.area_code
        and sums.directive = whole.directive
        and sums.occasion = whole.occasion
    where sums.occasion = 'real' and not sums.is_covered
),

estimates as (
    select
        *,
        case
            when known_before > 0 and known_after > 0 and others_known_before > 0 and others_known_after > 0
                then
                    cast(local_after as double) / cast(known_after as double)
                    - cast(local_before as double) / cast(known_before as double)
                    - cast(others_local_after as double) / cast(others_known_after as double)
                    + cast(others_local_before as double) / cast(others_known_before as double)
        end as difference
    from (
        select * from covered
        union all
        select * from uncovered
    ) as all_occasions
),

real_ones as (
    select * from estimates where occasion = 'real'
),

placebos as (
    select
        placebo.area_kind,
        placebo.area_code,
        placebo.directive,
        count(placebo.difference) as placebos,
        min(placebo.difference) as placebo_low,
        max(placebo.difference) as placebo_high,
        sum(case when abs(placebo.difference) >= abs(found.difference) then 1 else 0 end) as placebos_as_large
    from estimates as placebo
    inner join real_ones as found
        on placebo.area_kind = found.area_kind
        and placebo.area_code = found.area_code
        and placebo.directive = found.directive
    where placebo.occasion <> 'real'
    group by placebo.area_kind, placebo.area_code, placebo.directive
),

asked as (
    select
        area.area_kind, area.area_code, area.area_name,
        span.*,
        coalesce(sizes.organisations, 0) as organisations
    from (select distinct area_kind, area_code, area_name from areas) as area
    cross join (select * from panel_windows where occasion = 'real') as span
    left join sizes
        on area.area_kind = sizes.area_kind
        and area.area_code = sizes.area_code
        and span.directive = sizes.directive
        and sizes.occasion = 'real'
),

judged as (
    select
        asked.*,
        found.known_before, found.known_after, found.local_before, found.local_after,
        found.others_known_before, found.others_known_after, found.others_local_before, found.others_local_after,
        found.difference,
        case
            when not asked.is_within_ledgers
                then concat('The ledgers do not reach ', cast(settings.panel_window as varchar), ' quarters before and after it began')
            when asked.organisations < settings.min_panel
                then concat('Fewer than ', cast(settings.min_panel as varchar), ' organisations have payments in every quarter')
            when
                asked.effective_to
                < make_date(
                    cast(floor(asked.last_after / 4) as int) + case when asked.last_after % 4 = 3 then 1 else 0 end,
                    case when asked.last_after % 4 = 3 then 1 else cast(asked.last_after % 4 as int) * 3 + 4 end,
                    1
                )
                then 'It ended before the last quarter of the window'
            when coalesce(found.others_known_before, 0) <= 0 or coalesce(found.others_known_after, 0) <= 0
                then 'No other category to compare with'
            when found.difference is null then 'No pounds of known place in the categories that it covers'
        end as withheld
    from asked
    cross join settings
    left join real_ones as found
        on asked.area_kind = found.area_kind
        and asked.area_code = found.area_code
        and asked.directive = found.directive
)

select
    judged.area_kind,
    judged.area_code,
    judged.area_name,
    judged.directive,
    version.title,
    version.effective_from,
    judged.organisations,
    judged.known_before,
    judged.known_after,
    case when judged.known_before > 0 then cast(judged.local_before as double) / cast(judged.known_before as double) end as share_before,
    case when judged.known_after > 0 then cast(judged.local_after as double) / cast(judged.known_after as double) end as share_after,
    case
        when judged.others_known_before > 0
            then cast(judged.others_local_before as double) / cast(judged.others_known_before as double)
    end as others_share_before,
    case
        when judged.others_known_after > 0
            then cast(judged.others_local_after as double) / cast(judged.others_known_after as double)
    end as others_share_after,
    case when judged.withheld is null then judged.difference end as difference,
    coalesce(placebos.placebos, 0) as placebos,
    case when judged.withheld is null then placebos.placebo_low end as placebo_low,
    case when judged.withheld is null then placebos.placebo_high end as placebo_high,
    case when judged.withheld is null then coalesce(placebos.placebos_as_large, 0) end as placebos_as_large,
    judged.withheld
from judged
inner join directives as version on judged.directive = concat(version.directive_id, '@', version.version)
left join placebos
    on judged.area_kind = placebos.area_kind
    and judged.area_code = placebos.area_code
    and judged.directive = placebos.directive
