-- METHOD 1: the quarter of a payment is its file's, or its own date's, as `period_basis` says; METHOD 8: registers are
-- read as of the payment's own date, or of the end of the file's period where that date is missing or out of place.
with file_spans as (
    select
        file.file_id,
        file.period_start,
        file.period_end,
        settings.period_basis = 'date' as goes_by_date,
        date_trunc('quarter', file.period_start) = date_trunc('quarter', file.period_end) as is_one_quarter
    from files as file
    cross join settings
    where file.status = 'active'
),

settled as (
    select
        payments.*,
        file.period_end,
        case
            when file.goes_by_date then coalesce(payments.paid_on, file.period_end)
            -- A file of one quarter says it; in a longer one the line's own date does, as far as it lies inside.
            when file.is_one_quarter then file.period_start
            when payments.paid_on between file.period_start and file.period_end then payments.paid_on
            else coalesce(file.period_end, payments.paid_on)
        end as quarter_on,
        case
            when file.period_end is null or payments.paid_on between file.period_start and file.period_end
                then payments.paid_on
        end as plausible_date
    from payments
    inner join file_spans as file on payments.file_id = file.file_id
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
    sheet,
    row,
    coalesce(org_code, 'unknown') as org_code,
    case
        when quarter_on is null then 'unknown'
        else concat(
            lpad(cast(financial_year as varchar), 4, '0'), '-',
            lpad(cast((financial_year + 1) % 100 as varchar), 2, '0'), ' Q',
            cast(quarters_since_april + 1 as varchar)
        )
    end as quarter,
    coalesce(financial_year * 4 + quarters_since_april, -1) as quarter_index,
    paid_on,
    cast(coalesce(plausible_date, period_end, paid_on, date '1900-01-01') as date) as as_of,
    amount,
    supplier_name,
    expense_type,
    expense_area,
    description,
    supplier_postcode,
    flags
from dated
