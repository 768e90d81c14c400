-- METHOD 5: the base by how sure it is who the supplier is, and what is expected to be matched rightly.
with names as (
    select org_code, quarter, match_status, supplier_name, sum(payments) as payments, sum(amount) as amount
    from spend_cells
    where in_base
    group by org_code, quarter, match_status, supplier_name
),

-- A match carries the probability that it is right, tried on names whose bearers are known.
weighed as (
    select
        names.*,
        case
            when names.match_status in ('auto', 'confirmed')
                then cast(round(cast(names.amount as double) * found.score, 2) as decimal(28, 2))
        end as amount_expected_right
    from names
    left join supplier_names as found on names.supplier_name = found.supplier_name
)

select
    area.area_kind,
    area.area_code,
    area.area_name,
    area.org_code,
    area.org_name,
    area.quarter,
    cell.match_status,
    count(distinct cell.supplier_name) as names,
    sum(cell.payments) as payments,
    sum(cell.amount) as amount,
    sum(cell.amount_expected_right) as amount_expected_right
from weighed as cell
inner join area_members as area on cell.org_code = area.member_code and cell.quarter = area.quarter
group by area.area_kind, area.area_code, area.area_name, area.org_code, area.org_name, area.quarter, cell.match_status
