-- What the numbers of areas stand for.
select distinct area_no, area_kind, area_code, area_name, org_code, org_name, quarter
from area_members
