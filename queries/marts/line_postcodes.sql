-- METHOD 3: what a ledger's postcode says of its payee: nothing, where it is a payment centre's.
select
    found.supplier_postcode,
    case when centre.postcode is null then found.postcode end as postcode,
    centre.postcode is not null as is_payment_centre
from ledger_postcodes as found
left join payment_centres as centre on found.postcode = centre.postcode
