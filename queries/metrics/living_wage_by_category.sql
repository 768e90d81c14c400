-- METHOD 4 and 5: the same share within each category of on-site services.
select
    share.area_kind,
    share.area_code,
    share.area_name,
    share.org_code,
    share.org_name,
    share.quarter,
    share.part as category_code,
    category.name as category_name,
    share.denominator,
    share.numerator,
    share.unknown,
    share.share_low,
    share.share_high,
    share.share_known,
    share.unknown_share,
    share.suppliers,
    share.withheld
from shares as share
inner join categories as category on share.part = category.category_code
where share.question = 'living_wage_by_category'
