-- The payments summed to who paid whom in which month, so that what follows from that alone is asked of few rows, not of
-- lines.
select
    org_code,
    quarter,
    quarter_index,
    cast(date_trunc('month', as_of) as date) as month_start,
    supplier_name,
    supplier_postcode,
    sum(amount) as amount,
    sum(abs(amount)) as amount_moved
from stg_payments
group by org_code, quarter, quarter_index, date_trunc('month', as_of), supplier_name, supplier_postcode
