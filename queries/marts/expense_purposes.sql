-- METHOD 2 and 6: what account and cost centre say together was bought and whose money it is, for each kind of payee that rules on lines
-- tell from others. Where both speak, of a category the more telling word, of a scope the earlier rule; the account first.
with kinds as (
    select distinct line_rule_kind from payees
),

worded as (
    select
        expense.expense_type,
        expense.expense_area,
        kinds.line_rule_kind,
        by_type.tier is not null and by_type.tier <= coalesce(by_area.tier, 9) as is_by_type,
        by_type.tier as type_tier,
        by_type.category_code as type_category,
        by_type.rule_id as type_rule,
        by_area.tier as area_tier,
        by_area.category_code as area_category,
        by_area.rule_id as area_rule,
        type_scope.rule_order is not null
        and type_scope.rule_order <= coalesce(area_scope.rule_order, 1000001) as is_scoped_by_type,
        type_scope.scope as type_scope,
        type_scope.rule_id as type_scope_rule,
        type_scope.rule_order as type_scope_order,
        area_scope.scope as area_scope,
        area_scope.rule_id as area_scope_rule,
        area_scope.rule_order as area_scope_order
    from stg_expenses as expense
    cross join kinds
    left join text_categories as by_type on expense.expense_type = by_type.line_text and by_type.field = 'type'
    left join text_categories as by_area on expense.expense_area = by_area.line_text and by_area.field = 'area'
    left join text_scopes as type_scope
        on expense.expense_type = type_scope.line_text
        and kinds.line_rule_kind = type_scope.line_rule_kind
        and type_scope.field = 'type'
    left join text_scopes as area_scope
        on expense.expense_area = area_scope.line_text
        and kinds.line_rule_kind = area_scope.line_rule_kind
        and area_scope.field = 'area'
)

select
    expense_type,
    expense_area,
    line_rule_kind,
    case when is_by_type then type_category else area_category end as category_code,
    case when is_by_type then type_rule else area_rule end as category_rule,
    case when is_by_type then type_tier else area_tier end as tier,
    case when is_scoped_by_type then type_scope else area_scope end as scope,
    case when is_scoped_by_type then type_scope_rule else area_scope_rule end as scope_rule,
    case when is_scoped_by_type then type_scope_order else area_scope_order end as scope_order
from worded
where type_tier is not null or area_tier is not null or type_scope is not null or area_scope is not null
