-- METHOD 4: the share that goes to suppliers in the most deprived tenth and fifth of neighbourhoods.
select
    share.area_kind,
    share.area_code,
    share.area_name,
    share.org_code,
    share.org_name,
    share.quarter,
    share.part as band,
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
where share.question = 'deprived'
