-- METHOD 2 and 6: each name in the ledgers with who it is, the scope that follows from that alone, and the category
-- that its words or its industry suggest where the line's own words say nothing.
with payee_rules as (
    select * from stg_scope_rules where line_phrase is null
),

-- The kinds that rules on lines tell from all others.
told as (
    select distinct payee_kind as supplier_kind from stg_scope_rules where line_phrase is not null and payee_kind <> '*'
),

name_rules as (
    select * from stg_category_rules where array_has(fields, 'supplier')
),

names as (
    select supplier_name, words, unnest(string_to_array(trim(words), ' ')) as word from payee_identities
),

-- Where a rule's phrase may begin, so that each name is held against few rules.
beginnings as (
    select names.supplier_name, names.words, left(concat(names.word, '  '), lengths.letters) as begins
    -- The few first: a cross join makes a batch of each row on its left.
    from (
        select length(payee_begins) as letters from payee_rules where payee_begins <> ''
        union
        select length(begins) as letters from name_rules
    ) as lengths
    cross join names
    union all
    select supplier_name, words, '' as begins from payee_identities
),

scopes as (
    select
        payee.supplier_name,
        rules.scope,
        rules.rule_id,
        rules.rule_order,
        row_number() over (
            partition by payee.supplier_name
            order by rules.rule_order, rules.rule_id
        ) as place
    from payee_rules as rules
    inner join beginnings as name on rules.payee_begins = name.begins
    inner join payee_identities as payee on name.supplier_name = payee.supplier_name
    where
        contains(name.words, rules.payee_phrase)
        and (rules.payee_pattern is null or regexp_like(name.words, rules.payee_pattern))
        and (rules.payee_kind = '*' or rules.payee_kind = payee.supplier_kind)
        and (cardinality(rules.specials) = 0 or array_has(rules.specials, coalesce(payee.special, '')))
        and (cardinality(rules.supplier_ids) = 0 or array_has(rules.supplier_ids, payee.supplier_id))
        and (rules.unless is null or not regexp_like(name.words, rules.unless))
),

name_categories as (
    select
        name.supplier_name,
        rules.category_code,
        rules.rule_id,
        row_number() over (
            partition by name.supplier_name
            order by rules.tier, rules.rule_order, rules.rule_id
        ) as place
    from name_rules as rules
    inner join beginnings as name on rules.begins = name.begins
    where
        contains(name.words, rules.phrase)
        and (rules.pattern is null or regexp_like(name.words, rules.pattern))
        and (rules.unless is null or not regexp_like(name.words, rules.unless))
        and (rules.needs is null or regexp_like(name.words, rules.needs))
),

industries as (
    select
        payee.sic_code,
        industry.category_code,
        industry.sic_prefix,
        row_number() over (
            partition by payee.sic_code
            order by length(industry.sic_prefix) desc
        ) as place
    from (select distinct sic_code from payee_identities) as payee
    inner join sic_categories as industry on starts_with(payee.sic_code, industry.sic_prefix)
)

select
    payee.supplier_name,
    payee.supplier_id,
    payee.match_status,
    payee.supplier_kind,
    coalesce(told.supplier_kind, '*') as line_rule_kind,
    payee.special,
    payee.size,
    payee.is_vcse,
    coalesce(scopes.scope, 'third_party') as scope,
    scopes.rule_id as scope_rule,
    coalesce(scopes.rule_order, 1000000) as scope_order,
    name_categories.category_code as name_category,
    name_categories.rule_id as name_category_rule,
    industries.category_code as sic_category,
    concat('sic:', industries.sic_prefix) as sic_category_rule
from payee_identities as payee
left join told on payee.supplier_kind = told.supplier_kind
left join scopes on payee.supplier_name = scopes.supplier_name and scopes.place = 1
left join name_categories on payee.supplier_name = name_categories.supplier_name and name_categories.place = 1
left join industries on payee.sic_code = industries.sic_code and industries.place = 1
