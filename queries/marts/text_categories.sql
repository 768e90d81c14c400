-- METHOD 6: what a line's words say was bought; of several rules the first by tier and order decides.
with line_rules as (
    select * from stg_category_rules where not array_has(fields, 'supplier')
),

matches as (
    select
        texts.field,
        texts.line_text,
        rules.category_code,
        rules.rule_id,
        rules.tier,
        row_number() over (
            partition by texts.field, texts.line_text
            order by rules.tier, rules.rule_order, rules.rule_id
        ) as place
    from stg_texts as texts
    inner join line_rules as rules on contains(texts.words, rules.phrase)
    where
        (cardinality(rules.fields) = 0 or array_has(rules.fields, texts.field))
        and (rules.unless is null or not regexp_like(texts.words, rules.unless))
        and (rules.needs is null or regexp_like(texts.words, rules.needs))
)

select field, line_text, category_code, rule_id, tier
from matches
where place = 1
