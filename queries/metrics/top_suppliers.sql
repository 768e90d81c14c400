-- The suppliers paid most, base or not. Persons are one row without a name.
with by_payer as (
    select
        org_code,
        quarter,
        case when scope = 'individual' or supplier_kind = 'individual' then 'individual' else supplier_id end as supplier_id,
        supplier_kind,
        scope,
        ring,
        living_wage,
        sum(payments) as payments,
        sum(amount) as amount
    from spend_cells
    group by org_code, quarter, case when scope = 'individual' or supplier_kind = 'individual' then 'individual' else supplier_id end, supplier_kind, scope, ring, living_wage
),

sums as (
    select
        area.area_no, area.quarter,
        cell.supplier_id,
        cell.scope,
        cell.ring,
        cell.living_wage,
        cell.supplier_kind,
        sum(cell.payments) as payments,
        sum(cell.amount) as amount
    from by_payer as cell
    inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
    group by area.area_no, area.quarter, cell.supplier_id, cell.scope, cell.ring, cell.living_wage, cell.supplier_kind
),

-- A supplier with several scopes, rings or statuses is shown under the one with most pounds.
totals as (
    select
        area_no, quarter,
        supplier_id,
        first_value(scope order by amount desc, scope) as scope,
        first_value(ring order by amount desc, ring) as ring,
        first_value(living_wage order by amount desc, living_wage) as living_wage,
        first_value(supplier_kind order by amount desc, supplier_kind) as supplier_kind,
        sum(payments) as payments,
        sum(amount) as amount
    from sums
    group by area_no, quarter, supplier_id
),

ranked as (
    select *, row_number() over (partition by area_no, quarter order by amount desc, supplier_id) as rank
    from totals
)

select
    area.area_kind,
    area.area_code,
    area.area_name,
    area.org_code,
    area.org_name,
    -- From the sums, so that a condition on it reaches them.
    listed.quarter,
    listed.supplier_id,
    case
        when listed.supplier_id = 'individual' then 'Name withheld'
        else coalesce(supplier.name, listed.supplier_id)
    end as supplier_name,
    listed.supplier_kind,
    listed.scope,
    listed.ring,
    listed.living_wage,
    listed.payments,
    listed.amount,
    listed.rank
from ranked as listed
inner join area_names as area on listed.area_no = area.area_no
left join supplier_identities as supplier on listed.supplier_id = supplier.supplier_id
where listed.rank <= 50
