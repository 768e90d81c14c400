-- The payments summed to what directives and alternatives are asked about, so that both are asked of few rows.
select
    line.org_code,
    line.quarter,
    line.quarter_index,
    line.alike_since,
    coalesce(line.line_category, payee.category_code) as category_code,
    line.supplier_id,
    line.scope,
    line.scope in ('third_party', 'intermediary') as in_base,
    sum(line.amount) as amount
from line_sums as line
inner join payee_categories as payee on line.supplier_name = payee.supplier_name
where line.quarter <> 'unknown'
group by
    line.org_code, line.quarter, line.quarter_index, line.alike_since, coalesce(line.line_category, payee.category_code),
    line.supplier_id, line.scope
