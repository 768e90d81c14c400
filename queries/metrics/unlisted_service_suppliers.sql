-- METHOD 5: the on-site service suppliers that are not on the list of living-wage employers, largest first.
with by_payer as (
    select
        org_code,
        quarter,
        category_code,
        supplier_id,
        living_wage,
        sum(amount) as amount
    from spend_cells
    where in_base and living_wage_in_scope and living_wage <> 'accredited'
    group by org_code, quarter, category_code, supplier_id, living_wage
),

by_supplier as (
    select
        area.area_no, area.quarter,
        cell.category_code,
        cell.supplier_id,
        cell.living_wage,
        sum(cell.amount) as amount
    from by_payer as cell
    inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
    group by area.area_no, area.quarter, cell.category_code, cell.supplier_id, cell.living_wage
),

ranked as (
    select
        *,
        row_number() over (
            partition by area_no, quarter
            order by amount desc, supplier_id, category_code, living_wage
        ) as rank
    from by_supplier
)

select
    area.area_kind,
    area.area_code,
    area.area_name,
    area.org_code,
    area.org_name,
    -- From the sums, so that a condition on it reaches them.
    listed.quarter,
    listed.category_code,
    category.name as category_name,
    listed.supplier_id,
    coalesce(supplier.name, listed.supplier_id) as supplier_name,
    listed.living_wage,
    listed.amount,
    listed.rank
from ranked as listed
inner join area_names as area on listed.area_no = area.area_no
inner join categories as category on listed.category_code = category.category_code
left join supplier_identities as supplier on listed.supplier_id = supplier.supplier_id
where listed.rank <= 50
