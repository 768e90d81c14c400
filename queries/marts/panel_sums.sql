-- METHOD 7, before and after: the panels' base pounds of known place in each category, before and after the date.
select
    member.area_kind,
    member.area_code,
    member.directive,
    member.occasion,
    cell.category_code,
    (array_has(member.categories, '*') or array_has(member.categories, cell.category_code))
    and not array_has(member.categories_excluded, cell.category_code) as is_covered,
    sum(case when cell.quarter_index <= member.last_before then cell.local else 0.00 end) as local_before,
    sum(case when cell.quarter_index <= member.last_before then cell.known else 0.00 end) as known_before,
    sum(case when cell.quarter_index >= member.first_after then cell.local else 0.00 end) as local_after,
    sum(case when cell.quarter_index >= member.first_after then cell.known else 0.00 end) as known_after
from panel_members as member
inner join panel_cells as cell
    on member.org_code = cell.org_code
    and (
        cell.quarter_index between member.first_before and member.last_before
        or cell.quarter_index between member.first_after and member.last_after
    )
group by
    member.area_kind, member.area_code, member.directive, member.occasion, cell.category_code, member.categories,
    member.categories_excluded
