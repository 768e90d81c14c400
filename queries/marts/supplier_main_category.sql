-- METHOD 6: a line without telling words takes the category in which its supplier is paid most, by pounds.
with sums as (
    select supplier_id, line_category as category_code, sum(amount) as amount
    from line_sums
    where line_category is not null
    group by supplier_id, line_category
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
