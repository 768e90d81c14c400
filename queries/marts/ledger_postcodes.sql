-- METHOD 3: the postcodes that ledger lines carry, in their one written form; O and 0, I and 1 are exchanged where only
-- one of them can stand: a digit at the start of the second half, a letter before the digit of a district.
with spelt as (
    select distinct
        supplier_postcode,
        upper(regexp_replace(supplier_postcode, '[^A-Za-z0-9]', '', 'g')) as plain
    from stg_payee_months
    where supplier_postcode is not null
),

halves as (
    select
        supplier_postcode,
        regexp_replace(left(plain, length(plain) - 3), '^([A-Z])0([0-9])', '${1}O${2}') as outward,
        concat(translate(substr(plain, length(plain) - 2, 1), 'OI', '01'), right(plain, 2)) as inward
    from spelt
    where length(plain) between 5 and 7
)

select supplier_postcode, concat(outward, ' ', inward) as postcode
from halves
where
    regexp_like(outward, '^([A-Z][0-9]{1,2}|[A-Z][0-9][A-Z]|[A-Z]{2}[0-9]{1,2}|[A-Z]{2}[0-9][A-Z]|GIR|NPT)$')
    and regexp_like(inward, '^[0-9][ABD-HJLNP-UW-Z]{2}$')
