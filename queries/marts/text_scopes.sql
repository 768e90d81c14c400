-- METHOD 2: what a line's words say about whose money it is, for each kind of payee.
with payee_kinds as (
    select distinct supplier_kind from payees
),

line_rules as (
    select * from stg_scope_rules where line_phrase is not null
),

-- Where a rule's phrase may begin, so that each text is held against few rules.
beginnings as (
    select distinct field, line_text, words, left(concat(word, ' '), 2) as begins
    from (select field, line_text, words, unnest(string_to_array(trim(words), ' ')) as word from stg_texts)
),

matches as (
    select
        texts.field,
        texts.line_text,
        kinds.supplier_kind,
        rules.scope,
        rules.rule_id,
        rules.rule_order,
        row_number() over (
            partition by texts.field, texts.line_text, kinds.supplier_kind
            order by rules.rule_order, rules.rule_id
        ) as place
    from beginnings as texts
    inner join line_rules as rules on texts.begins = rules.line_begins
    inner join payee_kinds as kinds on rules.payee_kind = '*' or rules.payee_kind = kinds.supplier_kind
    where
        contains(texts.words, rules.line_phrase)
        and (rules.line_pattern is null or regexp_like(texts.words, rules.line_pattern))
        and (rules.unless is null or not regexp_like(texts.words, rules.unless))
)

select field, line_text, supplier_kind, scope, rule_id, rule_order
from matches
where place = 1
