-- METHOD 2 and 6: what each payment's own words say was bought, and whose money it is. Each join copies all that a line still needs,
-- so there are few, and wide words go first.
with days as (
    select
        -- The engine takes a join for as small as its smaller side, and would then build its tables from all lines. Of what
        -- is unnested it guesses nothing.
        unnest(make_array(file_id)) as file_id,
        line_day,
        quarter,
        as_of,
        period_no
    from payment_days
),

spans as (
    select
        span.payee_no,
        span.supplier_name,
        span.starts_on,
        span.ends_on,
        payee.line_rule_kind,
        payee.scope,
        payee.scope_rule,
        payee.scope_order
    from payees as payee
    inner join payee_spans as span on payee.supplier_name = span.supplier_name
),

dated as (
    select
        line.file_id,
        line.sheet,
        line.row,
        coalesce(line.org_code, 'unknown') as org_code,
        line.paid_on,
        line.amount,
        line.supplier_name,
        coalesce(line.expense_type, '') as expense_type,
        coalesce(line.expense_area, '') as expense_area,
        line.description,
        coalesce(line.supplier_postcode, '') as ledger_postcode,
        line.flags,
        day.quarter,
        day.as_of,
        day.period_no
    from days as day
    inner join lines as line
        on day.file_id = line.file_id
        and day.line_day = coalesce(line.paid_on, date '0001-01-01')
    where line.verdict = 'payment'
),

-- What is small stands first in each join: the engine keeps the left side in memory where it cannot tell which is the smaller.
named as (
    select
        dated.*,
        payee.payee_no,
        payee.line_rule_kind,
        payee.scope as payee_scope,
        payee.scope_rule as payee_scope_rule,
        payee.scope_order as payee_scope_order
    from spans as payee
    inner join dated
        on payee.supplier_name = dated.supplier_name
        and dated.as_of between payee.starts_on and payee.ends_on
),

spoken as (
    select
        named.*,
        expense.category_code as expense_category,
        expense.category_rule as expense_category_rule,
        expense.tier as expense_tier,
        expense.scope as expense_scope,
        expense.scope_rule as expense_scope_rule,
        coalesce(expense.scope_order, 1000001) as expense_scope_order
    from expense_purposes as expense
    right join named
        on named.expense_type = expense.expense_type
        and named.expense_area = expense.expense_area
        and named.line_rule_kind = expense.line_rule_kind
),

categorised as (
    select
        spoken.*,
        by_description.category_code as description_category,
        by_description.rule_id as description_category_rule,
        -- METHOD 6: type before area before description, a telling word before a general one.
        coalesce(by_description.tier < coalesce(spoken.expense_tier, 9), false) as is_by_description
    from (
        select line_text, category_code, rule_id, tier from text_categories where field = 'description'
    ) as by_description
    right join spoken on spoken.description = by_description.line_text
),

described as (
    select
        spoken.*,
        description_scope.scope as description_scope,
        description_scope.rule_id as description_scope_rule,
        coalesce(description_scope.rule_order, 1000001) as description_scope_order
    from (
        select line_text, line_rule_kind, scope, rule_id, rule_order from text_scopes where field = 'description'
    ) as description_scope
    right join categorised as spoken
        on spoken.description = description_scope.line_text
        and spoken.line_rule_kind = description_scope.line_rule_kind
)

select
    file_id,
    sheet,
    row,
    org_code,
    quarter,
    paid_on,
    as_of,
    period_no,
    payee_no,
    amount,
    supplier_name,
    ledger_postcode,
    coalesce(case when is_by_description then description_category else expense_category end, '') as line_category,
    case when is_by_description then description_category_rule else expense_category_rule end as line_category_rule,
    -- METHOD 2: the first rule by order decides, whether it speaks of the payee or of the line.
    case
        when payee_scope_order <= least(expense_scope_order, description_scope_order) then payee_scope
        when expense_scope_order <= description_scope_order then expense_scope
        else description_scope
    end as scope,
    case
        when payee_scope_order <= least(expense_scope_order, description_scope_order) then payee_scope_rule
        when expense_scope_order <= description_scope_order then expense_scope_rule
        else description_scope_rule
    end as scope_rule,
    flags
from described
