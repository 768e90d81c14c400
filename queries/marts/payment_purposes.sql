-- METHOD 2 and 6: what each payment's own words say was bought, and whose money it is.
with named as (
    select
        payment.*,
        day.alike_since,
        span.starts_on as payee_since,
        payee.supplier_kind,
        payee.scope as payee_scope,
        payee.scope_rule as payee_scope_rule,
        payee.scope_order as payee_scope_order
    -- The payees first: the engine keeps the left side of a join in memory where it cannot tell which is the smaller.
    from payees as payee
    inner join payee_spans as span on payee.supplier_name = span.supplier_name
    inner join stg_payments as payment
        on payee.supplier_name = payment.supplier_name
        and payment.as_of between span.starts_on and span.ends_on
    inner join alike_days as day on payment.as_of = day.as_of
),

worded as (
    select
        named.*,
        -- METHOD 6: type before area before description, a telling word before a general one.
        case
            when least(coalesce(by_type.tier, 9), coalesce(by_area.tier, 9), coalesce(by_description.tier, 9)) = by_type.tier
                then by_type.category_code
            when least(coalesce(by_area.tier, 9), coalesce(by_description.tier, 9)) = by_area.tier
                then by_area.category_code
            else by_description.category_code
        end as line_category,
        case
            when least(coalesce(by_type.tier, 9), coalesce(by_area.tier, 9), coalesce(by_description.tier, 9)) = by_type.tier
                then by_type.rule_id
            when least(coalesce(by_area.tier, 9), coalesce(by_description.tier, 9)) = by_area.tier
                then by_area.rule_id
            else by_description.rule_id
        end as line_category_rule
    from named
    left join text_categories as by_type on named.expense_type = by_type.line_text and by_type.field = 'type'
    left join text_categories as by_area on named.expense_area = by_area.line_text and by_area.field = 'area'
    left join text_categories as by_description
        on named.description = by_description.line_text and by_description.field = 'description'
),

spoken as (
    select
        worded.*,
        type_scope.scope as type_scope,
        type_scope.rule_id as type_scope_rule,
        coalesce(type_scope.rule_order, 1000001) as type_scope_order,
        area_scope.scope as area_scope,
        area_scope.rule_id as area_scope_rule,
        coalesce(area_scope.rule_order, 1000001) as area_scope_order,
        description_scope.scope as description_scope,
        description_scope.rule_id as description_scope_rule,
        coalesce(description_scope.rule_order, 1000001) as description_scope_order
    from worded
    left join text_scopes as type_scope
        on worded.expense_type = type_scope.line_text
        and worded.supplier_kind = type_scope.supplier_kind
        and type_scope.field = 'type'
    left join text_scopes as area_scope
        on worded.expense_area = area_scope.line_text
        and worded.supplier_kind = area_scope.supplier_kind
        and area_scope.field = 'area'
    left join text_scopes as description_scope
        on worded.description = description_scope.line_text
        and worded.supplier_kind = description_scope.supplier_kind
        and description_scope.field = 'description'
),

-- METHOD 2: the first rule by order decides, whether it speaks of the payee or of the line.
ordered as (
    select
        *,
        least(payee_scope_order, type_scope_order, area_scope_order, description_scope_order) as scope_order
    from spoken
)

select
    file_id,
    sheet,
    row,
    org_code,
    quarter,
    quarter_index,
    paid_on,
    as_of,
    alike_since,
    payee_since,
    amount,
    supplier_name,
    coalesce(supplier_postcode, '') as ledger_postcode,
    coalesce(line_category, '') as line_category,
    line_category_rule,
    case
        when scope_order = payee_scope_order then payee_scope
        when scope_order = type_scope_order then type_scope
        when scope_order = area_scope_order then area_scope
        else description_scope
    end as scope,
    case
        when scope_order = payee_scope_order then payee_scope_rule
        when scope_order = type_scope_order then type_scope_rule
        when scope_order = area_scope_order then area_scope_rule
        else description_scope_rule
    end as scope_rule,
    flags
from ordered
