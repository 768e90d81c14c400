-- METHOD 7 and 3: which days are alike for directives and postcodes: each date of a payment with the first day since which
-- no version, adoption or approval began or ended, and no edition of the postcode directory.
with changes as (
    select date '1800-01-01' as changes_on
    union
    select effective_from from directives where effective_from is not null
    union
    select cast(effective_to + interval '1 day' as date) from directives where effective_to is not null
    union
    select adopted_from from directive_adoptions
    union
    select cast(adopted_to + interval '1 day' as date) from directive_adoptions where adopted_to is not null
    union
    select approved_from from directive_suppliers where approved_from is not null
    union
    select cast(approved_to + interval '1 day' as date) from directive_suppliers where approved_to is not null
    union
    select starts_on from known_places
),

days as (
    select distinct as_of from stg_payments
)

select days.as_of, max(changes.changes_on) as alike_since
from days
inner join changes on changes.changes_on <= days.as_of
group by days.as_of
