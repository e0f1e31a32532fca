-- Watched charts (versions of a definition's part), when each was looked at, and the signals that were seen: records
-- (0012_record.sql) that their owners decide.
create table chart (like process including all, foreign key (agency_id) references agency,
    foreign key (definition_id) references desk_definition);
grant insert, update on chart to onestop_write;
grant select on chart to onestop_read, onestop_write;

-- By code, across versions. A daemon that looks claims it for a while.
create table chart_look (
    agency_id integer not null references agency, code text not null,
    since date not null,     -- nothing that ended before is told: it was known when the chart began to be watched
    looked_on date,          -- the agency's local day of the last look; null: not yet
    claimed_until timestamptz,
    primary key (agency_id, code)
);
call wall('chart_look');
grant insert, update on chart_look to onestop_write;

create table signal (
    agency_id integer not null, id bigint not null, state smallint not null,
    chart_id integer not null,                       -- the version that watched
    chart text not null, name text not null, measure text not null, -- of that version
    rule smallint not null, side smallint not null,
    from_day date not null, to_day date not null,    -- of its first and last period, both included
    value numeric, mean numeric, lower numeric, upper numeric, -- of its last point, as it was seen
    office_id integer not null, owner_id integer not null,
    raised_at timestamptz not null, decided_at timestamptz, decided_by integer not null,
    cause text, decision text,
    salt bytea not null,
    primary key (agency_id, id)
);
-- Nothing is raised twice: what began on one day by one rule is one signal.
create unique index signal_once on signal (agency_id, chart, measure, rule, side, from_day);
create index signal_state on signal (agency_id, state, id);
create index signal_to on signal (agency_id, chart, to_day);
call wall('signal');
grant insert, update on signal to onestop_write;

create function signal_rule_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{beyond-limit,trend,outer-third,run}'::text[])[number] $$;
create function signal_side_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{above,below}'::text[])[number] $$;
create function signal_state_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{open,decided}'::text[])[number] $$;

-- Key for key as signal_json() of the daemon writes it (a test compares them).
create view signal_brief with (security_invoker = true) as
select g.agency_id, g.id, jsonb_build_object(
    'reference', r.reference, 'version', r.version, 'state', signal_state_name(g.state), 'agency', a.code,
    'chart', g.chart, 'name', g.name, 'measure', g.measure, 'office', o.code, 'service', s.code, 'channel', channel_name(r.channel),
    'segment', m.code, 'rule', signal_rule_name(g.rule), 'side', signal_side_name(g.side), 'from', g.from_day, 'to', g.to_day,
    'value', trim_scale(g.value), 'mean', trim_scale(g.mean), 'lower', trim_scale(g.lower), 'upper', trim_scale(g.upper),
    'owner', person(g.owner_id), 'raised_at', instant(g.raised_at), 'cause', g.cause, 'decision', g.decision,
    'decided_at', instant(g.decided_at), 'decided_by', person(g.decided_by)) as brief
from signal g
    join record r on r.agency_id = g.agency_id and r.id = g.id
    left join agency a on a.id = g.agency_id
    left join lateral (select code from office where id = g.office_id limit 1) o on true
    left join service s on s.agency_id = g.agency_id and s.id = r.service_id
    left join segment m on m.agency_id = g.agency_id and m.id = r.segment_id;
grant select on signal_brief to onestop_read, onestop_write;
