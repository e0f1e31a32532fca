-- What was reported by the end of a day (workflow/indicator.h: facts). $1 agency, $2 day, $3 kinds of facts that are wanted text[], $4 of each the
-- first day date[] (null: all) -> as maturity_definition
with place as materialized (select a.id, day_end(a.id, $2::date) as moment from agency a where a.id = $1::integer),
wanted as materialized (
    select w.kind, coalesce(day_begin($1, w.since), '-infinity') as since from unnest($3::text[], $4::date[]) w (kind, since)
),
fact (kind, what, reference, at) as (
    select w.kind, case when r.scheduled then 'schedule' else 'by-hand' end, r.code || ' ' || r.period || '#' || r.edition, r.frozen_at
    from wanted w cross join place join report_run r on r.agency_id = place.id and r.frozen_at >= w.since and r.frozen_at < place.moment
    where w.kind = 'report'
    union all
    select distinct w.kind, null, m.name, null::timestamptz
    from wanted w cross join place cross join lateral jsonb_array_elements(desk_at(place.id, place.moment) -> 'reports') r
        cross join lateral jsonb_array_elements(r -> 'sections') s cross join lateral jsonb_array_elements_text(s -> 'measures') m (name)
    where w.kind = 'reported-measure' and r ? 'schedule'
    union all
    -- a receipt: a server took it, or the recipient said so
    select w.kind, recipient_kind_name(d.kind), r.code || ' ' || r.period || '#' || r.edition, min(least(d.delivered_at, d.confirmed_at))
    from wanted w cross join place join report_delivery d on d.agency_id = place.id and least(d.delivered_at, d.confirmed_at) < place.moment
        join report_run r on r.agency_id = d.agency_id and r.id = d.run_id
    where w.kind = 'delivery'
    group by w.kind, d.kind, r.code, r.period, r.edition
    union all
    select w.kind, null, r.code || ' ' || r.period || '#' || r.edition, p.published_at
    from wanted w cross join place join publication p on p.agency_id = place.id and p.published_at >= w.since and p.published_at < place.moment
        and (p.withdrawn_at is null or p.withdrawn_at >= place.moment)
        join report_run r on r.agency_id = p.agency_id and r.id = p.run_id
    where w.kind = 'publication'
)
select kind, what, reference, null::integer, day_number(at, $1), null::integer, 1, 1, null::text from fact
