-- Writes recomputed clocks, of those cases that nobody has changed meanwhile; the next pass takes the others. $1 agency, $2 kind of the
-- events, $3 now; then an array a column: $4 case, $5 its version before, $6 seq of the event, $7 clock, $8 standard, $9 due, $10 next rung
-- at, $11 due time of the case, $12 office, $13 service, $14 segment, $15 channel, $16 facts, $17 hash, $18 late -> nothing of use: leaves
-- how many were written, and late, to the statement that notes it (recompute_progress)
with moved as materialized (
    select unnest($4::bigint[]) as case_id, unnest($5::integer[]) as version, unnest($6::integer[]) as seq,
        unnest($7::bigint[]) as clock_id, unnest($8::integer[]) as standard_id, unnest($9::timestamptz[]) as due_at,
        unnest($10::timestamptz[]) as next_rung_at, unnest($11::timestamptz[]) as case_due_at, unnest($12::integer[]) as office_id,
        unnest($13::integer[]) as service_id, unnest($14::integer[]) as segment_id, unnest($15::smallint[]) as channel,
        unnest($16::text[]) as facts, unnest($17::bytea[]) as hash, unnest($18::boolean[]) as late
), changed_case as ( -- in the order in which the batch locks them
    update kase k set version = m.seq, hash = m.hash, due_at = m.case_due_at
    from (select distinct on (case_id) case_id, min(version) over (partition by case_id) as version, seq, hash, case_due_at
          from moved order by case_id, seq desc) m
    where k.agency_id = $1::integer and k.id = m.case_id and k.version = m.version
    returning k.id
), going as materialized ( -- a look into a hash: a join would be taken for one of few rows, and be a loop in a loop
    select * from (select m.*, m.case_id in (select id from changed_case) as free from moved m offset 0) looked_at where free
), changed_clock as (
    update clock c set standard_id = m.standard_id, due_at = m.due_at, next_rung_at = m.next_rung_at
    from going m
    where c.agency_id = $1::integer and c.owner_id = m.case_id and c.id = m.clock_id
), logged as (
    insert into case_event (agency_id, case_id, seq, kind, at, actor_id, office_id, service_id, segment_id, channel, facts, hash)
    select $1::integer, m.case_id, m.seq, $2::smallint, $3::timestamptz, 0, m.office_id, m.service_id, m.segment_id, m.channel,
        m.facts, m.hash
    from going m
), counted as (
    select count(*) as moved, count(*) filter (where m.late) as late from going m
)
select set_config('onestop.recomputed', moved || ',' || late, true) from counted
