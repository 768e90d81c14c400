-- METHOD 6: what a line's words say was bought; of several rules the first by tier and order decides.
with line_rules as (
    select * from stg_category_rules where not array_has(fields, 'supplier')
),

-- Where a rule's phrase may begin, so that each text is held against few rules.
beginnings as (
    select texts.field, texts.line_text, texts.words, left(concat(texts.word, '  '), rules.letters) as begins
    -- The few first: a cross join makes a batch of each row on its left.
    from (select distinct length(begins) as letters from line_rules) as rules
    cross join (
        select field, line_text, words, unnest(string_to_array(trim(words), ' ')) as word from stg_texts
    ) as texts
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
    from beginnings as texts
    inner join line_rules as rules on texts.begins = rules.begins
    where
        contains(texts.words, rules.phrase)
        and (rules.pattern is null or regexp_like(texts.words, rules.pattern))
        and (cardinality(rules.fields) = 0 or array_has(rules.fields, texts.field))
        and (rules.unless is null or not regexp_like(texts.words, rules.unless))
        and (rules.needs is null or regexp_like(texts.words, rules.needs))
)

select field, line_text, category_code, rule_id, tier
from matches
where place = 1
