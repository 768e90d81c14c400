-- METHOD 7: what if: blocked pounds whose blocking set lies within what is thought away. At the low end only lines that
-- say themselves what was bought, and only alternatives seen in ledgers. What the local alternatives of a locality and
-- category can still take is the cap; a capped sum is shared among the payers in proportion, each part the difference of
-- two rounded running sums, so that the parts add up to the penny.
with blocked as (
    select
        cell.org_code,
        cell.quarter,
        payer.locality_key,
        cell.category_code,
        cell.category_basis = 'line' as is_told_by_line,
        cell.living_wage,
        cell.blocking_directives,
        sum(cell.payments) as payments,
        sum(cell.amount) as amount
    from judged_cells as cell
    inner join payer_localities as payer on cell.org_code = payer.org_code and cell.quarter = payer.quarter
    where cell.verdict = 'blocked'
    group by
        cell.org_code, cell.quarter, payer.locality_key, cell.category_code, cell.category_basis = 'line',
        cell.living_wage, cell.blocking_directives
),

freed as (
    select
        scenario.scenario,
        scenario.bound,
        scenario.growth_cap,
        cell.org_code,
        cell.quarter,
        cell.locality_key,
        cell.category_code,
        cell.living_wage,
        sum(cell.payments) as payments,
        sum(cell.amount) as amount
    from blocked as cell
    inner join scenarios as scenario on array_has_all(scenario.relaxed, cell.blocking_directives)
    where scenario.bound = 'high' or cell.is_told_by_line
    group by
        scenario.scenario, scenario.bound, scenario.growth_cap, cell.org_code, cell.quarter, cell.locality_key,
        cell.category_code, cell.living_wage
),

running as (
    select
        *,
        sum(amount) over (partition by scenario, bound, locality_key, category_code, quarter) as all_of_it,
        sum(amount) over (
            partition by scenario, bound, locality_key, category_code, quarter
            order by org_code, living_wage
            rows between unbounded preceding and current row
        ) as to_here
    from freed
),

capped as (
    select
        cell.*,
        market.revenue_seen,
        market.revenue_accredited,
        least(
            cell.all_of_it,
            greatest(
                cast(
                    round(
                        case when cell.bound = 'low' then market.revenue_in_ledgers else market.revenue_seen end
                        * cast(cell.growth_cap as decimal(9, 4)),
                        2
                    ) as decimal(28, 2)
                ) - market.movable,
                0.00
            )
        ) as cap
    from running as cell
    inner join markets as market
        on cell.locality_key = market.locality_key
        and cell.category_code = market.category_code
        and cell.quarter = market.quarter
),

shared as (
    select
        *,
        case
            when cap = all_of_it then amount
            else
                cast(round(cast(to_here as double) * cast(cap as double) / cast(all_of_it as double), 2) as decimal(28, 2))
                - cast(
                    round(cast(to_here - amount as double) * cast(cap as double) / cast(all_of_it as double), 2)
                    as decimal(28, 2)
                )
        end as released
    from capped
)

select
    scenario,
    bound,
    org_code,
    quarter,
    locality_key,
    category_code,
    living_wage,
    payments,
    amount,
    released,
    -- What of it would reach accredited employers, if it went to the alternatives in proportion to what they earn.
    case
        when revenue_seen > 0
            then
                cast(
                    round(cast(released as double) * cast(revenue_accredited as double) / cast(revenue_seen as double), 2)
                    as decimal(28, 2)
                )
        else 0.00
    end as to_accredited
from shared
