-- Suppliers with their latest place.
with latest as (
    select
        *,
        row_number() over (partition by supplier_id order by starts_on desc) as place
    from supplier_places
)

select
    identity.supplier_id,
    identity.name,
    case
        when latest.is_overseas and starts_with(identity.supplier_id, 'LS-') and identity.kind in ('unknown', 'company')
            then 'overseas'
        else identity.kind
    end as kind,
    identity.company_number,
    identity.charity_number,
    identity.ods_code,
    identity.vat_number,
    latest.postcode,
    latest.location_source,
    latest.local_authority_code,
    latest.icb_code,
    latest.region_code,
    latest.lsoa_code,
    latest.latitude,
    latest.longitude,
    identity.sic_code,
    identity.size,
    identity.is_vcse,
    identity.special
from supplier_identities as identity
left join latest on identity.supplier_id = latest.supplier_id and latest.place = 1
