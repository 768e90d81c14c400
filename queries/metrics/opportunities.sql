-- METHOD 7: for each category with pounds that a local supplier might win, the local suppliers that organisations in the
-- lake already pay, and who pays them.
with by_payer as (
    select
        org_code,
        quarter,
        category_code,
        sum(amount) as amount
    from spend_cells
    where verdict in ('blocked', 'steered', 'conditioned', 'movable')
    group by org_code, quarter, category_code
),

stakes as (
    select
        area.area_no, area.quarter,
        payer.locality_key,
        cell.category_code,
        sum(cell.amount) as amount_at_stake
    from by_payer as cell
    inner join payer_localities as payer on cell.org_code = payer.org_code and cell.quarter = payer.quarter
    inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
    group by area.area_no, area.quarter, payer.locality_key, cell.category_code
),

sellers_asked as (
    select distinct category_code, supplier_id from local_alternatives
),

windows as (
    select
        key.category_code,
        key.supplier_id,
        key.org_code,
        key.quarter_index,
        key.quarter_index + settings.alternative_window - 1 as last_index,
        sum(key.amount) as amount
    from payment_keys as key
    inner join sellers_asked as seller on key.category_code = seller.category_code and key.supplier_id = seller.supplier_id
    cross join settings
    where key.scope = 'third_party'
    group by key.category_code, key.supplier_id, key.org_code, key.quarter_index, settings.alternative_window
),

bought as (
    select
        key.category_code,
        key.supplier_id,
        key.org_code,
        quarter.quarter,
        row_number() over (
            partition by key.category_code, key.supplier_id, quarter.quarter
            order by sum(key.amount) desc, key.org_code
        ) as place
    from windows as key
    inner join stg_quarters as quarter
        on quarter.quarter_index between key.quarter_index and key.last_index
    group by key.category_code, key.supplier_id, key.org_code, quarter.quarter
    having sum(key.amount) > 0
),

-- The five that bought most are named: in a country of buyers, a list of all would be longer than the page.
buyers as (
    select
        bought.category_code,
        bought.supplier_id,
        bought.quarter,
        concat(
            array_to_string(
                array_agg(coalesce(name.org_name, bought.org_code) order by bought.place) filter (where bought.place <= 5), '; '
            ),
            case when count(*) > 5 then concat('; and ', cast(count(*) - 5 as varchar), ' more') else '' end
        ) as buyers,
        count(*) as buyer_count
    from bought
    left join (select org_code, max(org_name) as org_name from payer_places group by org_code) as name
        on bought.org_code = name.org_code
    group by bought.category_code, bought.supplier_id, bought.quarter
),

listed as (
    select
        area.area_no, area.quarter,
        area.category_code,
        area.amount_at_stake,
        alternative.supplier_id,
        alternative.local_authority_code,
        alternative.size,
        alternative.is_vcse,
        alternative.revenue_seen,
        alternative.capacity,
        alternative.sold_in_category,
        alternative.evidence,
        row_number() over (
            partition by area.area_no, area.quarter, area.category_code
            order by alternative.sold_in_category desc, alternative.supplier_id
        ) as rank
    from stakes as area
    inner join local_alternatives as alternative
        on area.locality_key = alternative.locality_key
        and area.category_code = alternative.category_code
        and area.quarter = alternative.quarter
),

best as (
    select * from listed where rank <= 25
)

select
    area.area_kind,
    area.area_code,
    area.area_name,
    area.org_code,
    area.org_name,
    -- From the sums, so that a condition on it reaches them.
    best.quarter,
    best.category_code,
    category.name as category_name,
    best.amount_at_stake,
    best.supplier_id,
    coalesce(supplier.name, best.supplier_id) as supplier_name,
    best.local_authority_code,
    case when wage.living_wage is not null then wage.living_wage else 'not_listed' end as living_wage,
    best.size,
    best.is_vcse,
    best.revenue_seen,
    best.capacity,
    buyers.buyers,
    buyers.buyer_count,
    best.evidence,
    best.rank
from best
inner join area_names as area on best.area_no = area.area_no
inner join categories as category on best.category_code = category.category_code
inner join stg_quarters as quarter on best.quarter = quarter.quarter
left join supplier_identities as supplier on best.supplier_id = supplier.supplier_id
left join living_wage_spans as wage
    on best.supplier_id = wage.supplier_id and quarter.last_day between wage.starts_on and wage.ends_on
left join buyers
    on best.category_code = buyers.category_code
    and best.supplier_id = buyers.supplier_id
    and best.quarter = buyers.quarter
where coalesce(supplier.kind, 'unknown') <> 'individual'
