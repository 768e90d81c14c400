-- The payments summed to all that decides what is known of them: who, when, where from, what for. Everything else is worked
-- out once for each of these rows and then given to its payments.
select
    org_code,
    quarter,
    quarter_index,
    alike_since,
    payee_since,
    supplier_name,
    ledger_postcode,
    line_category,
    scope,
    count(*) as payments,
    sum(amount) as amount
from payment_purposes
group by
    org_code, quarter, quarter_index, alike_since, payee_since, supplier_name, ledger_postcode, line_category, scope
