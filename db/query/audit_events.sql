-- Every event of agencies in the order of the chains, with what its case or record says of the last one. $1 agencies integer[] -> see audit.c
select e.agency_id, e.case_id, e.seq, e.kind, (extract(epoch from e.at) * 1000000)::bigint, e.actor_id, e.office_id, e.service_id,
    e.segment_id, e.channel, e.facts, encode(e.hash, 'hex'), coalesce(k.version, r.version), encode(coalesce(k.hash, r.hash), 'hex'), k.state, k.case_manager_id, k.handler_id,
    k.worked_minutes, k.contacts, k.closed_at is null, r.id is not null
from case_event e left join kase k on k.agency_id = e.agency_id and k.id = e.case_id
    left join record r on k.id is null and r.agency_id = e.agency_id and r.id = e.case_id
where e.agency_id = any ($1::integer[])
order by e.agency_id, e.case_id, e.seq
