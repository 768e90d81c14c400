-- The payments summed to who paid whom in which month, so that what follows from that alone is asked of few rows, not of
-- lines.
with months as (
    select distinct quarter, quarter_index, cast(date_trunc('month', as_of) as date) as month_start
    from stg_payment_days
),

-- One number in the place of three columns: the lines are summed by it.
numbered as (
    select *, row_number() over (order by month_start, quarter_index, quarter) as month_no
    from months
),

days as (
    -- Of what is unnested the engine guesses nothing; else it would build the join's table from all lines.
    select unnest(make_array(day.file_id)) as file_id, day.line_day, month.month_no
    from stg_payment_days as day
    inner join numbered as month
        on day.quarter = month.quarter and cast(date_trunc('month', day.as_of) as date) = month.month_start
),

sums as (
    select
        coalesce(line.org_code, 'unknown') as org_code,
        day.month_no,
        line.supplier_name,
        line.supplier_postcode,
        sum(line.amount) as amount,
        sum(abs(line.amount)) as amount_moved
    from days as day
    inner join lines as line
        on day.file_id = line.file_id
        and day.line_day = coalesce(line.paid_on, date '0001-01-01')
    where line.verdict = 'payment'
    group by coalesce(line.org_code, 'unknown'), day.month_no, line.supplier_name, line.supplier_postcode
)

select
    sums.org_code,
    month.quarter,
    month.quarter_index,
    month.month_start,
    sums.supplier_name,
    sums.supplier_postcode,
    sums.amount,
    sums.amount_moved
from sums
inner join numbered as month on sums.month_no = month.month_no
