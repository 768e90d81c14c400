-- METHOD 7, before and after: the fixed panels: the organisations that a version binds and that have payments in every quarter before
-- and after the date.
with present as (
    select distinct cell.org_code, quarter.quarter_index
    from spend_cells as cell
    inner join stg_quarters as quarter on cell.quarter = quarter.quarter
    where cell.in_base
),

-- The few versions that are told first: most payments match others as well.
bound as (
    select distinct key.org_code, matched.version_id as directive
    from (select distinct directive from panel_windows) as told
    inner join directive_matches as matched on told.directive = matched.version_id
    inner join choice_keys as key
        on matched.org_code = key.like_org
        and matched.quarter = key.quarter
        and matched.alike_since = key.alike_since
        and matched.category_code = key.category_code
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
)

select
    area.area_kind,
    area.area_code,
    panel.directive,
    panel.occasion,
    panel.categories,
    panel.categories_excluded,
    panel.first_before,
    panel.last_before,
    panel.first_after,
    panel.last_after,
    panel.org_code
from panel
inner join panel_areas as area on panel.org_code = area.member_code
