-- What finance can put right, with the pounds at stake; priority 1 first.
with file_problems as (
    select
        'file_failed' as kind, 1 as priority, file.org_code, file.period_start, file.file_name,
        cast(null as varchar) as sheet, cast(null as bigint) as row, cast(null as varchar) as value,
        coalesce(file.error, 'The file could not be read') as problem,
        'Ask the publisher for the file again, or for another format' as hint,
        cast(null as decimal(28, 2)) as amount
    from files as file
    where file.status = 'failed'
    union all
    select
        'control_total' as kind, 2 as priority, file.org_code, file.period_start, file.file_name,
        cast(null as varchar) as sheet, cast(null as bigint) as row, cast(file.control_total as varchar) as value,
        concat('The total printed in the file is not the sum of its payments, ', cast(file.amount_payments as varchar)) as problem,
        'Find the lines that are missing or counted twice' as hint,
        abs(file.control_total - file.amount_payments) as amount
    from files as file
    where file.status = 'active' and file.control_total is not null and file.control_total <> file.amount_payments
    union all
    select
        'doubt' as kind, 3 as priority, doubt.org_code, doubt.period_start, doubt.file_name,
        cast(null as varchar) as sheet, cast(null as bigint) as row, cast(null as varchar) as value,
        doubt.problem, 'Look at the file with localspend check; localspend check --save keeps how it is read, to be corrected once' as hint, doubt.amount_payments as amount
    from (
        select org_code, period_start, file_name, amount_payments, unnest(doubts) as problem
        from files
        where status = 'active'
    ) as doubt
    union all
    select
        'rejected_line' as kind, 2 as priority, file.org_code, file.period_start, file.file_name,
        line.sheet, line.row, line.reason as value,
        concat('The line looks like money and cannot be used: ', replace(line.reason, '_', ' ')) as problem,
        'Correct the line in the ledger and publish it again; localspend check --issues csv names the cell of each' as hint,
        line.amount
    from lines as line
    inner join files as file on line.file_id = file.file_id
    where file.status = 'active' and line.verdict = 'rejected'
),

month_problems as (
    select
        'month_missing' as kind, 1 as priority, org_code, quarter, to_char(month_start, '%Y-%m') as value
    from file_months
    where not is_present
),

supplier_problems as (
    select
        'supplier_review' as kind, 4 as priority, org_code, quarter, supplier_name as value,
        sum(amount) as amount
    from spend_cells
    where match_status = 'review' and in_base and supplier_kind <> 'individual'
    group by org_code, quarter, supplier_name
),

located as (
    select org_code, quarter, sum(amount) as amount
    from spend_cells
    where in_base and ring = 'unknown' and scope <> 'intermediary'
    group by org_code, quarter
),

-- What stands in the ledger where a postcode should, and is none, or none that the directory ever knew.
unread_postcodes as (
    select
        payment.org_code,
        payment.quarter,
        case when found.postcode is null then 'postcode_wrong' else 'postcode_unknown' end as kind,
        concat(cast(count(distinct payment.supplier_postcode) as varchar), ', such as ', min(payment.supplier_postcode)) as value,
        -- As wide as the sums of sums below: the engine does not widen a union's column on its own here.
        cast(sum(payment.amount) as decimal(38, 2)) as amount
    from stg_payee_months as payment
    left join supplier_names as payee on payment.supplier_name = payee.supplier_name
    left join supplier_identities as identity on payee.supplier_id = identity.supplier_id
    left join ledger_postcodes as found on payment.supplier_postcode = found.supplier_postcode
    left join (select distinct postcode from known_places) as place on found.postcode = place.postcode
    cross join (select count(*) as postcodes from places) as directory
    where
        payment.supplier_postcode <> ''
        and place.postcode is null
        and directory.postcodes > 0
        and coalesce(identity.kind, 'unknown') <> 'individual'
        and identity.special is null
    group by
        payment.org_code, payment.quarter, case when found.postcode is null then 'postcode_wrong' else 'postcode_unknown' end
),

-- Figures of quarters that an earlier pack has told: one line for each payer and quarter.
moved as (
    select
        org_code,
        quarter,
        array_to_string(
            array_agg(concat(replace(figure, '_', ' '), ' ', cast(before as varchar), ' to ', cast(after as varchar)) order by figure), '; '
        ) as value,
        max(abs(after - before)) as amount
    from restatements
    group by org_code, quarter
),

latest as (
    select max(first_day) as first_day from stg_quarters
),

registers_old as (
    select register.register, max(register.as_of) as as_of
    from registers as register
    where register.register in ('organisations', 'places', 'companies', 'charities', 'accreditations')
    group by register.register
),

registers_empty as (
    select 'organisations' as register, count(*) as rows_found from organisations
    union all
    select 'places' as register, count(*) as rows_found from places
    union all
    select 'companies' as register, count(*) as rows_found from companies
    union all
    select 'accreditations' as register, count(*) as rows_found from accreditations
    union all
    select 'directives' as register, count(*) as rows_found from directives
),

problems as (
    select
        file.kind, file.priority, file.org_code, quarter.quarter, file.file_name, file.sheet, file.row, file.value,
        file.problem, file.hint, file.amount
    from file_problems as file
    left join stg_quarters as quarter on file.period_start between quarter.first_day and quarter.last_day
    union all
    select
        kind, priority, org_code, quarter, cast(null as varchar) as file_name, cast(null as varchar) as sheet,
        cast(null as bigint) as row, value,
        'No ledger of this month is here' as problem,
        'Ask the organisation for it; until then its quarter is not compared with others' as hint,
        cast(null as decimal(28, 2)) as amount
    from month_problems
    union all
    select
        kind, priority, org_code, quarter, cast(null as varchar) as file_name, cast(null as varchar) as sheet,
        cast(null as bigint) as row, value,
        'It is not sure who this supplier is' as problem,
        'Write the list with localspend review export, answer in it, and give it back with localspend review import' as hint,
        amount
    from supplier_problems
    union all
    select
        'location_unknown' as kind, 4 as priority, org_code, quarter, cast(null as varchar) as file_name,
        cast(null as varchar) as sheet, cast(null as bigint) as row, cast(null as varchar) as value,
        'The place of these suppliers is not known' as problem,
        'Bring a supplier list with postcodes, or the register of companies' as hint,
        amount
    from located
    union all
    select
        kind, 4 as priority, org_code, quarter, cast(null as varchar) as file_name, cast(null as varchar) as sheet,
        cast(null as bigint) as row, value,
        case
            when kind = 'postcode_wrong' then 'These are no full postcodes of the United Kingdom, so they place nobody'
            else 'The postcode directory has never had these postcodes'
        end as problem,
        'Correct them in the supplier master file; the next best evidence is used until then' as hint,
        amount
    from unread_postcodes
    union all
    select
        'register_missing' as kind, 3 as priority, cast(null as varchar) as org_code, cast(null as varchar) as quarter,
        cast(null as varchar) as file_name, cast(null as varchar) as sheet, cast(null as bigint) as row, register as value,
        concat('The register of ', register, ' is not here: what depends on it is unknown') as problem,
        'Put the published file into the folder registers' as hint,
        cast(null as decimal(28, 2)) as amount
    from registers_empty
    where rows_found = 0
    union all
    select
        'register_old' as kind, 5 as priority, cast(null as varchar) as org_code, cast(null as varchar) as quarter,
        cast(null as varchar) as file_name, cast(null as varchar) as sheet, cast(null as bigint) as row,
        old.register as value,
        concat('The newest file of ', old.register, ' is of ', cast(old.as_of as varchar), ', before the last quarter began') as problem,
        'Put the newest published file into the folder registers' as hint,
        cast(null as decimal(28, 2)) as amount
    from registers_old as old
    cross join latest
    where old.as_of < latest.first_day
    union all
    select
        'figures_moved' as kind, 3 as priority, org_code, quarter, cast(null as varchar) as file_name,
        cast(null as varchar) as sheet, cast(null as bigint) as row, value,
        'This quarter was told before, and some of its figures have moved' as problem,
        'Tell those who have the earlier pack; localspend sql --as-of with the earlier run shows its figures' as hint,
        amount
    from moved
)

select
    problem.kind,
    problem.priority,
    problem.org_code,
    organisation.name as org_name,
    problem.quarter,
    problem.file_name,
    problem.sheet,
    problem.row,
    problem.value,
    problem.problem,
    problem.hint,
    problem.amount
from problems as problem
left join (select org_code, max(org_name) as name from payer_places group by org_code) as organisation
    on problem.org_code = organisation.org_code
