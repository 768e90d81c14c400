-- One row per phrase and kind of payee of a scope rule; a rule without phrases or kinds has one row with none.
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
        when ends_with(payee_phrase, '*') then concat(' ', replace(payee_phrase, '*', ''))
        else concat(' ', payee_phrase, ' ')
    end as payee_phrase,
    case
        when line_phrase = '*' then null
        when ends_with(line_phrase, '*') then concat(' ', replace(line_phrase, '*', ''))
        else concat(' ', line_phrase, ' ')
    end as line_phrase
from phrases
