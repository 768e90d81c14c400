-- METHOD 7: what would be free to move by category, if a set of versions were thought away.
select
    area.area_kind,
    area.area_code,
    area.area_name,
    area.org_code,
    area.org_name,
    area.quarter,
    cell.scenario,
    cell.category_code,
    category.name as category_name,
    sum(case when cell.bound = 'high' then cell.payments else 0 end) as payments,
    sum(case when cell.bound = 'high' then cell.amount else 0.00 end) as unblocked,
    sum(case when cell.bound = 'low' then cell.released else 0.00 end) as released_low,
    sum(case when cell.bound = 'high' then cell.released else 0.00 end) as released_high
from released as cell
inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
inner join categories as category on cell.category_code = category.category_code
group by
    area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter, cell.scenario,
    cell.category_code, category.name
