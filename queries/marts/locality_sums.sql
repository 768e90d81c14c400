-- METHOD 3: base pounds under every definition of local, without the suppliers.
select
    org_code, quarter, alike_since, category_code, locality, is_local,
    sum(payments) as payments,
    sum(amount) as amount
from locality_cells
group by org_code, quarter, alike_since, category_code, locality, is_local
