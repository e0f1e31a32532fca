-- A signal tells what its chart watches, so that the chart is drawn again as it was looked at; and its limits as charts show them: no
-- value is below 0. (Those of before that are above 1 of a share stay.)
update signal set lower = 0 where lower < 0;

create or replace view signal_brief with (security_invoker = true) as
select g.agency_id, g.id, jsonb_build_object(
    'reference', r.reference, 'version', r.version, 'state', signal_state_name(g.state), 'agency', a.code,
    'chart', g.chart, 'name', g.name, 'measure', g.measure, 'figure', c.definition -> 'figure', 'every', c.definition -> 'every',
    'periods', c.definition -> 'periods', 'office', o.code, 'service', s.code, 'channel', channel_name(r.channel), 'segment', m.code,
    'queue', c.definition -> 'queue', 'target', c.definition -> 'target', 'rebase', c.definition -> 'rebase',
    'trend', c.definition -> 'trend', 'run', c.definition -> 'run',
    'rule', signal_rule_name(g.rule), 'side', signal_side_name(g.side), 'from', g.from_day, 'to', g.to_day,
    'value', trim_scale(g.value), 'mean', trim_scale(g.mean), 'lower', trim_scale(g.lower), 'upper', trim_scale(g.upper),
    'owner', person(g.owner_id), 'raised_at', instant(g.raised_at), 'cause', g.cause, 'decision', g.decision,
    'decided_at', instant(g.decided_at), 'decided_by', person(g.decided_by)) as brief
from signal g
    join record r on r.agency_id = g.agency_id and r.id = g.id
    join chart c on c.agency_id = g.agency_id and c.id = g.chart_id
    left join agency a on a.id = g.agency_id
    left join lateral (select code from office where id = g.office_id limit 1) o on true
    left join service s on s.agency_id = g.agency_id and s.id = r.service_id
    left join segment m on m.agency_id = g.agency_id and m.id = r.segment_id;
