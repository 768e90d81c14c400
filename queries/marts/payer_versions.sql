-- METHOD 7: the versions that speak of a payer as it was in a quarter, whatever it bought.
select payer.org_code, payer.quarter, version.version_id
from payer_places as payer
cross join eligible_directives as version
where
    array_has(version.org_codes, payer.org_code)
    or (
        array_has(version.org_kinds, payer.org_kind)
        and (cardinality(version.org_sectors) = 0 or array_has(version.org_sectors, coalesce(payer.sector, '')))
    )
    or (version.by_adoption and cardinality(version.org_kinds) = 0)
