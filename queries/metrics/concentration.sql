-- How much of the base a few suppliers have: the ten largest, and the Herfindahl-Hirschman index (0 to 10,000) over
-- suppliers with net payments above zero.
with by_payer as (
    select
        org_code,
        quarter,
        supplier_id,
        sum(amount) as amount
    from spend_cells
    where in_base
    group by org_code, quarter, supplier_id
),

by_supplier as (
    select
        area.area_no,
        cell.supplier_id,
        sum(cell.amount) as amount
    from by_payer as cell
    inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
    group by area.area_no, cell.supplier_id
),

ranked as (
    select
        *,
        row_number() over (partition by area_no order by amount desc, supplier_id) as rank,
        sum(case when amount > 0 then amount else 0.00 end) over (partition by area_no) as positive
    from by_supplier
),

pooled as (
    select
        area_no,
        count(*) as suppliers,
        sum(case when rank <= 10 then amount else 0.00 end) as top10_amount,
        sum(
            case
                when amount > 0 then power(100 * cast(amount as double) / cast(positive as double), 2)
            end
        ) as hhi,
        sum(amount) as denominator
    from ranked
    group by area_no
)

select
    area.area_kind,
    area.area_code,
    area.area_name,
    area.org_code,
    area.org_name,
    area.quarter,
    pooled.suppliers,
    pooled.top10_amount,
    case when pooled.denominator > 0 then cast(pooled.top10_amount as double) / cast(pooled.denominator as double) end as top10_share,
    pooled.hhi,
    pooled.denominator
from pooled
inner join area_names as area on pooled.area_no = area.area_no
