-- METHOD 7: the base by verdict beside what the local alternatives could take, as the growth cap in force says. It is planned again
-- under other settings for the table `sensitivity`.
with capacities as (
    select locality_key, category_code, quarter, sum(capacity) as capacity
    from local_alternatives
    group by locality_key, category_code, quarter
)

select
    cell.org_code,
    cell.quarter,
    cell.locality_key,
    cell.category_code,
    cell.verdict,
    cell.payments,
    cell.amount,
    capacities.capacity
from capacities
right join headline_sums as cell
    on capacities.locality_key = cell.locality_key
    and capacities.category_code = cell.category_code
    and capacities.quarter = cell.quarter
