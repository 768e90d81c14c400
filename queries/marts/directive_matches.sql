-- METHOD 7: the versions that match a payer, a category and a day. A recalled version is kept to be shown and drives
-- nothing; a proposed one, or one without a first day, matches nothing; a paused or withdrawn one only the days between
-- its dates.
with eligible as (
    select
        *,
        concat(directive_id, '@', version) as version_id
    from directives
    where
        effective_from is not null
        and status <> 'proposed'
        and force <> 'proposed'
        and (effective_to is not null or status not in ('paused', 'withdrawn'))
),

in_scope as (
    select version_id, unnest(categories) as category_code
    from eligible
),

out_of_scope as (
    select version_id, unnest(categories_excluded) as category_code
    from eligible
),

keys as (
    select distinct org_code, quarter, alike_since, category_code
    from payment_keys
),

keyed as (
    select key.org_code, key.quarter, key.alike_since, key.category_code, payer.org_kind, payer.sector
    from keys as key
    inner join payer_places as payer on key.org_code = payer.org_code and key.quarter = payer.quarter
),

by_category as (
    select keyed.*, in_scope.version_id
    from keyed
    inner join in_scope on keyed.category_code = in_scope.category_code
    union
    select keyed.*, in_scope.version_id
    from keyed
    inner join in_scope on in_scope.category_code = '*'
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

bound as (
    select
        candidate.org_code,
        candidate.quarter,
        candidate.alike_since,
        candidate.category_code,
        version.version_id,
        version.directive_id,
        version.version,
        version.kind,
        version.force,
        version.effect,
        version.trigger,
        version.confidence,
        version.by_adoption
    from by_category as candidate
    inner join eligible as version on candidate.version_id = version.version_id
    left join out_of_scope as excluded
        on candidate.version_id = excluded.version_id and candidate.category_code = excluded.category_code
    where
        excluded.version_id is null
        and candidate.alike_since between version.effective_from and coalesce(version.effective_to, date '9999-12-31')
        and (
            array_has(version.org_codes, candidate.org_code)
            or (
                array_has(version.org_kinds, candidate.org_kind)
                and (cardinality(version.org_sectors) = 0 or array_has(version.org_sectors, coalesce(candidate.sector, '')))
            )
            or (version.by_adoption and cardinality(version.org_kinds) = 0)
        )
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
