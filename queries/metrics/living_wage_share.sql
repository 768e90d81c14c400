-- METHOD 4 and 5: the share that goes to accredited living-wage employers, of the whole base and of the services in which
-- people work on the payer's premises or for it. A recognised service provider is counted apart.
select
    share.area_kind,
    share.area_code,
    share.area_name,
    share.org_code,
    share.org_name,
    share.quarter,
    share.part as basis,
    share.apart as recognised_provider,
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
where share.question = 'living_wage'
