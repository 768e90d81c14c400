-- METHOD 6: what was bought, where the line's own words do not say: the supplier's main category, else what its name
-- suggests, else its industry.
select
    payee.supplier_name,
    coalesce(main.category_code, payee.name_category, payee.sic_category, 'uncategorised') as category_code,
    case
        when main.category_code is not null or payee.name_category is not null then 'supplier'
        when payee.sic_category is not null then 'sic'
        else 'none'
    end as category_basis,
    case
        when main.category_code is not null then 'supplier_main_category'
        when payee.name_category is not null then payee.name_category_rule
        when payee.sic_category is not null then payee.sic_category_rule
    end as category_rule
from payees as payee
left join supplier_main_category as main on payee.supplier_id = main.supplier_id
