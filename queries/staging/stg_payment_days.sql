-- METHOD 1: the quarter of a payment is its file's, or its own date's, as `period_basis` says; METHOD 8: registers are
-- read as of the payment's own date, or of the end of the file's period where that date is missing or out of place. All
-- of that follows from the file and the date alone, so it is worked out once for each day of a file.
with days as (
    select distinct file_id, paid_on
    from lines
    where verdict = 'payment'
),

settled as (
    select
        day.file_id,
        day.paid_on,
        file.period_end,
        case
            when settings.period_basis = 'date' then coalesce(day.paid_on, file.period_end)
            -- A file of one quarter says it for all its lines; in a file of several the line's own date says which, as far
            -- as it lies inside.
            when date_trunc('quarter', file.period_start) = date_trunc('quarter', file.period_end) then file.period_start
            when day.paid_on between file.period_start and file.period_end then day.paid_on
            else coalesce(file.period_end, day.paid_on)
        end as quarter_on,
        case
            when file.period_end is null or day.paid_on between file.period_start and file.period_end
                then day.paid_on
        end as plausible_date
    from days as day
    inner join files as file on day.file_id = file.file_id
    cross join settings
    where file.status = 'active'
),

dated as (
    select
        *,
        cast(
            date_part('year', quarter_on) - case when date_part('month', quarter_on) < 4 then 1 else 0 end as bigint
        ) as financial_year,
        cast(floor(((date_part('month', quarter_on) + 8) % 12) / 3) as bigint) as quarters_since_april
    from settled
)

select
    file_id,
    coalesce(paid_on, date '0001-01-01') as line_day,
    case
        when quarter_on is null then 'unknown'
        else concat(
            lpad(cast(financial_year as varchar), 4, '0'), '-',
            lpad(cast((financial_year + 1) % 100 as varchar), 2, '0'), ' Q',
            cast(quarters_since_april + 1 as varchar)
        )
    end as quarter,
    coalesce(financial_year * 4 + quarters_since_april, -1) as quarter_index,
    cast(coalesce(plausible_date, period_end, paid_on, date '1900-01-01') as date) as as_of
from dated
