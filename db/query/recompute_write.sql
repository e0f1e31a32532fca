-- Writes recomputed clocks, of those cases that nobody has changed or is changing meanwhile; the next pass takes the others. Notes how far
-- the pass has come. $1 agency, $2 definition, $3 owner and $4 clock come to, $5 now; then an array a column: $6 case, $7 its version before,
-- $8 seq of the event, $9 clock, $10 standard, $11 due, $12 next rung at, $13 due time of the case, $14 office, $15 service, $16 segment,
-- $17 channel, $18 facts, $19 hash, $20 late; $21 kind of the events, $22 how many should have been written -> how many were
with moved as materialized (
    select unnest($6::bigint[]) as case_id, unnest($7::integer[]) as version, unnest($8::integer[]) as seq,
        unnest($9::bigint[]) as clock_id, unnest($10::integer[]) as standard_id, unnest($11::timestamptz[]) as due_at,
        unnest($12::timestamptz[]) as next_rung_at, unnest($13::timestamptz[]) as case_due_at, unnest($14::integer[]) as office_id,
        unnest($15::integer[]) as service_id, unnest($16::integer[]) as segment_id, unnest($17::smallint[]) as channel,
        unnest($18::text[]) as facts, unnest($19::bytea[]) as hash, unnest($20::boolean[]) as late
), held as materialized (
    select k.id from (select case_id, min(version) as version from moved group by case_id) m
        join kase k on k.agency_id = $1::integer and k.id = m.case_id and k.version = m.version
    for no key update of k skip locked
), changed_case as (
    update kase k set version = m.seq, hash = m.hash, due_at = m.case_due_at
    from (select distinct on (case_id) case_id, seq, hash, case_due_at from moved order by case_id, seq desc) m
        join held on held.id = m.case_id
    where k.agency_id = $1::integer and k.id = m.case_id
), changed_clock as (
    update clock c set standard_id = m.standard_id, due_at = m.due_at, next_rung_at = m.next_rung_at
    from moved m join held on held.id = m.case_id
    where c.agency_id = $1::integer and c.owner_id = m.case_id and c.id = m.clock_id
), logged as (
    insert into case_event (agency_id, case_id, seq, kind, at, actor_id, office_id, service_id, segment_id, channel, facts, hash)
    select $1::integer, m.case_id, m.seq, $21::smallint, $5::timestamptz, 0, m.office_id, m.service_id, m.segment_id, m.channel,
        m.facts, m.hash
    from moved m join held on held.id = m.case_id
), counted as (
    select count(*) as moved, count(*) filter (where m.late) as late from moved m join held on held.id = m.case_id
)
update recompute r set at_owner = $3::bigint, at_clock = $4::bigint, claimed_until = now() + interval '10 seconds',
    moved = r.moved + counted.moved, late = r.late + counted.late, pass_moved = r.pass_moved + $22::integer
from counted
where r.agency_id = $1::integer and r.definition_id = $2::bigint
returning counted.moved
