-- The payments summed to everything that metrics divide by, so that each metric reads few rows.
select
    org_code,
    quarter,
    supplier_id,
    supplier_kind,
    match_status,
    category_code,
    category_basis,
    scope,
    in_base,
    ring,
    location_source,
    living_wage,
    living_wage_in_scope,
    imd_decile,
    size,
    is_vcse,
    verdict,
    count(*) as payments,
    sum(amount) as amount
from spend
group by
    org_code, quarter, supplier_id, supplier_kind, match_status, category_code, category_basis, scope, in_base, ring,
    location_source, living_wage, living_wage_in_scope, imd_decile, size, is_vcse, verdict
