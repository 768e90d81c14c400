-- METHOD 1: the lines of each sheet by what became of them, for whatever is held against them.
select
    file_id,
    sheet,
    verdict,
    count(*) as lines,
    sum(row) as rows_sum,
    bit_xor(row) as rows_mixed,
    sum(amount) as amount
from lines
group by file_id, sheet, verdict
