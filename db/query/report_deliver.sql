-- A message to a recipient with the file of a run, which is there already; one that goes by itself goes once. Its id is the first of a
-- block of its own. $1 agency, $2 run, $3 recipient, $4 its kind, $5 name, $6 address, $7 kind of message, $8 format, $9 language, $10 who
-- asks (0: by itself), $11 subject, $12 body, $13 name and $14 type of the file -> how many
with delivery as (
    insert into report_delivery (agency_id, id, run_id, recipient, kind, name, address, format, language, asked_by)
    select $1::integer, nextval('id_block') * 1000, f.run_id, $3::text, $4::smallint, $5::text, $6::text, f.format, f.language, $10::integer
    from report_file f
    where f.agency_id = $1 and f.run_id = $2::bigint and f.format = $8::smallint and f.language = $9::text and f.withheld
    on conflict do nothing
    returning id
), message as (
    insert into outbox (agency_id, id, kind, owner_id, created_at, waiting_since, next_try_at, endpoint, language, address, subject, body)
    select $1, id, $7::smallint, 0, now(), now(), now(), $3, $9, $6, $11::text, $12::text from delivery
    returning id
), file as (
    insert into outbox_file (agency_id, id, name, type, content)
    select $1, m.id, $13::text, $14::text, f.content
    from message m join report_file f on f.agency_id = $1 and f.run_id = $2 and f.format = $8 and f.language = $9 and f.withheld
)
select count(*) from message
