-- The payments of active files with what follows from their day.
with days as (
    select
        -- The engine takes a join for as small as its smaller side, and would then build its tables from all lines. Of what
        -- is unnested it guesses nothing.
        unnest(make_array(file_id)) as file_id,
        line_day,
        quarter,
        quarter_index,
        as_of
    from stg_payment_days
)

select
    line.file_id,
    line.sheet,
    line.row,
    coalesce(line.org_code, 'unknown') as org_code,
    day.quarter,
    day.quarter_index,
    line.paid_on,
    day.as_of,
    line.amount,
    line.supplier_name,
    line.expense_type,
    line.expense_area,
    line.description,
    line.supplier_postcode,
    line.flags
from days as day
inner join lines as line
    on day.file_id = line.file_id
    and day.line_day = coalesce(line.paid_on, date '0001-01-01')
where line.verdict = 'payment'
