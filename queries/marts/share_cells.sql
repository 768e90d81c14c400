-- METHOD 3 to 5: the questions that shares answer, each asked of every base payment: by payer, quarter and supplier, the
-- pounds for which the answer is yes, no or unknown. `apart` is neither, and shown beside the share.
select
    org_code,
    quarter,
    supplier_id,
    'local' as question,
    locality as part,
    case when is_local then 'yes' when is_local is null then 'unknown' else 'no' end as answer,
    amount
from locality_cells
union all
select
    org_code,
    quarter,
    supplier_id,
    'living_wage' as question,
    'base' as part,
    case living_wage
        when 'accredited' then 'yes'
        when 'unresolved' then 'unknown'
        when 'recognised_provider' then 'apart'
        else 'no'
    end as answer,
    amount
from spend_cells
where in_base
union all
select
    org_code,
    quarter,
    supplier_id,
    'living_wage' as question,
    'on_site_service' as part,
    case living_wage
        when 'accredited' then 'yes'
        when 'unresolved' then 'unknown'
        when 'recognised_provider' then 'apart'
        else 'no'
    end as answer,
    amount
from spend_cells
where in_base and living_wage_in_scope
union all
select
    org_code,
    quarter,
    supplier_id,
    'living_wage_by_category' as question,
    category_code as part,
    case living_wage when 'accredited' then 'yes' when 'unresolved' then 'unknown' else 'no' end as answer,
    amount
from spend_cells
where in_base and living_wage_in_scope
union all
select
    org_code,
    quarter,
    supplier_id,
    'sme' as question,
    'base' as part,
    case when size in ('micro', 'small', 'medium') then 'yes' when size = 'unknown' then 'unknown' else 'no' end as answer,
    amount
from spend_cells
where in_base
union all
-- Unknown where nobody can say what the supplier is.
select
    org_code,
    quarter,
    supplier_id,
    'vcse' as question,
    'base' as part,
    case when is_vcse then 'yes' when supplier_kind = 'unknown' or match_status = 'review' then 'unknown' else 'no' end as answer,
    amount
from spend_cells
where in_base
union all
select
    org_code,
    quarter,
    supplier_id,
    'deprived' as question,
    bands.band as part,
    case
        when imd_decile <= bands.last_decile then 'yes'
        when ring <> 'overseas' and (imd_decile is null or ring = 'unknown') then 'unknown'
        else 'no'
    end as answer,
    amount
from spend_cells
cross join (select 'tenth' as band, 1 as last_decile union all select 'fifth' as band, 2 as last_decile) as bands
where in_base
