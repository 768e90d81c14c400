-- The payments summed to what directives and alternatives are asked about, so that both are asked of few rows.
select
    org_code,
    quarter,
    quarter_index,
    alike_since,
    category_code,
    supplier_id,
    scope,
    in_base,
    sum(amount) as amount
from cell_facts
where quarter <> 'unknown'
group by org_code, quarter, quarter_index, alike_since, category_code, supplier_id, scope, in_base
