-- Keeps what a run has found, for ever. $1 agency, $2 id, $3 figures, $4 definition, $5 digest bytea, $6 edition, $7 the run of the edition
-- before (null: none), $8 changes (null: none) -> a row, unless it was cancelled
update report_run set figures = $3::text, definition = $4::text, digest = $5::bytea, edition = $6::integer, before_id = $7::bigint,
    changes = $8::text, frozen_at = now(), percent = 70, doing = 3, claimed_until = now() + interval '2 minutes'
where agency_id = $1::integer and id = $2::bigint and state = 2 and cancelled_by is null and frozen_at is null
returning id
