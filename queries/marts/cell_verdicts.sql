-- METHOD 7: the one verdict of base payments alike, with the versions that match and those that block.
with judged as (
    select
        fact.*,
        choice.directives as matching_directives,
        choice.blocking_directives as standing_directives,
        choice.has_local_alternative as has_alternative,
        case
            when not fact.in_base then null
            when fact.is_local then 'local'
            when fact.is_local is null then 'location_unknown'
            when choice.verdict_if_not_local is not null then choice.verdict_if_not_local
            when fact.category_code = 'uncategorised' then 'uncategorised'
            else 'no_local_market'
        end as verdict
    from cell_facts as fact
    left join choices as choice
        on fact.org_code = choice.org_code
        and fact.quarter = choice.quarter
        and fact.alike_since = choice.alike_since
        and fact.category_code = choice.category_code
)

select
    org_code,
    period_no,
    quarter,
    alike_since,
    payee_no,
    payee_since,
    supplier_name,
    ledger_postcode,
    line_category,
    scope,
    payments,
    amount,
    supplier_id,
    supplier_kind,
    match_status,
    category_code,
    category_basis,
    payee_category_rule,
    in_base,
    ring,
    distance_km,
    is_local,
    postcode,
    location_source,
    supplier_local_authority_code,
    supplier_icb_code,
    supplier_region_code,
    payer_icb_code,
    payer_region_code,
    living_wage,
    living_wage_in_scope,
    case
        when in_base and matching_directives is not null then matching_directives
        else arrow_cast(make_array(), 'List(Utf8)')
    end as directives,
    case
        when verdict in ('blocked', 'blocked_no_alternative') then standing_directives
        else arrow_cast(make_array(), 'List(Utf8)')
    end as blocking_directives,
    case when in_base then has_alternative end as has_local_alternative,
    verdict,
    imd_decile,
    size,
    is_vcse,
    is_payment_centre
from judged
