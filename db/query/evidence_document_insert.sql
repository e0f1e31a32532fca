-- Stores a document that is about to be attached, and removes what was stored for a command that was refused then, a day ago.
-- $1 agency, $2 digest hex, $3 bytes in base64
with removed as (
    delete from evidence_document d
    where d.agency_id = $1::integer and d.stored_at < now() - interval '1 day' and d.digest <> $2::text
      and not exists (select from evidence_version v where v.agency_id = d.agency_id and v.digest = d.digest)
)
insert into evidence_document (agency_id, digest, bytes) values ($1::integer, $2::text, decode($3::text, 'base64'))
on conflict (agency_id, digest) do update set stored_at = now()
