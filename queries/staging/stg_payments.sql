-- METHOD 1: the quarter of a payment is its file's, or its own date's, as `period_basis` says; METHOD 8: registers are
-- read as of the payment's own date, or of the end of the file's period where that date is missing or out of place.
with file_spans as (
    select
        file.file_id,
        file.period_start,
        file.period_end,
        settings.period_basis = 'date' as goes_by_date,
        -- A file of one quarter says it for all its lines, so that it is worked out once.
        case
            when
                settings.period_basis <> 'date'
                and date_trunc('quarter', file.period_start) = date_trunc('quarter', file.period_end)
                then file.period_start
        end as told_on
    from files as file
    cross join settings
    where file.status = 'active'
),

file_years as (
    select
        *,
        cast(date_part('year', told_on) - case when date_part('month', told_on) < 4 then 1 else 0 end as bigint) as told_year,
        cast(floor(((date_part('month', told_on) + 8) % 12) / 3) as bigint) as told_since_april
    from file_spans
),

file_quarters as (
    select
        -- The engine takes a join for as small as its smaller side, and would then build its tables from all lines. Of what
        -- is unnested it guesses nothing.
        unnest(make_array(file_id)) as file_id,
        period_start,
        period_end,
        goes_by_date,
        case
            when told_on is not null
                then
                    concat(
                        lpad(cast(told_year as varchar), 4, '0'), '-', lpad(cast((told_year + 1) % 100 as varchar), 2, '0'),
                        ' Q', cast(told_since_april + 1 as varchar)
                    )
        end as told_quarter,
        told_year * 4 + told_since_april as told_index
    from file_years
),

settled as (
    select
        line.*,
        file.period_end,
        file.told_quarter,
        file.told_index,
        case
            when file.told_quarter is not null then null
            when file.goes_by_date then coalesce(line.paid_on, file.period_end)
            -- In a file of several quarters the line's own date says which, as far as it lies inside.
            when line.paid_on between file.period_start and file.period_end then line.paid_on
            else coalesce(file.period_end, line.paid_on)
        end as quarter_on,
        case
            when file.period_end is null or line.paid_on between file.period_start and file.period_end
                then line.paid_on
        end as plausible_date
    from file_quarters as file
    inner join lines as line on file.file_id = line.file_id
    where line.verdict = 'payment'
),

dated as (
    select
        *,
        case
            when quarter_on is not null
                then
                    cast(
                        date_part('year', quarter_on) - case when date_part('month', quarter_on) < 4 then 1 else 0 end
                        as bigint
                    )
        end as financial_year,
        case
            when quarter_on is not null then cast(floor(((date_part('month', quarter_on) + 8) % 12) / 3) as bigint)
        end as quarters_since_april
    from settled
)

select
    file_id,
    sheet,
    row,
    coalesce(org_code, 'unknown') as org_code,
    case
        when told_quarter is not null then told_quarter
        when quarter_on is null then 'unknown'
        else concat(
            lpad(cast(financial_year as varchar), 4, '0'), '-',
            lpad(cast((financial_year + 1) % 100 as varchar), 2, '0'), ' Q',
            cast(quarters_since_april + 1 as varchar)
        )
    end as quarter,
    coalesce(told_index, financial_year * 4 + quarters_since_april, -1) as quarter_index,
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
