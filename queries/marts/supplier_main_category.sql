-- METHOD 6: a line without telling words takes the category in which its supplier is paid most, by pounds.
with lines as (
    select
        payee.supplier_id,
        case
            when least(coalesce(by_type.tier, 9), coalesce(by_area.tier, 9), coalesce(by_description.tier, 9)) = by_type.tier
                then by_type.category_code
            when least(coalesce(by_area.tier, 9), coalesce(by_description.tier, 9)) = by_area.tier
                then by_area.category_code
            else by_description.category_code
        end as category_code,
        payment.amount
    from stg_payments as payment
    inner join payees as payee on payment.supplier_name = payee.supplier_name
    left join text_categories as by_type on payment.expense_type = by_type.line_text and by_type.field = 'type'
    left join text_categories as by_area on payment.expense_area = by_area.line_text and by_area.field = 'area'
    left join text_categories as by_description
        on payment.description = by_description.line_text and by_description.field = 'description'
),

sums as (
    select supplier_id, category_code, sum(amount) as amount
    from lines
    where category_code is not null
    group by supplier_id, category_code
),

ranked as (
    select
        supplier_id,
        category_code,
        amount,
        row_number() over (partition by supplier_id order by amount desc, category_code) as place
    from sums
)

select supplier_id, category_code, amount
from ranked
where place = 1 and amount > 0
