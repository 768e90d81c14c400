-- METHOD 3 and 4: the share of the base that goes to local suppliers, under every definition of local.
select
    share.area_kind,
    share.area_code,
    share.area_name,
    share.org_code,
    share.org_name,
    share.quarter,
    share.part as locality,
    locality.is_primary,
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
inner join localities as locality on share.part = locality.locality
where share.question = 'local'
