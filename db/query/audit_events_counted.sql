-- Every event of agencies, in no order. $1 agencies integer[] -> see audit.c
select e.agency_id, e.case_id, e.seq, e.kind, (extract(epoch from e.at) * 1000000)::bigint, e.actor_id, e.office_id, e.service_id,
    e.segment_id, e.channel, e.facts
from case_event e where e.agency_id = any ($1::integer[])
