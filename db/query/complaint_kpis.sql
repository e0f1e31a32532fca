-- Figures of ordinary complaints out of the counters, and of the serious ones that the caller sees. $1 agency, $2 from day, $3 to day (included),
-- $4 names of metrics text[], $5 their numbers integer[], $6 the caller, $7 line integer[], $8 keys bigint[] (see complaint_seen()) → json text
-- Buckets are those of counter_stage_bucket(): 1000 × stage + days, from 100000 on serious.
with moved as materialized (
    select m.name, (c.bucket / 1000) as stage, (c.bucket % 1000) as days, sum(c.value)::bigint as value
    from unnest($4::text[], $5::integer[]) as m (name, number)
        join counter c on c.metric = m.number and c.agency_id = $1::integer and c.day between $2::date and $3::date and c.bucket < 100000
    group by 1, 2, 3
),
sums as materialized (
    select coalesce(jsonb_object_agg(name || '/' || stage, value), '{}') as by_stage
    from (select name, stage, sum(value) as value from moved group by name, stage) s
),
totals as materialized (
    select coalesce(jsonb_object_agg(name, value), '{}') as total from (select name, sum(value) as value from moved group by name) s
),
figures as materialized (
    select n.stage,
        coalesce((by_stage ->> ('complaint-stages-begun/' || n.stage))::bigint, 0) as begun,
        coalesce((by_stage ->> ('complaint-stages-answered/' || n.stage))::bigint, 0) as answered,
        coalesce((by_stage ->> ('complaint-stages-answered-unextended/' || n.stage))::bigint, 0) as unextended,
        coalesce((by_stage ->> ('complaint-stages-acknowledged/' || n.stage))::bigint, 0) as acknowledged,
        coalesce((by_stage ->> ('complaint-stages-acknowledged-in-time/' || n.stage))::bigint, 0) as acknowledged_in_time,
        coalesce((by_stage ->> ('complaint-stages-upheld/' || n.stage))::bigint, 0) as upheld,
        coalesce((by_stage ->> ('complaint-stages-partly-upheld/' || n.stage))::bigint, 0) as partly,
        coalesce((by_stage ->> ('complaint-stages-not-upheld/' || n.stage))::bigint, 0) as not_upheld,
        coalesce((by_stage ->> ('complaint-stages-resolved-at-once/' || n.stage))::bigint, 0) as resolved,
        coalesce((by_stage ->> ('complaint-stages-extensions/' || n.stage))::bigint, 0) as extensions,
        coalesce((by_stage ->> ('complaint-stages-escalated-by-customer/' || n.stage))::bigint, 0) as by_customer,
        coalesce((by_stage ->> ('complaint-stages-escalated-by-time/' || n.stage))::bigint, 0) as by_time
    from sums cross join lateral (select generate_series(1, (select coalesce(max(stage), 0) from moved))) n (stage)
),
days as materialized (
    select stage, round(avg(days), 2) as mean, percentile_cont(0.5) within group (order by days) as median, count(*) as n
    from moved cross join lateral generate_series(1, value) where name = 'complaint-stage-working-days' group by stage
),
secret as materialized (
    select c.* from complaint c
    where c.agency_id = $1::integer and c.serious and complaint_seen(c, 0, $6::integer, $7::integer[], '{}', '{}', $8::bigint[])
      and (c.logged_at at time zone (select time_zone from agency where id = $1))::date between $2::date and $3::date
)
select jsonb_build_object('agency', a.code, 'from', $2::date::text, 'to', $3::date::text,
    'population', (a.definition ->> 'population')::bigint,
    'received', coalesce((total ->> 'complaints-received')::bigint, 0), 'cases_closed', coalesce((total ->> 'cases-closed')::bigint, 0),
    'received_per_1000_population', round(1000.0 * coalesce((total ->> 'complaints-received')::bigint, 0) / (a.definition ->> 'population')::bigint, 3),
    'received_per_1000_cases_closed', round(1000.0 * coalesce((total ->> 'complaints-received')::bigint, 0) / nullif((total ->> 'cases-closed')::bigint, 0), 3),
    'anonymous', coalesce((total ->> 'complaints-anonymous')::bigint, 0), 'not_opened', coalesce((total ->> 'complaints-not-opened')::bigint, 0),
    'converted', coalesce((total ->> 'complaints-converted')::bigint, 0), 'withdrawn', coalesce((total ->> 'complaints-withdrawn')::bigint, 0),
    'referred', coalesce((total ->> 'complaints-referred')::bigint, 0), 'lessons', coalesce((total ->> 'complaint-lessons')::bigint, 0),
    'remedies', share_of(coalesce((total ->> 'complaint-remedies-done')::bigint, 0), coalesce((total ->> 'complaint-remedies')::bigint, 0)),
    'stages', (select coalesce(jsonb_agg(jsonb_build_object('stage', f.stage, 'begun', f.begun,
            'closed', share_of(f.answered, (select sum(answered) from figures)::bigint),
            'closed_in_time', share_of(f.answered, f.answered + f.by_time),
            'closed_without_extension', share_of(f.unextended, f.answered + f.by_time),
            'acknowledged_in_time', share_of(f.acknowledged_in_time, f.acknowledged),
            'upheld', share_of(f.upheld, f.answered), 'partly_upheld', share_of(f.partly, f.answered),
            'not_upheld', share_of(f.not_upheld, f.answered), 'resolved_at_once', share_of(f.resolved, f.answered),
            'extensions', share_of(f.extensions, f.begun), 'escalated_by_customer', share_of(f.by_customer, f.begun),
            'escalated_by_time', share_of(f.by_time, f.begun),
            'working_days', jsonb_build_object('mean', d.mean, 'median', d.median, 'n', coalesce(d.n, 0))) order by f.stage), '[]')
        from figures f left join days d using (stage)),
    'serious', case when exists (select from unnest($8::bigint[]) k where k in (place($1, 5), place($1, 6))) then
        (select jsonb_build_object('received', count(*), 'open', count(*) filter (where state = 1), 'answered', count(*) filter (where state = 2),
            'referred', count(*) filter (where state = 6)) from secret) end)::text
from agency a cross join totals where a.id = $1::integer
