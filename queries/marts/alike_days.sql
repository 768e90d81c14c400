-- METHOD 7 and 3: which days are alike for directives and postcodes: each date of a payment with the first day since which
-- no version, adoption or approval began or ended, and no edition of the postcode directory.
with spans as (
    select effective_from as starts_on, effective_to as ends_on from directives
    union
    select adopted_from as starts_on, adopted_to as ends_on from directive_adoptions
    union
    select approved_from as starts_on, approved_to as ends_on from directive_suppliers
    union
    select starts_on, ends_on from known_places
),

changes as (
    select date '1800-01-01' as changes_on
    union
    select starts_on as changes_on from spans where starts_on is not null
    union
    select cast(ends_on + interval '1 day' as date) as changes_on from spans where ends_on < date '9999-12-31'
),

days as (
    select distinct as_of from stg_payment_days
)

select days.as_of, max(changes.changes_on) as alike_since
from days
inner join changes on changes.changes_on <= days.as_of
group by days.as_of
