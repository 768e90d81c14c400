-- METHOD 3: every piece of evidence for a supplier's place, with the days for which it speaks and its rank in the
-- configured order. Payment centres are no evidence.
with ranks as (
    select unnest(location_order) as location_source, unnest(range(1, cast(cardinality(location_order) as bigint) + 1)) as source_rank
    from settings
),

-- A ledger that names several postcodes in a month speaks for the one with most pounds; it holds until the next.
monthly as (
    select
        payee.supplier_id,
        found.postcode,
        payment.month_start as seen_in,
        sum(payment.amount_moved) as amount
    from stg_payee_months as payment
    inner join ledger_postcodes as found on payment.supplier_postcode = found.supplier_postcode
    inner join payees as payee on payment.supplier_name = payee.supplier_name
    left join payment_centres as centre on found.postcode = centre.postcode
    where centre.postcode is null
    group by payee.supplier_id, found.postcode, payment.month_start
),

main_of_month as (
    select
        supplier_id,
        postcode,
        seen_in,
        row_number() over (partition by supplier_id, seen_in order by amount desc, postcode) as place
    from monthly
),

with_previous as (
    select
        supplier_id,
        postcode,
        seen_in,
        lag(postcode) over (partition by supplier_id order by seen_in) as previous_postcode
    from main_of_month
    where place = 1
),

changes as (
    select
        supplier_id,
        postcode,
        seen_in,
        previous_postcode,
        lead(seen_in) over (partition by supplier_id order by seen_in) as next_change
    from with_previous
    where previous_postcode is null or previous_postcode <> postcode
),

from_ledger as (
    select
        supplier_id,
        'ledger' as location_source,
        postcode,
        cast(null as varchar) as country,
        -- The first address seen also stands for the time before it.
        case when previous_postcode is not null then seen_in end as valid_from,
        cast(next_change - interval '1 day' as date) as valid_to
    from changes
),

decided as (
    select
        supplier_id,
        'decision' as location_source,
        decided_postcode as postcode,
        cast(null as varchar) as country,
        cast(null as date) as valid_from,
        cast(null as date) as valid_to
    from supplier_identities
    where decided_postcode is not null
),

registered as (
    select
        supplier_id,
        'registered_office' as location_source,
        registered_postcode as postcode,
        country,
        cast(null as date) as valid_from,
        cast(null as date) as valid_to
    from supplier_identities
    where registered_postcode is not null or country is not null
),

listed_by_name as (
    select upper(trim(supplier_name)) as name, min(supplier_id) as supplier_id
    from supplier_names
    where status <> 'review'
    group by upper(trim(supplier_name))
),

listed as (
    select
        case
            when list.company_number is not null then concat('GB-COH-', list.company_number)
            when list.charity_number is not null then concat('GB-CHC-', list.charity_number)
            else by_name.supplier_id
        end as supplier_id,
        'supplier_list' as location_source,
        list.postcode,
        list.country,
        list.valid_from,
        list.valid_to
    from supplier_list as list
    left join listed_by_name as by_name on upper(trim(list.name)) = by_name.name
    where list.postcode is not null or list.country is not null
),

evidence as (
    select * from decided
    union all
    select * from from_ledger
    union all
    select * from listed
    union all
    select * from registered
)

select distinct
    evidence.supplier_id,
    evidence.location_source,
    ranks.source_rank,
    evidence.postcode,
    evidence.country,
    evidence.valid_from,
    evidence.valid_to
from evidence
inner join ranks on evidence.location_source = ranks.location_source
where evidence.supplier_id is not null
