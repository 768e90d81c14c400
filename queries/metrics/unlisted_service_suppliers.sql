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
        area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter,
        cell.category_code,
        cell.supplier_id,
        cell.living_wage,
        sum(cell.amount) as amount
    from by_payer as cell
    inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
    group by area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter, cell.category_code, cell.supplier_id, cell.living_wage
),

ranked as (
    select
        *,
        row_number() over (
            partition by area_kind, area_code, area_name, org_code, org_name, quarter
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
    area.quarter,
    area.category_code,
    category.name as category_name,
    area.supplier_id,
    coalesce(supplier.name, area.supplier_id) as supplier_name,
    area.living_wage,
    area.amount,
    area.rank
from ranked as area
inner join categories as category on area.category_code = category.category_code
left join supplier_identities as supplier on area.supplier_id = supplier.supplier_id
where area.rank <= 50
