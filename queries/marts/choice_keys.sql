-- METHOD 7: what directives and local alternatives are asked about: who bought, when and what.
with keys as (
    select distinct org_code, quarter, alike_since, category_code
    from payment_keys
)

select
    -- One number in the place of four columns, for what is joined again under every variant of the settings.
    row_number() over (order by key.org_code, key.quarter, key.alike_since, key.category_code) as key_no,
    key.org_code,
    key.quarter,
    key.alike_since,
    key.category_code,
    alike.like_org
from keys as key
left join payer_likeness as alike on key.org_code = alike.org_code and key.quarter = alike.quarter
