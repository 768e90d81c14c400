-- METHOD 2: what a line's words say about whose money it is, for each kind of payee.
with payee_kinds as (
    select distinct supplier_kind from payees
),

line_rules as (
    select * from stg_scope_rules where line_phrase is not null
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
    from stg_texts as texts
    inner join line_rules as rules on contains(texts.words, rules.line_phrase)
    inner join payee_kinds as kinds on rules.payee_kind = '*' or rules.payee_kind = kinds.supplier_kind
    where rules.unless is null or not regexp_like(texts.words, rules.unless)
)

select field, line_text, supplier_kind, scope, rule_id, rule_order
from matches
where place = 1
