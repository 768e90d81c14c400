-- METHOD 7, before and after: for each version that began while the lake has payments, the quarters before and after it
-- began; and, to see how large a difference chance makes, the same spans about dates on which it did not begin. A
-- quarter in which it began midway is in neither.
with span as (
    select min(quarter_index) as first_index, max(quarter_index) as last_index from stg_quarters
),

dated as (
    select
        version_id as directive,
        categories,
        categories_excluded,
        coalesce(effective_to, date '9999-12-31') as effective_to,
        cast(
            (date_part('year', effective_from) - case when date_part('month', effective_from) < 4 then 1 else 0 end) * 4
            + floor(((date_part('month', effective_from) + 8) % 12) / 3) as bigint
        ) as begins_in,
        date_trunc('quarter', effective_from) = effective_from as begins_with_quarter
    from eligible_directives
    where effect in ('blocks', 'steers') and confidence <> 'recalled'
),

begun as (
    select
        dated.directive,
        dated.categories,
        dated.categories_excluded,
        dated.effective_to,
        dated.begins_in - 1 as last_before,
        case when dated.begins_with_quarter then dated.begins_in else dated.begins_in + 1 end as first_after,
        span.first_index,
        span.last_index,
        settings.panel_window
    from dated
    cross join span
    cross join settings
    where dated.begins_in between span.first_index + 1 and span.last_index
)

select
    directive,
    'real' as occasion,
    categories,
    categories_excluded,
    effective_to,
    last_before - panel_window + 1 as first_before,
    last_before,
    first_after,
    first_after + panel_window - 1 as last_after,
    last_before - panel_window + 1 >= first_index and first_after + panel_window - 1 <= last_index as is_within_ledgers
from begun
union all
select
    begun.directive,
    concat('date ', cast(quarter.quarter_index as varchar)) as occasion,
    begun.categories,
    begun.categories_excluded,
    begun.effective_to,
    quarter.quarter_index - begun.panel_window as first_before,
    quarter.quarter_index - 1 as last_before,
    quarter.quarter_index as first_after,
    quarter.quarter_index + begun.panel_window - 1 as last_after,
    true as is_within_ledgers
from begun
inner join stg_quarters as quarter
    on quarter.quarter_index - begun.panel_window >= begun.first_index
    and quarter.quarter_index + begun.panel_window - 1 <= begun.last_index
where
    quarter.quarter_index + begun.panel_window - 1 <= begun.last_before
    or quarter.quarter_index - begun.panel_window >= begun.first_after
