-- METHOD 7: the base payments that are not known to be local, summed beside the versions that match them and those that
-- block them.
with sums as (
    select
        org_code,
        quarter,
        alike_since,
        category_code,
        category_basis,
        living_wage,
        verdict,
        sum(payments) as payments,
        sum(amount) as amount
    from spend_cells
    where verdict in ('blocked', 'blocked_no_alternative', 'steered', 'conditioned', 'movable')
    group by org_code, quarter, alike_since, category_code, category_basis, living_wage, verdict
)

-- The lists are joined to the sums, because it is slow to sum by lists.
select
    cell.org_code,
    cell.quarter,
    cell.category_code,
    cell.category_basis,
    cell.living_wage,
    cell.verdict,
    choice.directives,
    choice.blocking_directives,
    cell.payments,
    cell.amount
from sums as cell
inner join choices as choice
    on cell.org_code = choice.org_code
    and cell.quarter = choice.quarter
    and cell.alike_since = choice.alike_since
    and cell.category_code = choice.category_code
