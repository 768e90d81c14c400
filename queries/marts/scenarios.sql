-- METHOD 7: what if: the sets of versions that are thought away. By default each directive that blocks, with all its
-- versions, and all of them together. The growth caps of the low and the high end are the method's.
with blocking as (
    select directive_id, concat(directive_id, '@', version) as version_id
    from directives
    where effect = 'blocks'
),

sets as (
    select directive_id as scenario, array_agg(version_id order by version_id) as relaxed
    from blocking
    group by directive_id
    union all
    select 'all' as scenario, array_agg(version_id order by version_id) as relaxed
    from blocking
),

bounds as (
    select 'low' as bound, 0.25 as growth_cap
    union all
    select 'high' as bound, 1.00 as growth_cap
)

select sets.scenario, sets.relaxed, bounds.bound, bounds.growth_cap
from sets
cross join bounds
where sets.relaxed is not null
