-- METHOD 3: a postcode that many unrelated payees share, other than as their own registered address, is where payments
-- are processed, and never says where a supplier is.
with uses as (
    select distinct payee.supplier_id, found.postcode
    from stg_payee_months as payment
    inner join ledger_postcodes as found on payment.supplier_postcode = found.supplier_postcode
    inner join payees as payee on payment.supplier_name = payee.supplier_name
),

unrelated as (
    select uses.postcode, uses.supplier_id
    from uses
    left join supplier_identities as identity on uses.supplier_id = identity.supplier_id
    where identity.registered_postcode is null or identity.registered_postcode <> uses.postcode
)

select unrelated.postcode, count(*) as payees
from unrelated
cross join settings
group by unrelated.postcode, settings.payment_centre_payees
having count(*) >= settings.payment_centre_payees
