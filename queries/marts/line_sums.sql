-- The payments summed to what their own words say, so that what follows from all lines of a supplier reads few rows.
select
    org_code,
    quarter,
    quarter_index,
    alike_since,
    supplier_name,
    supplier_id,
    line_category,
    scope,
    sum(amount) as amount
from payment_purposes
group by org_code, quarter, quarter_index, alike_since, supplier_name, supplier_id, line_category, scope
