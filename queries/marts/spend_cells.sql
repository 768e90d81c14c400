-- The payments summed to everything that metrics divide by, so that each metric reads few rows. Stored, because every
-- reader of a metric would work it out again from all lines.
select
    org_code,
    quarter,
    alike_since,
    supplier_name,
    supplier_id,
    supplier_kind,
    match_status,
    category_code,
    category_basis,
    scope,
    in_base,
    ring,
    distance_km,
    is_local,
    location_source,
    supplier_local_authority_code,
    supplier_icb_code,
    supplier_region_code,
    payer_icb_code,
    payer_region_code,
    living_wage,
    living_wage_in_scope,
    imd_decile,
    size,
    is_vcse,
    verdict,
    sum(payments) as payments,
    sum(amount) as amount
from cell_verdicts
group by
    org_code, quarter, alike_since, supplier_name, supplier_id, supplier_kind, match_status, category_code,
    category_basis, scope, in_base, ring, distance_km, is_local, location_source, supplier_local_authority_code,
    supplier_icb_code, supplier_region_code, payer_icb_code, payer_region_code, living_wage, living_wage_in_scope,
    imd_decile, size, is_vcse, verdict
