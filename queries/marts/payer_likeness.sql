-- Payers of whom the same versions speak in a quarter: what a rule says to one of them it says to all. A payer that adopts
-- directives on days of its own is like nobody else.
with spoken_of as (
    select org_code, quarter, array_to_string(array_agg(version_id order by version_id), '|') as versions
    from payer_versions
    group by org_code, quarter
),

adopting as (
    select distinct org_code from directive_adoptions
)

select
    payer.org_code,
    payer.quarter,
    min(payer.org_code) over (
        partition by payer.quarter, coalesce(spoken_of.versions, ''), coalesce(adopting.org_code, '')
    ) as like_org
from payer_places as payer
left join spoken_of on payer.org_code = spoken_of.org_code and payer.quarter = spoken_of.quarter
left join adopting on payer.org_code = adopting.org_code
