-- One improvement for commands, with the owners of the feedback linked to it, the next of its customers who are written to (a
-- portion and one more), and what decides who may see a case or complaint.
-- $1 agencies integer[], $2 id, $3 id of the case or complaint that the command names (0: none) -> header (record_load.h), then in
-- the order of improvement_load.c
select i.agency_id, i.id, r.version, r.reference, encode(r.hash, 'hex'), r.office_id, r.service_id, r.segment_id, r.channel,
    i.state, (extract(epoch from i.state_at) * 1000000)::bigint, i.title, i.description, i.owner_id, i.added_by,
    (extract(epoch from i.added_at) * 1000000)::bigint, (extract(epoch from i.due_at) * 1000000)::bigint,
    (i.cost * 1000)::bigint, i.currency, i.reason, i.indicator, i.metric_office_id, i.metric_service_id, i.aim,
    (i.value_before * 1000)::bigint, (i.value_after * 1000)::bigint, i.links, i.line, i.language, i.published,
    (extract(epoch from i.published_at) * 1000000)::bigint, encode(i.salt, 'hex'), i.told_to, q.id, as_us(q.started_at), as_us(q.due_at),
    (select string_agg(distinct f.owner_id::text, ',') from feedback f
        where f.agency_id = i.agency_id and f.improvement_id = i.id and f.owner_id <> 0),
    (select json_agg(json_build_object('id', c.id, 'name', c.name, 'email', c.email, 'address', c.address, 'language', c.language,
            'channel', c.channel) order by c.id)
        from (select c.* from customer c where c.agency_id = i.agency_id and c.channel in (4, 5) and c.id > i.told_to and c.id in (
                select customer_now(f.agency_id, f.customer_id) from feedback f
                where f.agency_id = i.agency_id and f.improvement_id = i.id and f.customer_id is not null)
            order by c.id limit 101) c),
    k.office_id, k.handling_agency_id, k.handler_id, k.case_manager_id, k.queue_id,
    t.serious, t.secret_role, t.about, tr.office_id, t.state, t.answerer_id
from improvement i
    join record r on r.agency_id = i.agency_id and r.id = i.id
    left join clock q on q.agency_id = i.agency_id and q.owner_id = i.id and q.state = 1
    left join kase k on k.agency_id = i.agency_id and k.id = $3::bigint
    left join complaint t on t.agency_id = i.agency_id and t.id = $3::bigint
    left join record tr on tr.agency_id = t.agency_id and tr.id = t.id
where i.agency_id = any ($1::integer[]) and i.id = $2::bigint
