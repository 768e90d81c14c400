-- METHOD 7, before and after: base pounds of known place and category, by payer, quarter and category.
select
    cell.org_code,
    quarter.quarter_index,
    cell.category_code,
    sum(case when cell.is_local then cell.amount else 0.00 end) as local,
    sum(cell.amount) as known
from spend_cells as cell
inner join stg_quarters as quarter on cell.quarter = quarter.quarter
where cell.in_base and cell.is_local is not null and cell.category_code <> 'uncategorised'
group by cell.org_code, quarter.quarter_index, cell.category_code
