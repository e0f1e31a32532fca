-- Keeps the snapshot of a day that was claimed. $1 agency, $2 framework, $3 day, $4 version, $5 document json text
update maturity_snapshot set version = $4::integer, document = $5::jsonb, made_at = now()
where agency_id = $1::integer and framework = $2::text and day = $3::date and document is null
