-- METHOD 2: what a line's words say about whose money it is, for each kind of payee that a rule names and, under `*`, for all others.
with payee_kinds as (
    select '*' as line_rule_kind
    union
    select payee_kind as line_rule_kind from stg_scope_rules where line_phrase is not null
),

line_rules as (
    select * from stg_scope_rules where line_phrase is not null
),

-- Where a rule's phrase may begin, so that each text is held against few rules.
beginnings as (
    select texts.field, texts.line_text, texts.words, left(concat(texts.word, '  '), rules.letters) as begins
    -- The few first: a cross join makes a batch of each row on its left.
    from (select distinct length(line_begins) as letters from line_rules) as rules
    cross join (
        select field, line_text, words, unnest(string_to_array(trim(words), ' ')) as word from stg_texts
    ) as texts
),

matches as (
    select
        texts.field,
        texts.line_text,
        kinds.line_rule_kind,
        rules.scope,
        rules.rule_id,
        rules.rule_order,
        row_number() over (
            partition by texts.field, texts.line_text, kinds.line_rule_kind
            order by rules.rule_order, rules.rule_id
        ) as place
    from beginnings as texts
    inner join line_rules as rules on texts.begins = rules.line_begins
    inner join payee_kinds as kinds on rules.payee_kind = '*' or rules.payee_kind = kinds.line_rule_kind
    where
        contains(texts.words, rules.line_phrase)
        and (rules.line_pattern is null or regexp_like(texts.words, rules.line_pattern))
        and (rules.unless is null or not regexp_like(texts.words, rules.unless))
)

select field, line_text, line_rule_kind, scope, rule_id, rule_order
from matches
where place = 1
