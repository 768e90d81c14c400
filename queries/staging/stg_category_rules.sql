-- One row per phrase of a category rule. A phrase stands for whole words; a word that ends in `*` for words that begin so.
-- Words that a phrase may begin with are found by its first three letters, or as many as it has before a `*`; a phrase with more after a `*` has a pattern too.
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
        when strpos(phrase, '*') > 0 then concat(' ', split_part(phrase, '*', 1))
        else concat(' ', phrase, ' ')
    end as phrase,
    case
        when strpos(phrase, '*') between 1 and length(phrase) - 1
            then concat(' ', replace(phrase, '*', '[a-z0-9]*'), case when ends_with(phrase, '*') then '' else ' ' end)
    end as pattern,
    left(concat(split_part(split_part(phrase, ' ', 1), '*', 1), case when strpos(split_part(phrase, ' ', 1), '*') > 0 then '' else '  ' end), 3) as begins
from phrases
