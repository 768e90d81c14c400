-- METHOD 7, before and after: the area that each payer was in last, and all payers of the lake together.
select area_kind, area_code, area_name, member_code
from (
    select
        area_kind, area_code, area_name, member_code,
        row_number() over (partition by area_kind, member_code order by quarter desc, area_code) as place
    from area_members
    where org_code is null
) as member
where place = 1
union all
select distinct
    'lake' as area_kind, 'all' as area_code, 'All organisations in the lake' as area_name, member_code
from area_members
