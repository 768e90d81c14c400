-- The payments summed to everything that metrics divide by, so that each metric reads few rows. Stored, because every
-- reader of a metric would work it out again from all lines.
select
    spend.org_code,
    spend.quarter,
    day.alike_since,
    spend.supplier_name,
    spend.supplier_id,
    spend.supplier_kind,
    spend.match_status,
    spend.category_code,
    spend.category_basis,
    spend.scope,
    spend.in_base,
    spend.ring,
    spend.distance_km,
    spend.is_local,
    spend.location_source,
    spend.supplier_local_authority_code,
    spend.supplier_icb_code,
    spend.supplier_region_code,
    spend.payer_icb_code,
    spend.payer_region_code,
    spend.living_wage,
    spend.living_wage_in_scope,
    spend.imd_decile,
    spend.size,
    spend.is_vcse,
    spend.verdict,
    count(*) as payments,
    sum(spend.amount) as amount
from spend
left join directive_days as day on spend.as_of = day.as_of
group by
    spend.org_code, spend.quarter, day.alike_since, spend.supplier_name, spend.supplier_id, spend.supplier_kind,
    spend.match_status, spend.category_code, spend.category_basis, spend.scope, spend.in_base, spend.ring,
    spend.distance_km, spend.is_local, spend.location_source, spend.supplier_local_authority_code,
    spend.supplier_icb_code, spend.supplier_region_code, spend.payer_icb_code, spend.payer_region_code,
    spend.living_wage, spend.living_wage_in_scope, spend.imd_decile, spend.size, spend.is_vcse, spend.verdict
