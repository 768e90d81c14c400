-- METHOD 7: the local share of the categories that a version covers, before and after it began, against all other
-- categories over the same quarters: a difference of differences over pooled pounds, for a fixed panel of the
-- organisations it binds. Beside it, the same figure where nothing began: other dates, other categories. It shows what
-- went together, never what brought it about.
with sizes as (
    select area_kind, area_code, directive, occasion, count(*) as organisations
    from panel_members
    group by area_kind, area_code, directive, occasion
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
    from panel_sums
    group by area_kind, area_code, directive, occasion
),

-- Each category that the version does not cover, as if it did, against the rest of those.
uncovered as (
    select
        part.area_kind, part.area_code, part.directive,
        concat('category ', part.category_code) as occasion,
        part.local_before,
        part.known_before,
        part.local_after,
        part.known_after,
        whole.others_local_before - part.local_before as others_local_before,
        whole.others_known_before - part.known_before as others_known_before,
        whole.others_local_after - part.local_after as others_local_after,
        whole.others_known_after - part.known_after as others_known_after
    from panel_sums as part
    inner join covered as whole
        on part.area_kind = whole.area_kind
        and part.area_code = whole.area_code
        and part.directive = whole.directive
        and part.occasion = whole.occasion
    where part.occasion = 'real' and not part.is_covered
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
    from (select distinct area_kind, area_code, area_name from panel_areas) as area
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
