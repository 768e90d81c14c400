-- METHOD 3 to 5: the questions that shares answer, each asked of every base payment: by payer and quarter, the
-- pounds for which the answer is yes, no or unknown. `apart` is neither, and shown beside the share.
with base as (
    select
        org_code,
        quarter,
        category_code,
        living_wage_in_scope,
        case living_wage
            when 'accredited' then 'yes'
            when 'unresolved' then 'unknown'
            when 'recognised_provider' then 'apart'
            else 'no'
        end as pays_living_wage,
        case when size in ('micro', 'small', 'medium') then 'yes' when size = 'unknown' then 'unknown' else 'no' end as is_small,
        -- Unknown where nobody can say what the supplier is.
        case
            when is_vcse then 'yes'
            when supplier_kind = 'unknown' or match_status = 'review' then 'unknown'
            else 'no'
        end as is_vcse,
        imd_decile,
        ring <> 'overseas' and (imd_decile is null or ring = 'unknown') as is_of_unknown_decile,
        amount
    from spend_cells
    where in_base
),

bands as (
    select 'tenth' as band, 1 as last_decile
    union all
    select 'fifth' as band, 2 as last_decile
)

select
    org_code, quarter, 'local' as question, locality as part,
    case when is_local then 'yes' when is_local is null then 'unknown' else 'no' end as answer,
    amount
from locality_cells
union all
select org_code, quarter, 'living_wage' as question, 'base' as part, pays_living_wage as answer, amount
from base
union all
select org_code, quarter, 'living_wage' as question, 'on_site_service' as part, pays_living_wage as answer, amount
from base
where living_wage_in_scope
union all
select
    org_code, quarter, 'living_wage_by_category' as question, category_code as part,
    pays_living_wage as answer,
    amount
from base
where living_wage_in_scope
union all
select org_code, quarter, 'sme' as question, 'base' as part, is_small as answer, amount
from base
union all
select org_code, quarter, 'vcse' as question, 'base' as part, is_vcse as answer, amount
from base
union all
select
    base.org_code, base.quarter, 'deprived' as question, bands.band as part,
    case
        when base.imd_decile <= bands.last_decile then 'yes'
        when base.is_of_unknown_decile then 'unknown'
        else 'no'
    end as answer,
    base.amount
from base
cross join bands
