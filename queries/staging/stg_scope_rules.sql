-- One row per phrase and kind of payee of a scope rule, as in stg_category_rules; a rule without phrases or kinds has one row with none.
with kinds as (
    select
        rule_id, rule_order, scope, unless, specials, supplier_ids, payee_words, line_words,
        unnest(case when cardinality(payee_kinds) > 0 then payee_kinds else make_array('*') end) as payee_kind
    from scope_rules
),

payee_phrases as (
    select
        *,
        unnest(case when cardinality(payee_words) > 0 then payee_words else make_array('*') end) as payee_phrase
    from kinds
),

phrases as (
    select
        *,
        unnest(case when cardinality(line_words) > 0 then line_words else make_array('*') end) as line_phrase
    from payee_phrases
)

select
    rule_id,
    rule_order,
    scope,
    unless,
    specials,
    supplier_ids,
    payee_kind,
    -- An empty phrase stands in every text.
    case
        when payee_phrase = '*' then ''
        when strpos(payee_phrase, '*') > 0 then concat(' ', split_part(payee_phrase, '*', 1))
        else concat(' ', payee_phrase, ' ')
    end as payee_phrase,
    case
        when payee_phrase <> '*' and strpos(payee_phrase, '*') between 1 and length(payee_phrase) - 1
            then
                concat(
                    ' ', replace(payee_phrase, '*', '[a-z0-9]*'), case when ends_with(payee_phrase, '*') then '' else ' ' end
                )
    end as payee_pattern,
    case
        when payee_phrase = '*' then ''
        else left(concat(split_part(split_part(payee_phrase, ' ', 1), '*', 1), case when strpos(split_part(payee_phrase, ' ', 1), '*') > 0 then '' else '  ' end), 3)
    end as payee_begins,
    case
        when line_phrase = '*' then null
        when strpos(line_phrase, '*') > 0 then concat(' ', split_part(line_phrase, '*', 1))
        else concat(' ', line_phrase, ' ')
    end as line_phrase,
    case
        when line_phrase <> '*' and strpos(line_phrase, '*') between 1 and length(line_phrase) - 1
            then
                concat(' ', replace(line_phrase, '*', '[a-z0-9]*'), case when ends_with(line_phrase, '*') then '' else ' ' end)
    end as line_pattern,
    case
        when line_phrase <> '*'
            then left(concat(split_part(split_part(line_phrase, ' ', 1), '*', 1), case when strpos(split_part(line_phrase, ' ', 1), '*') > 0 then '' else '  ' end), 3)
    end as line_begins
from phrases
