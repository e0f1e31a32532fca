-- One customer with all that is known. A merged record shows the one that took its place; what still hangs on a merged one
-- (a case logged at the moment of the merge) is shown with it.
-- $1 agencies integer[], $2 id, $3 agencies of whole-agency grants integer[], $4 places of office grants bigint[],
-- $5 the caller, $6 how many closed cases, $7 how many contacts, $8 how many open cases
-- -> json text, agency, id, version
with recursive line as (
    select agency_id, id, merged_into, 1 as step from customer where agency_id = any ($1::integer[]) and id = $2::bigint
    union all
    select c.agency_id, c.id, c.merged_into, l.step + 1
    from line l join customer c on c.agency_id = l.agency_id and c.id = l.merged_into where l.step < 100
),
family as (
    select agency_id, id, 1 as step from line where merged_into is null
    union all
    select c.agency_id, c.id, f.step + 1
    from family f join customer c on c.agency_id = f.agency_id and c.merged_into = f.id where f.step < 100
),
seen_case as materialized (
    select k.agency_id, k.id, k.closed_at, k.due_at, k.reference, row_number() over (order by k.id desc) as number
    from family f join kase k on k.agency_id = f.agency_id and k.customer_id = f.id
    where in_scope(k.agency_id, k.office_id, k.handling_agency_id, k.queue_id, $3::integer[], $4::bigint[])
       or k.handler_id = $5::integer or k.case_manager_id = $5::integer
),
seen_contact as materialized (
    select c.agency_id, c.id, null as reference from family f join contact c on c.agency_id = f.agency_id and c.customer_id = f.id
    union all
    select e.agency_id, (e.facts::json ->> 'contact-id')::bigint, k.reference
    from seen_case k join case_event e on e.agency_id = k.agency_id and e.case_id = k.id and e.kind in (1, 6)
    where k.number <= $7::integer and e.facts::json ->> 'contact-id' is not null
)
select json_build_object(
    'id', c.id, 'version', c.version, 'agency', a.code, 'name', c.name, 'phone', c.phone, 'email', c.email,
    'address', c.address, 'language', c.language, 'channel', channel_name(c.channel), 'segment', g.code,
    'identifiers', (select coalesce(json_agg(json_build_object('kind', i.kind, 'value', i.value) order by i.kind, i.value), '[]')
        from customer_identifier i where i.agency_id = c.agency_id and i.customer_id = c.id),
    'created_at', instant(c.created_at), 'created_by', person(c.created_by), 'changed_at', instant(c.changed_at),
    'erased_at', instant(c.erased_at),
    'merged_from', (select coalesce(json_agg(f.id order by f.id), '[]') from family f where f.step > 1),
    'open_cases', (select coalesce(json_agg(b.brief order by k.due_at, k.id), '[]')
        from (select * from seen_case where closed_at is null order by due_at, id limit $8::integer) k
            join case_brief b on b.agency_id = k.agency_id and b.id = k.id),
    'closed_cases', (select coalesce(json_agg(b.brief order by k.closed_at desc, k.id desc), '[]')
        from (select * from seen_case where closed_at is not null order by closed_at desc, id desc limit $6::integer) k
            join case_brief b on b.agency_id = k.agency_id and b.id = k.id),
    'contacts', (select coalesce(json_agg(json_build_object('id', t.id, 'at', instant(t.at), 'by', person(t.staff_id),
            'channel', channel_name(t.channel), 'direction', direction_name(t.direction), 'purpose', purpose_name(t.purpose),
            'cause', cause_name(t.cause), 'office', (select o.code from office o where o.id = t.office_id limit 1),
            'service', (select s.code from service s where s.agency_id = t.agency_id and s.id = t.service_id),
            'abandoned', t.abandoned, 'case', t.reference, 'summary', t.summary) order by t.at desc, t.id desc), '[]')
        from (select t.*, s.reference from seen_contact s join contact t on t.agency_id = s.agency_id and t.id = s.id
            order by t.at desc, t.id desc limit $7::integer) t)
    )::text, c.agency_id, c.id, c.version
from line l join customer c on c.agency_id = l.agency_id and c.id = l.id
    left join agency a on a.id = c.agency_id
    left join segment g on g.agency_id = c.agency_id and g.id = c.segment_id
where l.merged_into is null
