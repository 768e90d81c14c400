-- METHOD 7: the versions that can match a payment at all: a proposed one, or one without a first day, matches nothing; a
-- paused or withdrawn one only the days between its dates.
select
    concat(directive_id, '@', version) as version_id,
    directive_id,
    version,
    force,
    effect,
    trigger,
    confidence,
    effective_from,
    effective_to,
    categories,
    categories_excluded,
    org_kinds,
    org_sectors,
    org_codes,
    by_adoption
from directives
where
    effective_from is not null
    and status <> 'proposed'
    and force <> 'proposed'
    and (effective_to is not null or status not in ('paused', 'withdrawn'))
