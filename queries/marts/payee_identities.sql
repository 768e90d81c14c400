-- METHOD 2 and 5: each name in the ledgers with who it is, and its words, those of the ledger before those of the register.
with names as (
    select distinct supplier_name from stg_payee_months
)

select
    names.supplier_name,
    coalesce(found.supplier_id, concat('LS-', left(md5(upper(trim(names.supplier_name))), 16))) as supplier_id,
    coalesce(found.status, 'unmatched') as match_status,
    coalesce(identity.kind, 'unknown') as supplier_kind,
    identity.special,
    coalesce(identity.size, 'unknown') as size,
    coalesce(identity.is_vcse, false) as is_vcse,
    identity.sic_code,
    concat(
        ' ', trim(regexp_replace(lower(names.supplier_name), '[^a-z0-9]+', ' ', 'g')), ' | ',
        trim(regexp_replace(lower(coalesce(identity.name, '')), '[^a-z0-9]+', ' ', 'g')), ' '
    ) as words
from names
left join supplier_names as found on names.supplier_name = found.supplier_name
left join supplier_identities as identity on found.supplier_id = identity.supplier_id
