-- METHOD 1: the payments of each sheet as `spend` has them.
select
    file_id,
    sheet,
    in_base,
    verdict is not null as is_judged,
    count(*) as payments,
    sum(row) as rows_sum,
    bit_xor(row) as rows_mixed,
    sum(amount) as amount
from spend
group by file_id, sheet, in_base, verdict is not null
