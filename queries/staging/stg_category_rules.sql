-- One row per phrase of a category rule. A phrase stands for whole words; `*` at its end for words that begin so.
with phrases as (
    select rule_id, tier, rule_order, category_code, fields, unless, needs, unnest(words) as phrase
    from category_rules
)

select
    rule_id,
    tier,
    rule_order,
    category_code,
    fields,
    unless,
    needs,
    case
        when ends_with(phrase, '*') then concat(' ', replace(phrase, '*', ''))
        else concat(' ', phrase, ' ')
    end as phrase
from phrases
