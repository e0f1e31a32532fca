-- What a run is doing is of a closed set, and said of those that are under way alone.
create function report_step_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{counting,comparing,writing}'::text[])[number] $$;

drop view report_run_brief;
alter table report_run alter column doing drop default, alter column doing drop not null,
    alter column doing type smallint using array_position('{counting,comparing,writing}'::text[], doing); -- enum report_step

create view report_run_brief with (security_invoker = true) as
select r.agency_id, r.id, r.code, jsonb_build_object(
    'id', r.id, 'report', r.code, 'agency', a.code, 'period', r.period, 'from', r.from_day, 'to', r.to_day,
    'scheduled', r.scheduled, 'asked_by', person(r.asked_by), 'asked_at', instant(r.asked_at), 'state', report_state_name(r.state),
    'percent', r.percent, 'doing', case when r.state = 2 then report_step_name(r.doing) end, 'ended_at', instant(r.ended_at), 'error', r.error,
    'cancelled_by', person(r.cancelled_by), 'same_as', r.same_as, 'edition', r.edition, 'before', r.before_id,
    'digest', encode(r.digest, 'hex'), 'changes', r.changes::jsonb, 'version', v.version,
    'published_at', (select instant(p.published_at) from publication p
        where p.agency_id = r.agency_id and p.run_id = r.id and p.withdrawn_at is null),
    'deliveries', (select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'recipient', d.recipient, 'name', d.name,
            'kind', recipient_kind_name(d.kind), 'format', report_format_name(d.format), 'language', d.language,
            'asked_by', person(d.asked_by), 'asked_at', instant(d.asked_at), 'delivered_at', instant(d.delivered_at),
            'failed_at', instant(d.failed_at), 'error', d.error, 'confirmed_at', instant(d.confirmed_at),
            'confirmed_by', d.confirmed_by, 'noted_by', person(d.noted_by)) order by d.id), '[]')
        from report_delivery d where d.agency_id = r.agency_id and d.run_id = r.id)) as brief
from report_run r join agency a on a.id = r.agency_id join report v on v.agency_id = r.agency_id and v.id = r.report_id;
grant select on report_run_brief to onestop_read, onestop_write;
