-- Everything known of payments alike, but their verdict. METHOD 2, 3, 5 and 6.
with primary_locality as (
    select kind, radius_km, areas from localities where is_primary
),

living_wage_list as (
    select count(*) as listings
    from accreditations
    where kind in ('living_wage_employer', 'recognised_service_provider')
),

ledger_rank as (
    select coalesce(max(array_position(location_order, 'ledger')), 1000) as ledger_rank from settings
),

-- What is small stands first in each join.
purposes as (
    select
        payee.supplier_name,
        payee.supplier_id,
        payee.supplier_kind,
        payee.special,
        payee.match_status,
        payee.size,
        payee.is_vcse,
        purpose.category_code,
        purpose.category_basis,
        purpose.category_rule
    from payees as payee
    inner join payee_categories as purpose on payee.supplier_name = purpose.supplier_name
),

known as (
    select
        cell.*,
        -- On this day all is as it was on the days of the payments.
        greatest(cell.alike_since, cell.payee_since) as as_of,
        payee.supplier_id,
        payee.supplier_kind,
        payee.special,
        payee.match_status,
        payee.size,
        payee.is_vcse,
        case when cell.line_category <> '' then cell.line_category else payee.category_code end as category_code,
        case when cell.line_category <> '' then 'line' else payee.category_basis end as category_basis,
        case when cell.line_category = '' then payee.category_rule end as payee_category_rule
    from purposes as payee
    inner join payment_cells as cell on payee.supplier_name = cell.supplier_name
),

settled as (
    select
        known.*,
        found.postcode as line_postcode,
        coalesce(found.is_payment_centre, false) as is_payment_centre
    from line_postcodes as found
    right join known on found.supplier_postcode = known.ledger_postcode
),

placed as (
    select
        fact.*,
        payer.icb_code as payer_icb_code,
        payer.region_code as payer_region_code,
        payer.latitude as payer_latitude,
        payer.longitude as payer_longitude,
        -- A line's own postcode is the ledger's evidence for that payment; better evidence goes before it.
        coalesce(supplier.source_rank, 1000) < ledger_rank.ledger_rank or own.postcode is null as by_supplier,
        supplier.postcode as supplier_postcode,
        supplier.location_source as supplier_location_source,
        supplier.is_overseas as supplier_is_overseas,
        supplier.local_authority_code as supplier_local_authority_code,
        supplier.icb_code as supplier_icb_code,
        supplier.region_code as supplier_region_code,
        supplier.imd_decile as supplier_imd_decile,
        supplier.latitude as supplier_latitude,
        supplier.longitude as supplier_longitude,
        own.postcode as own_postcode,
        left(own.country_code, 1) in ('L', 'M') as own_is_overseas,
        own.local_authority_code as own_local_authority_code,
        own.icb_code as own_icb_code,
        own.region_code as own_region_code,
        own.imd_decile as own_imd_decile,
        own.latitude as own_latitude,
        own.longitude as own_longitude
    from settled as fact
    cross join ledger_rank
    left join payer_places as payer on fact.org_code = payer.org_code and fact.quarter = payer.quarter
    left join known_places as own
        on fact.line_postcode = own.postcode
        and fact.as_of between own.starts_on and own.ends_on
    left join supplier_places as supplier
        on fact.supplier_id = supplier.supplier_id
        and fact.as_of between supplier.starts_on and supplier.ends_on
),

chosen as (
    select
        *,
        case when by_supplier then supplier_postcode else own_postcode end as postcode,
        case when by_supplier then supplier_location_source else 'ledger' end as location_source,
        coalesce(case when by_supplier then supplier_is_overseas else own_is_overseas end, false) as is_overseas,
        case when by_supplier then supplier_local_authority_code else own_local_authority_code end as local_authority_code,
        case when by_supplier then supplier_icb_code else own_icb_code end as icb_code,
        case when by_supplier then supplier_region_code else own_region_code end as region_code,
        case when by_supplier then supplier_imd_decile else own_imd_decile end as imd_decile,
        case when by_supplier then supplier_latitude else own_latitude end as latitude,
        case when by_supplier then supplier_longitude else own_longitude end as longitude,
        -- METHOD 2: an intermediary hides where the money goes.
        scope = 'intermediary' as is_opaque
    from placed
),

measured as (
    select
        chosen.*,
        area.local_authority_code is not null as is_in_place,
        not is_opaque and (is_overseas or chosen.local_authority_code is not null) as is_located,
        case
            when not is_opaque and not is_overseas
                then
                    2 * 6371.0088 * asin(
                        sqrt(
                            power(sin(radians(latitude - payer_latitude) / 2), 2)
                            + cos(radians(latitude)) * cos(radians(payer_latitude))
                            * power(sin(radians(longitude - payer_longitude) / 2), 2)
                        )
                    )
        end as distance_km
    from chosen
    left join payer_site_areas as area
        on chosen.org_code = area.org_code
        and chosen.quarter = area.quarter
        and chosen.local_authority_code = area.local_authority_code
)

select
    fact.org_code,
    fact.period_no,
    fact.quarter,
    fact.quarter_index,
    fact.alike_since,
    fact.payee_no,
    fact.payee_since,
    fact.supplier_name,
    fact.ledger_postcode,
    fact.line_category,
    fact.scope,
    fact.payments,
    fact.amount,
    fact.supplier_id,
    -- A body that no British register has, and whose address is abroad, is an overseas one whatever form its name bears.
    case
        when fact.is_overseas and starts_with(fact.supplier_id, 'LS-') and fact.supplier_kind in ('unknown', 'company')
            then 'overseas'
        else fact.supplier_kind
    end as supplier_kind,
    fact.match_status,
    fact.category_code,
    fact.category_basis,
    fact.payee_category_rule,
    fact.scope in ('third_party', 'intermediary') as in_base,
    case
        when not fact.is_located then 'unknown'
        when fact.is_overseas then 'overseas'
        when fact.is_in_place then 'place'
        when fact.icb_code = fact.payer_icb_code then 'ics'
        when fact.region_code = fact.payer_region_code then 'region'
        when fact.payer_icb_code is null and fact.payer_region_code is null then 'unknown'
        else 'uk'
    end as ring,
    fact.distance_km,
    case
        when not fact.is_located then null
        when fact.is_overseas then false
        when locality.kind = 'place'
            then
                case
                    when fact.is_in_place then true
                    when fact.payer_icb_code is null and fact.payer_region_code is null then null
                    else false
                end
        when locality.kind = 'ics'
            then case when fact.payer_icb_code is not null then coalesce(fact.icb_code = fact.payer_icb_code, false) end
        when locality.kind = 'region'
            then case when fact.payer_region_code is not null then coalesce(fact.region_code = fact.payer_region_code, false) end
        when locality.kind = 'radius_km' then fact.distance_km <= locality.radius_km
        else array_has(locality.areas, fact.local_authority_code)
    end as is_local,
    case when not fact.is_opaque then fact.postcode end as postcode,
    case when not fact.is_opaque then fact.location_source end as location_source,
    case when not fact.is_opaque then fact.local_authority_code end as supplier_local_authority_code,
    case when not fact.is_opaque then fact.icb_code end as supplier_icb_code,
    case when not fact.is_opaque then fact.region_code end as supplier_region_code,
    fact.payer_icb_code,
    fact.payer_region_code,
    case
        when living_wage_list.listings = 0 or fact.match_status = 'review' then 'unresolved'
        when fact.special in ('own_code', 'redacted') then 'unresolved'
        else coalesce(wage.living_wage, 'not_listed')
    end as living_wage,
    coalesce(category.is_on_site_service, false) as living_wage_in_scope,
    case when not fact.is_opaque then fact.imd_decile end as imd_decile,
    fact.size,
    fact.is_vcse,
    fact.is_payment_centre
from measured as fact
cross join primary_locality as locality
cross join living_wage_list
left join living_wage_spans as wage
    on fact.supplier_id = wage.supplier_id
    and fact.as_of between wage.starts_on and wage.ends_on
left join categories as category on fact.category_code = category.category_code
