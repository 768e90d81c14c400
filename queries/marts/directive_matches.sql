-- METHOD 7: the versions that match a payer, a category and a day, for one payer of those whose rules are alike. A recalled
-- version is kept to be shown and drives nothing.
with keys as (
    select distinct like_org as org_code, quarter, alike_since, category_code
    from choice_keys
    where like_org is not null
),

-- Which versions speak of a category on a day, and which of a payer in a quarter, is asked of each alone, not of each pair.
days as (
    select distinct alike_since, category_code from keys
),

in_scope as (
    select version_id, unnest(categories) as category_code
    from eligible_directives
),

out_of_scope as (
    select version_id, unnest(categories_excluded) as category_code
    from eligible_directives
),

of_category as (
    select distinct day.alike_since, day.category_code, version.version_id
    from days as day
    inner join eligible_directives as version
        on day.alike_since between version.effective_from and coalesce(version.effective_to, date '9999-12-31')
    inner join in_scope on version.version_id = in_scope.version_id
    left join out_of_scope as excluded
        on version.version_id = excluded.version_id and day.category_code = excluded.category_code
    where
        in_scope.category_code in ('*', day.category_code)
        and excluded.version_id is null
),

bound as (
    select
        key.org_code,
        key.quarter,
        key.alike_since,
        key.category_code,
        version.version_id,
        version.directive_id,
        version.version,
        version.force,
        version.effect,
        version.trigger,
        version.confidence,
        version.by_adoption
    from keys as key
    inner join of_category
        on key.alike_since = of_category.alike_since and key.category_code = of_category.category_code
    inner join payer_versions as of_payer
        on key.org_code = of_payer.org_code
        and key.quarter = of_payer.quarter
        and of_category.version_id = of_payer.version_id
    inner join eligible_directives as version on of_category.version_id = version.version_id
),

adopted as (
    select
        directive_id,
        org_code,
        category_code,
        adopted_from,
        coalesce(adopted_to, date '9999-12-31') as adopted_to
    from directive_adoptions
),

adopting as (
    select distinct bound.org_code, bound.alike_since, bound.category_code, bound.directive_id
    from bound
    inner join adopted on bound.directive_id = adopted.directive_id and bound.org_code = adopted.org_code
    where
        bound.by_adoption
        and adopted.category_code in ('*', bound.category_code)
        and bound.alike_since between adopted.adopted_from and adopted.adopted_to
)

select
    bound.org_code,
    bound.quarter,
    bound.alike_since,
    bound.category_code,
    bound.version_id,
    bound.directive_id,
    bound.version,
    case
        when bound.confidence = 'recalled' then 'shown'
        when
            bound.effect = 'blocks'
            and bound.force in ('mandatory', 'national_provision', 'contractual')
            and bound.trigger = 'always'
            then 'blocks'
        when bound.effect in ('blocks', 'steers') then 'steers'
        when bound.effect = 'adds_bid_cost' then 'adds_bid_cost'
        else 'shown'
    end as role
from bound
left join adopting
    on bound.org_code = adopting.org_code
    and bound.alike_since = adopting.alike_since
    and bound.category_code = adopting.category_code
    and bound.directive_id = adopting.directive_id
where not bound.by_adoption or adopting.directive_id is not null
