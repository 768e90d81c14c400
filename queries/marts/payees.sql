-- METHOD 2 and 6: each name in the ledgers with who it is, the scope that follows from that alone, and the category
-- that its words or its industry suggest where the line's own words say nothing.
with names as (
    select distinct supplier_name from stg_payee_months
),

identified as (
    select
        names.supplier_name,
        coalesce(found.supplier_id, concat('LS-', left(md5(upper(trim(names.supplier_name))), 16))) as supplier_id,
        coalesce(found.status, 'unmatched') as match_status,
        coalesce(identity.kind, 'unknown') as supplier_kind,
        identity.special,
        coalesce(identity.size, 'unknown') as size,
        coalesce(identity.is_vcse, false) as is_vcse,
        identity.sic_code,
        concat(
            ' ', trim(regexp_replace(lower(names.supplier_name), '[^a-z0-9]+', ' ', 'g')), ' | ',
            trim(regexp_replace(lower(coalesce(identity.name, '')), '[^a-z0-9]+', ' ', 'g')), ' '
        ) as words
    from names
    left join supplier_names as found on names.supplier_name = found.supplier_name
    left join supplier_identities as identity on found.supplier_id = identity.supplier_id
),

-- Where a rule's phrase may begin, so that each name is held against few rules.
beginnings as (
    select distinct supplier_name, left(concat(word, ' '), 2) as begins
    from (select supplier_name, unnest(string_to_array(trim(words), ' ')) as word from identified)
    union all
    select supplier_name, '' as begins from identified
),

payee_rules as (
    select * from stg_scope_rules where line_phrase is null
),

name_rules as (
    select * from stg_category_rules where array_has(fields, 'supplier')
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
    from identified as payee
    inner join beginnings on payee.supplier_name = beginnings.supplier_name
    inner join payee_rules as rules on beginnings.begins = rules.payee_begins
    where
        contains(payee.words, rules.payee_phrase)
        and (rules.payee_pattern is null or regexp_like(payee.words, rules.payee_pattern))
        and (rules.payee_kind = '*' or rules.payee_kind = payee.supplier_kind)
        and (cardinality(rules.specials) = 0 or array_has(rules.specials, coalesce(payee.special, '')))
        and (cardinality(rules.supplier_ids) = 0 or array_has(rules.supplier_ids, payee.supplier_id))
        and (rules.unless is null or not regexp_like(payee.words, rules.unless))
),

name_categories as (
    select
        payee.supplier_name,
        rules.category_code,
        rules.rule_id,
        row_number() over (
            partition by payee.supplier_name
            order by rules.tier, rules.rule_order, rules.rule_id
        ) as place
    from identified as payee
    inner join beginnings on payee.supplier_name = beginnings.supplier_name
    inner join name_rules as rules on beginnings.begins = rules.begins
    where
        contains(payee.words, rules.phrase)
        and (rules.pattern is null or regexp_like(payee.words, rules.pattern))
        and (rules.unless is null or not regexp_like(payee.words, rules.unless))
        and (rules.needs is null or regexp_like(payee.words, rules.needs))
),

industries as (
    select
        payee.supplier_name,
        industry.category_code,
        industry.sic_prefix,
        row_number() over (
            partition by payee.supplier_name
            order by length(industry.sic_prefix) desc
        ) as place
    from identified as payee
    inner join sic_categories as industry on starts_with(payee.sic_code, industry.sic_prefix)
)

select
    payee.supplier_name,
    payee.supplier_id,
    payee.match_status,
    payee.supplier_kind,
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
from identified as payee
left join scopes on payee.supplier_name = scopes.supplier_name and scopes.place = 1
left join name_categories on payee.supplier_name = name_categories.supplier_name and name_categories.place = 1
left join industries on payee.supplier_name = industries.supplier_name and industries.place = 1
