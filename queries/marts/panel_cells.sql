-- METHOD 7, before and after: base pounds of known place and category, by payer, quarter and category.
select
    spend.org_code,
    quarter.quarter_index,
    spend.category_code,
    sum(case when spend.is_local then spend.amount else 0.00 end) as local,
    sum(spend.amount) as known
from spend
inner join stg_quarters as quarter on spend.quarter = quarter.quarter
where spend.in_base and spend.is_local is not null and spend.category_code <> 'uncategorised'
group by spend.org_code, quarter.quarter_index, spend.category_code
