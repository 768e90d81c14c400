-- METHOD 7: who was paid for what in the trailing window, by any organisation in the lake, as of each quarter, with
-- where the seller was at the end of that quarter and what the lake saw it earn in the year.
with sold as (
    select category_code, supplier_id, quarter_index, sum(amount) as amount
    from payment_keys
    where scope = 'third_party' and category_code <> 'uncategorised'
    group by category_code, supplier_id, quarter_index
),

windows as (
    select sold.*, sold.quarter_index + settings.alternative_window - 1 as last_index
    from sold
    cross join settings
),

in_window as (
    select
        sold.category_code,
        sold.supplier_id,
        quarter.quarter,
        quarter.quarter_index,
        quarter.last_day,
        sum(sold.amount) as amount
    from windows as sold
    inner join stg_quarters as quarter
        on quarter.quarter_index between sold.quarter_index and sold.last_index
    group by sold.category_code, sold.supplier_id, quarter.quarter, quarter.quarter_index, quarter.last_day
),

-- What it earned is all that it was paid for goods and services, whether or not the ledgers say for what.
earned as (
    select supplier_id, quarter_index, sum(amount) as amount
    from payment_keys
    where in_base
    group by supplier_id, quarter_index
),

revenue as (
    select earned.supplier_id, quarter.quarter_index, sum(earned.amount) as revenue_seen
    from earned
    inner join stg_quarters as quarter on quarter.quarter_index between earned.quarter_index and earned.quarter_index + 3
    group by earned.supplier_id, quarter.quarter_index
),

kinds as (
    select supplier_id, kind, size, is_vcse from supplier_identities
),

paid as (
    select
        seller.category_code,
        seller.supplier_id,
        seller.quarter,
        seller.quarter_index,
        'ledger' as evidence,
        seller.amount as sold_in_category,
        revenue.revenue_seen,
        coalesce(kinds.size, 'unknown') as size,
        coalesce(kinds.is_vcse, false) as is_vcse,
        place.local_authority_code,
        place.icb_code,
        place.region_code,
        place.latitude,
        place.longitude
    from in_window as seller
    inner join revenue on seller.supplier_id = revenue.supplier_id and seller.quarter_index = revenue.quarter_index
    inner join supplier_places as place
        on seller.supplier_id = place.supplier_id
        and seller.last_day between place.starts_on and place.ends_on
    left join kinds on seller.supplier_id = kinds.supplier_id
    where seller.amount > 0 and not place.is_overseas
),

registered as (
    select
        company.category_code,
        company.supplier_id,
        company.quarter,
        company.quarter_index,
        'register' as evidence,
        0.00 as sold_in_category,
        coalesce(revenue.revenue_seen, 0.00) as revenue_seen,
        company.size,
        company.is_vcse,
        company.local_authority_code,
        company.icb_code,
        company.region_code,
        company.latitude,
        company.longitude
    from register_sellers as company
    left join revenue on company.supplier_id = revenue.supplier_id and company.quarter_index = revenue.quarter_index
    left join in_window as seller
        on company.supplier_id = seller.supplier_id
        and company.category_code = seller.category_code
        and company.quarter = seller.quarter
        and seller.amount > 0
    where seller.supplier_id is null
)

select * from paid
union all
select * from registered
