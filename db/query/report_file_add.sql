-- Keeps a file of a run; of two at the same moment the first one. $1 agency, $2 run, $3 format, $4 language, $5 withheld boolean,
-- $6 content bytea -> (nothing)
insert into report_file (agency_id, run_id, format, language, withheld, content)
values ($1::integer, $2::bigint, $3::smallint, $4::text, $5::boolean, $6::bytea)
on conflict do nothing
