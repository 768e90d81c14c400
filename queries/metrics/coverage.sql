-- METHOD 8: who published, for which months, and what could not be read.
with months as (
    select
        org_code,
        quarter,
        count(*) as months_expected,
        sum(case when is_present then 1 else 0 end) as months_present,
        array_to_string(
            array_agg(case when not is_present then to_char(month_start, '%Y-%m') end order by month_start), ', '
        ) as months_missing
    from file_months
    group by org_code, quarter
),

file_quarters as (
    select file.org_code, quarter.quarter, file.file_id, file.amount_rejected, file.rejected, file.not_payments
    from files as file
    inner join stg_quarters as quarter on file.period_start between quarter.first_day and quarter.last_day
    where file.status = 'active'
),

file_sums as (
    select
        org_code,
        quarter,
        count(*) as files,
        sum(rejected) as rejected,
        sum(amount_rejected) as amount_rejected,
        sum(not_payments) as not_payments
    from file_quarters
    group by org_code, quarter
),

paid as (
    select org_code, quarter, sum(payments) as payments, sum(amount) as amount
    from spend_cells
    group by org_code, quarter
)

select
    area.area_kind,
    area.area_code,
    area.area_name,
    area.org_code,
    area.org_name,
    area.quarter,
    coalesce(sum(file_sums.files), 0) as files,
    coalesce(sum(months.months_expected), 0) as months_expected,
    coalesce(sum(months.months_present), 0) as months_present,
    nullif(array_to_string(array_agg(nullif(months.months_missing, '') order by area.member_code), ', '), '') as months_missing,
    coalesce(sum(paid.payments), 0) as payments,
    coalesce(sum(paid.amount), 0.00) as amount,
    coalesce(sum(file_sums.rejected), 0) as rejected,
    coalesce(sum(file_sums.amount_rejected), 0.00) as amount_rejected,
    coalesce(sum(file_sums.not_payments), 0) as not_payments
from area_members as area
left join months on area.member_code = months.org_code and area.quarter = months.quarter
left join file_sums on area.member_code = file_sums.org_code and area.quarter = file_sums.quarter
left join paid on area.member_code = paid.org_code and area.quarter = paid.quarter
group by area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter
