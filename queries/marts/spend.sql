-- Every payment with everything known about it. METHOD 1 to 7.
select
    line.file_id,
    line.sheet,
    line.row,
    line.org_code,
    line.quarter,
    line.paid_on,
    line.as_of,
    line.amount,
    line.supplier_name,
    cell.supplier_id,
    cell.supplier_kind,
    cell.match_status,
    cell.category_code,
    cell.category_basis,
    coalesce(line.line_category_rule, cell.payee_category_rule) as category_rule,
    line.scope,
    line.scope_rule,
    cell.in_base,
    cell.ring,
    cell.distance_km,
    cell.is_local,
    cell.postcode,
    cell.location_source,
    cell.supplier_local_authority_code,
    cell.supplier_icb_code,
    cell.supplier_region_code,
    cell.payer_icb_code,
    cell.payer_region_code,
    cell.living_wage,
    cell.living_wage_in_scope,
    cell.directives,
    cell.blocking_directives,
    cell.has_local_alternative,
    cell.verdict,
    cell.imd_decile,
    cell.size,
    cell.is_vcse,
    case when cell.is_payment_centre then array_append(line.flags, 'payment_centre') else line.flags end as flags
-- The sums first: the side that the engine keeps in memory.
from cell_verdicts as cell
inner join payment_purposes as line
    on line.org_code = cell.org_code
    and line.period_no = cell.period_no
    and line.payee_no = cell.payee_no
    and line.ledger_postcode = cell.ledger_postcode
    and line.line_category = cell.line_category
    and line.scope = cell.scope
