-- One signal for commands. $1 agencies integer[], $2 id, $3 nothing -> header (record_street.h), then in the order of signal_load.c
select g.agency_id, g.id, r.version, r.reference, encode(r.hash, 'hex'), r.office_id, r.service_id, r.segment_id, r.channel,
    g.state, g.chart_id, g.chart, g.name, g.measure, g.rule, g.side, g.from_day - date '1970-01-01', g.to_day - date '1970-01-01',
    g.value::text, g.mean::text, g.lower::text, g.upper::text, g.owner_id,
    (extract(epoch from g.raised_at) * 1000000)::bigint, (extract(epoch from g.decided_at) * 1000000)::bigint, g.decided_by,
    g.cause, g.decision, encode(g.salt, 'hex')
from signal g join record r on r.agency_id = g.agency_id and r.id = g.id
where g.agency_id = any ($1::integer[]) and g.id = $2::bigint and $3::bigint is not null
