-- Events of agencies after a position, as far as they are complete: below the oldest transaction still running none can be added.
-- $1 agencies integer[], $2 txid, $3 agency, $4 case, $5 seq: the position, $6 limit
-- What is neither case nor complaint (another record) has no text: it is not streamed. Of a serious complaint no more is told than that
-- it changed: who reads more is written down.
-- -> bound txid, then null or: txid, agency, case, seq; of a case office, handling agency, handler, case manager, queue; json text;
-- of a complaint what complaint_read_sight() takes, queue of its stage; in order
with bound as (select pg_snapshot_xmin(pg_current_snapshot()) as txid)
select bound.txid, e.txid, e.agency_id, e.case_id, e.seq, k.office_id, k.handling_agency_id, k.handler_id, k.case_manager_id,
    k.queue_id, case
        when k.id is not null then event_brief(e.event) || jsonb_build_object('reference', k.reference, 'version', k.version, 'service', s.code,
            'subject', k.subject, 'queue', q.code, 'case_due_at', instant(k.due_at), 'status', case when k.closed_at is null then 'open' else 'closed' end,
            'handler', person(k.handler_id))
        when c.serious then jsonb_build_object('seq', e.seq, 'at', instant((e.event).at), 'kind', event_kind_name((e.event).kind),
            'reference', r.reference, 'version', r.version, 'serious', true)
        when c.id is not null then complaint_event_brief(e.event) || jsonb_build_object('reference', r.reference, 'version', r.version,
            'serious', false, 'subject', c.subject, 'state', complaint_state_name(c.state), 'complaint_due_at', instant(c.due_at))
    end::text,
    c.serious, c.secret_role, c.about, r.office_id, c.state, c.answerer_id, c.queue_id
from bound left join lateral (
    select c as event, c.txid, c.agency_id, c.case_id, c.seq from case_event c
    where (c.txid, c.agency_id, c.case_id, c.seq) > ($2::xid8, $3::integer, $4::bigint, $5::integer)
      and c.txid < bound.txid and c.agency_id = any ($1::integer[])
    order by c.txid, c.agency_id, c.case_id, c.seq limit $6::integer) e on true
left join kase k on k.agency_id = e.agency_id and k.id = e.case_id
left join service s on s.agency_id = k.agency_id and s.id = k.service_id
left join queue q on q.agency_id = k.handling_agency_id and q.id = k.queue_id
left join complaint c on k.id is null and c.agency_id = e.agency_id and c.id = e.case_id
left join record r on r.agency_id = c.agency_id and r.id = c.id
order by e.txid, e.agency_id, e.case_id, e.seq
