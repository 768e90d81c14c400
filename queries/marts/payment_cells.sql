-- The payments summed to all that decides what is known of them: who, when, where from, what for. Everything else is worked
-- out once for each of these rows and then given to its payments.
with sums as (
    select
        org_code,
        period_no,
        payee_no,
        ledger_postcode,
        line_category,
        scope,
        count(*) as payments,
        sum(amount) as amount
    from payment_purposes
    group by org_code, period_no, payee_no, ledger_postcode, line_category, scope
),

-- What is small stands first in each join.
named as (
    select sums.*, payee.starts_on as payee_since, payee.supplier_name
    from payee_spans as payee
    inner join sums on payee.payee_no = sums.payee_no
),

periods as (
    select distinct period_no, quarter, quarter_index, alike_since from payment_days
)

select
    named.org_code,
    named.period_no,
    period.quarter,
    period.quarter_index,
    period.alike_since,
    named.payee_no,
    named.payee_since,
    named.supplier_name,
    named.ledger_postcode,
    named.line_category,
    named.scope,
    named.payments,
    named.amount
from periods as period
inner join named on period.period_no = named.period_no
-- As the lines stand in their files, so that those of a file find their rows near each other.
order by named.org_code, named.period_no
