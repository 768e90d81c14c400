-- METHOD 4: how many suppliers a share is made of. Shares of the whole base have those of the base, whatever they ask; a share of
-- on-site services or of one category has its own.
with paid as (
    select distinct org_code, quarter, category_code, supplier_id
    from spend_cells
    where in_base and living_wage_in_scope
),

by_area as (
    select distinct area.area_no, cell.category_code, cell.supplier_id
    from area_members as area
    inner join paid as cell on area.member_code = cell.org_code and area.quarter = cell.quarter
)

select area_no, 'base' as counted, suppliers
from base_totals
union all
select area_no, 'on_site_service' as counted, count(distinct supplier_id) as suppliers
from by_area
group by area_no
union all
select area_no, concat('category ', category_code) as counted, count(*) as suppliers
from by_area
group by area_no, category_code
