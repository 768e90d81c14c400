-- METHOD 7: what stands between a payer and the local alternatives in a category on a day: one row that every payment of
-- that payer, category and day shares.
with alternatives as (
    select
        payer.org_code,
        payer.quarter,
        alternative.category_code,
        alternative.supplier_id,
        alternative.size in ('micro', 'small', 'medium') or alternative.is_vcse as is_small
    from payer_localities as payer
    inner join local_alternatives as alternative
        on payer.locality_key = alternative.locality_key and payer.quarter = alternative.quarter
),

sellers_there as (
    select org_code, quarter, category_code, count(*) as alternatives, bool_or(is_small) as has_small
    from alternatives
    group by org_code, quarter, category_code
),

blocking as (
    select
        key.org_code, key.quarter, key.alike_since, key.category_code, matched.version_id, matched.directive_id, matched.version
    from choice_keys as key
    inner join directive_matches as matched
        on key.like_org = matched.org_code
        and key.quarter = matched.quarter
        and key.alike_since = matched.alike_since
        and key.category_code = matched.category_code
    where matched.role = 'blocks'
),

-- A route that a local alternative is on admits it: then that version does not stand in the way.
admitting as (
    select distinct blocking.org_code, blocking.quarter, blocking.alike_since, blocking.category_code, blocking.version_id
    from blocking
    inner join route_suppliers as route
        on blocking.directive_id = route.directive_id
        and blocking.alike_since between route.approved_from and route.approved_to
    inner join alternatives
        on blocking.org_code = alternatives.org_code
        and blocking.quarter = alternatives.quarter
        and blocking.category_code = alternatives.category_code
        and route.supplier_id = alternatives.supplier_id
    where route.version in ('*', blocking.version)
),

admitted as (
    select org_code, quarter, alike_since, category_code, array_agg(version_id) as version_ids
    from admitting
    group by org_code, quarter, alike_since, category_code
),

known as (
    select
        key.key_no,
        key.org_code,
        key.quarter,
        key.alike_since,
        key.category_code,
        matched.directives,
        case
            when admitted.version_ids is null then matched.blocking_directives
            else array_except(matched.blocking_directives, admitted.version_ids)
        end as standing,
        coalesce(matched.is_steered, false) as is_steered,
        coalesce(matched.is_conditioned, false) as is_conditioned,
        case
            when key.category_code <> 'uncategorised' and payer.locality_key is not null
                then coalesce(sellers_there.alternatives, 0) > 0
        end as has_local_alternative,
        coalesce(sellers_there.has_small, false) as has_small_alternative
    from choice_keys as key
    left join payer_localities as payer on key.org_code = payer.org_code and key.quarter = payer.quarter
    left join sellers_there
        on key.org_code = sellers_there.org_code
        and key.quarter = sellers_there.quarter
        and key.category_code = sellers_there.category_code
    left join directive_sets as matched
        on key.like_org = matched.org_code
        and key.quarter = matched.quarter
        and key.alike_since = matched.alike_since
        and key.category_code = matched.category_code
    left join admitted
        on key.org_code = admitted.org_code
        and key.quarter = admitted.quarter
        and key.alike_since = admitted.alike_since
        and key.category_code = admitted.category_code
),

judged as (
    select *, case when cardinality(standing) > 0 then standing end as blocking_directives
    from known
)

select
    key_no,
    org_code,
    quarter,
    alike_since,
    category_code,
    directives,
    blocking_directives,
    has_local_alternative,
    -- The order of precedence for what is known not to be local.
    case
        when category_code = 'uncategorised' then 'uncategorised'
        when blocking_directives is not null and has_local_alternative then 'blocked'
        when blocking_directives is not null then 'blocked_no_alternative'
        when not has_local_alternative then 'no_local_market'
        when is_steered then 'steered'
        when is_conditioned and has_small_alternative then 'conditioned'
        when has_local_alternative then 'movable'
        else 'no_local_market'
    end as verdict_if_not_local
from judged
