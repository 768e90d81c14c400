-- METHOD 7: the versions that match, as lists: what every definition of local has in common.
select
    org_code,
    quarter,
    alike_since,
    category_code,
    array_agg(version_id order by version_id) as directives,
    array_agg(version_id order by version_id) filter (where role = 'blocks') as blocking_directives,
    bool_or(role = 'steers') as is_steered,
    bool_or(role = 'adds_bid_cost') as is_conditioned
from directive_matches
group by org_code, quarter, alike_since, category_code
