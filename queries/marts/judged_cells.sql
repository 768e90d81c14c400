-- METHOD 7: the base payments that are not known to be local, summed beside the versions that match them and those that
-- block them.
select
    cell.org_code,
    cell.quarter,
    cell.category_code,
    cell.category_basis,
    cell.living_wage,
    cell.verdict,
    choice.directives,
    choice.blocking_directives,
    sum(cell.payments) as payments,
    sum(cell.amount) as amount
from spend_cells as cell
inner join choices as choice
    on cell.org_code = choice.org_code
    and cell.quarter = choice.quarter
    and cell.alike_since = choice.alike_since
    and cell.category_code = choice.category_code
where cell.verdict in ('blocked', 'blocked_no_alternative', 'steered', 'conditioned', 'movable')
group by
    cell.org_code, cell.quarter, cell.category_code, cell.category_basis, cell.living_wage, cell.verdict,
    choice.directives, choice.blocking_directives
