-- One suggestion or compliment for commands, with what decides who may see the case it is about, the improvement it is linked
-- to, and another improvement. $1 agencies integer[], $2 id, $3 id of the other improvement (0: none) -> header (record_load.h),
-- then in the order of feedback_load.c
select f.agency_id, f.id, r.version, r.reference, encode(r.hash, 'hex'), r.office_id, r.service_id, r.segment_id, r.channel,
    f.kind, f.state, f.customer_id, f.case_id, f.improvement_id, f.about_office_id, f.about_staff_id, f.owner_id, f.language,
    (extract(epoch from f.received_at) * 1000000)::bigint, (extract(epoch from f.logged_at) * 1000000)::bigint, f.logged_by,
    (extract(epoch from f.answered_at) * 1000000)::bigint, f.answered_by, (extract(epoch from f.closed_at) * 1000000)::bigint,
    f."text", f.answer, f.reason, encode(f.salt, 'hex'), f.accepted::integer, as_us(f.linked_at),
    k.office_id, k.handling_agency_id, k.handler_id, k.case_manager_id, k.queue_id, k.reference,
    i.office_id, i.owner_id, ir.reference, o.agency_id, o.office_id, o.owner_id, orr.reference,
    c.id, c.name, c.email, c.address, c.language, c.channel
from feedback f
    join record r on r.agency_id = f.agency_id and r.id = f.id
    left join kase k on k.agency_id = f.agency_id and k.id = f.case_id
    left join improvement i on i.agency_id = f.agency_id and i.id = f.improvement_id
    left join record ir on ir.agency_id = i.agency_id and ir.id = i.id
    left join improvement o on o.agency_id = f.agency_id and o.id = $3::bigint
    left join record orr on orr.agency_id = o.agency_id and orr.id = o.id
    left join customer c on c.agency_id = f.agency_id and c.id = customer_now(f.agency_id, f.customer_id)
where f.agency_id = any ($1::integer[]) and f.id = $2::bigint
