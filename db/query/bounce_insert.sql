-- Remembers that an address bounces. $1 agency, $2 address, $3 reason -> (nothing)
insert into bounce (agency_id, address, reason) values ($1::integer, address_hash($2::text), $3::text)
on conflict (agency_id, address) do nothing
