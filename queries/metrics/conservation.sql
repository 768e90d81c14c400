-- METHOD 1: records and pounds of each stage beside those of the stage before. Nothing may be lost between them.
with file_stage as (
    select
        coalesce(sum(records), 0) as records,
        coalesce(sum(payments), 0) as payments,
        coalesce(sum(rejected), 0) as rejected,
        coalesce(sum(not_payments), 0) as not_payments,
        coalesce(sum(amount_payments), 0.00) as amount_payments,
        coalesce(sum(amount_rejected), 0.00) as amount_rejected
    from files
    where status = 'active'
),

line_stage as (
    select
        coalesce(sum(sheet.lines), 0) as records,
        coalesce(sum(case when sheet.verdict = 'payment' then sheet.lines else 0 end), 0) as payments,
        coalesce(sum(case when sheet.verdict = 'rejected' then sheet.lines else 0 end), 0) as rejected,
        coalesce(sum(case when sheet.verdict = 'not_payment' then sheet.lines else 0 end), 0) as not_payments,
        coalesce(sum(case when sheet.verdict = 'payment' then sheet.amount else 0.00 end), 0.00) as amount_payments,
        coalesce(sum(case when sheet.verdict = 'rejected' then sheet.amount else 0.00 end), 0.00) as amount_rejected
    from sheet_sums as sheet
    inner join files as file on sheet.file_id = file.file_id
    where file.status = 'active'
),

spend_stage as (
    select
        coalesce(sum(payments), 0) as payments,
        coalesce(sum(amount), 0.00) as amount_payments,
        coalesce(sum(case when in_base then payments else 0 end), 0) as base_payments,
        coalesce(sum(case when in_base then amount else 0.00 end), 0.00) as base_amount,
        coalesce(sum(case when is_judged then payments else 0 end), 0) as judged_payments,
        coalesce(sum(case when is_judged then amount else 0.00 end), 0.00) as judged_amount
    from spend_sheets
)

select
    'files' as stage,
    1 as stage_order,
    records,
    payments,
    rejected,
    not_payments,
    amount_payments,
    amount_rejected,
    records = payments + rejected + not_payments as balanced
from file_stage
union all
select
    'lines' as stage,
    2 as stage_order,
    line.records,
    line.payments,
    line.rejected,
    line.not_payments,
    line.amount_payments,
    line.amount_rejected,
    line.records = file.records
    and line.payments = file.payments
    and line.rejected = file.rejected
    and line.not_payments = file.not_payments
    and line.amount_payments = file.amount_payments
    and line.amount_rejected = file.amount_rejected as balanced
from line_stage as line
cross join file_stage as file
union all
select
    'spend' as stage,
    3 as stage_order,
    spent.payments as records,
    spent.payments,
    0 as rejected,
    0 as not_payments,
    spent.amount_payments,
    0.00 as amount_rejected,
    spent.payments = line.payments and spent.amount_payments = line.amount_payments as balanced
from spend_stage as spent
cross join line_stage as line
union all
select
    'base' as stage,
    4 as stage_order,
    base_payments as records,
    base_payments as payments,
    0 as rejected,
    0 as not_payments,
    base_amount as amount_payments,
    0.00 as amount_rejected,
    base_payments <= payments as balanced
from spend_stage
union all
select
    'verdicts' as stage,
    5 as stage_order,
    judged_payments as records,
    judged_payments as payments,
    0 as rejected,
    0 as not_payments,
    judged_amount as amount_payments,
    0.00 as amount_rejected,
    judged_payments = base_payments and judged_amount = base_amount as balanced
from spend_stage
