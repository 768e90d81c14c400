-- METHOD 5: each listed supplier's living-wage status from day to day; an accreditation whose employer is not surely
-- identified makes the status unresolved, not absent. Spans of one supplier never overlap.
with listed as (
    select
        matched.supplier_id,
        coalesce(listing.accredited_from, date '1800-01-01') as accredited_from,
        coalesce(listing.accredited_to, date '9999-12-31') as accredited_to,
        case
            when matched.status = 'review' then 3
            when listing.kind = 'living_wage_employer' then 1
            else 2
        end as strength
    from accreditations as listing
    inner join accreditation_suppliers as matched on listing.accreditation_id = matched.accreditation_id
    where
        listing.kind in ('living_wage_employer', 'recognised_service_provider')
        and matched.status in ('auto', 'confirmed', 'review', 'unmatched')
),

boundaries as (
    select supplier_id, accredited_from as starts_on from listed
    union
    select supplier_id, cast(accredited_to + interval '1 day' as date) as starts_on from listed
    where accredited_to < date '9999-12-31'
),

segments as (
    select
        supplier_id,
        starts_on,
        coalesce(
            cast(lead(starts_on) over (partition by supplier_id order by starts_on) - interval '1 day' as date),
            date '9999-12-31'
        ) as ends_on
    from boundaries
),

strongest as (
    select segment.supplier_id, segment.starts_on, segment.ends_on, min(listed.strength) as strength
    from segments as segment
    inner join listed
        on segment.supplier_id = listed.supplier_id
        and segment.starts_on between listed.accredited_from and listed.accredited_to
    group by segment.supplier_id, segment.starts_on, segment.ends_on
)

select
    supplier_id,
    starts_on,
    ends_on,
    case strength when 1 then 'accredited' when 2 then 'recognised_provider' else 'unresolved' end as living_wage
from strongest
