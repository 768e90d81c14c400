-- METHOD 7: the suppliers on a directive's approved route, as suppliers of this lake. Operators of frameworks are not
-- payees and admit nobody by themselves.
with by_name as (
    select upper(trim(supplier_name)) as name, min(supplier_id) as supplier_id
    from supplier_names
    where status <> 'review'
    group by upper(trim(supplier_name))
)

select distinct
    approved.directive_id,
    approved.version,
    coalesce(concat('GB-COH-', approved.company_number), by_name.supplier_id) as supplier_id,
    coalesce(approved.approved_from, date '1800-01-01') as approved_from,
    coalesce(approved.approved_to, date '9999-12-31') as approved_to
from directive_suppliers as approved
left join by_name on upper(trim(approved.name)) = by_name.name
where
    approved.level in ('supplier', 'lot')
    and (approved.company_number is not null or by_name.supplier_id is not null)
