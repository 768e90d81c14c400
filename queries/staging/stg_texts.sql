-- The distinct texts of the lines, lower case with single spaces between words and around them, so that a rule on
-- words is one `contains` and is asked once per text, not once per line.
with texts as (
    select 'type' as field, expense_type as line_text from stg_expenses
    union
    select 'area' as field, expense_area as line_text from stg_expenses
    union
    select 'description' as field, description as line_text from payments
)

select
    field,
    line_text,
    concat(' ', trim(regexp_replace(lower(line_text), '[^a-z0-9]+', ' ', 'g')), ' ') as words
from texts
where line_text <> ''
