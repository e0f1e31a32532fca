-- What must leave no trace where others look: a message about a serious matter is sent like any other, and stands in no list. Who may
-- see the matter finds it there. And what an e-mail says is for its reader alone (it may hold a secret link); a letter is to be
-- printed by somebody.
alter table outbox add column secret boolean not null default false;

create or replace view outbox_brief with (security_invoker = true) as
select o.agency_id, o.id, o.state, o.kind, o.address, o.subject, case when o.kind = 2 then o.body end as body,
    case when o.kind = 2 then o.html end as html, json_build_object(
    'id', o.id, 'agency', a.code, 'kind', outbox_kind_name(o.kind), 'state', outbox_state_name(o.state),
    'reference', coalesce((select k.reference from kase k where k.agency_id = o.agency_id and k.id = o.owner_id),
        (select r.reference from record r where r.agency_id = o.agency_id and r.id = o.owner_id)),
    'to', case o.kind when 1 then masked_email(o.address) when 3 then o.endpoint end, 'language', o.language,
    'created_at', instant(o.created_at), 'tries', o.tries,
    'next_try_at', case when o.state = 1 and o.kind <> 2 then instant(o.next_try_at) end,
    'ended_at', instant(o.ended_at), 'ended_by', person(o.ended_by), 'error', o.last_error) as brief
from outbox o left join agency a on a.id = o.agency_id
where not o.secret;
