-- METHOD 8: who published, for which months, and what could not be read. An organisation without a payment in a quarter is in no
-- area then, and yet has to be told of where others paid: it stays where it was in the quarter nearest to it, unless its register
-- says that it was not in being.
with silent as (
    select expected.org_code, quarter.quarter, quarter.quarter_index, quarter.first_day, quarter.last_day
    from (select distinct org_code, quarter from file_months) as expected
    inner join stg_quarters as quarter on expected.quarter = quarter.quarter
    left join payer_places as payer on expected.org_code = payer.org_code and expected.quarter = payer.quarter
    where payer.org_code is null
),

in_being as (
    select silent.org_code, silent.quarter
    from silent
    left join organisations as organisation on silent.org_code = organisation.org_code
    group by silent.org_code, silent.quarter
    having
        max(case
            when organisation.org_code is null then 1
            when coalesce(organisation.valid_from, date '1800-01-01') > silent.last_day then 0
            when coalesce(organisation.valid_to, date '9999-12-31') < silent.first_day then 0
            else 1
        end) = 1
),

nearest as (
    select
        known.area_kind,
        known.area_code,
        known.area_name,
        known.org_code,
        known.org_name,
        silent.quarter,
        row_number() over (
            partition by silent.org_code, silent.quarter, known.area_kind
            order by abs(quarter.quarter_index - silent.quarter_index), quarter.quarter_index
        ) as place
    from silent
    inner join in_being on silent.org_code = in_being.org_code and silent.quarter = in_being.quarter
    inner join area_members as known on silent.org_code = known.org_code
    inner join stg_quarters as quarter on known.quarter = quarter.quarter
),

-- Where nobody paid there is no area to tell of.
told as (
    select nearest.area_kind, nearest.area_code, nearest.area_name, nearest.org_code, nearest.org_name, nearest.quarter
    from nearest
    inner join area_members as whole
        on nearest.area_kind = whole.area_kind
        and nearest.area_code = whole.area_code
        and nearest.quarter = whole.quarter
    where nearest.place = 1 and whole.org_code is null
    group by nearest.area_kind, nearest.area_code, nearest.area_name, nearest.org_code, nearest.org_name, nearest.quarter
),

members as (
    select area_kind, area_code, area_name, org_code, org_name, quarter, member_code from area_members
    union all
    select area_kind, area_code, area_name, org_code, org_name, quarter, org_code as member_code from told
    union all
    select
        area_kind,
        area_code,
        area_name,
        cast(null as varchar) as org_code,
        cast(null as varchar) as org_name,
        quarter,
        org_code as member_code
    from told
),

months as (
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
from members as area
left join months on area.member_code = months.org_code and area.quarter = months.quarter
left join file_sums on area.member_code = file_sums.org_code and area.quarter = file_sums.quarter
left join paid on area.member_code = paid.org_code and area.quarter = paid.quarter
group by area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter
