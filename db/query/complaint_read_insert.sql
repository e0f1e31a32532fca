-- Writes down that somebody reads serious complaints. $1 agency, $2 ids bigint[], $3 staff
insert into complaint_read (agency_id, id, staff_id) select $1::integer, unnest($2::bigint[]), $3::integer
