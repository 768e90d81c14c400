-- METHOD 7 and 3: the days of payments with the first day since when nothing changed for directives and postcodes. A number stands
-- for quarter and days alike, because lines are summed and joined by it.
select
    day.file_id,
    day.line_day,
    day.quarter,
    day.quarter_index,
    day.as_of,
    alike.alike_since,
    dense_rank() over (order by day.quarter_index, day.quarter, alike.alike_since) as period_no
from stg_payment_days as day
inner join alike_days as alike on day.as_of = alike.as_of
