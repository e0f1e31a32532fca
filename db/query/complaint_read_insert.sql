-- Writes down that somebody reads a serious complaint. $1 agency, $2 id, $3 staff
insert into complaint_read (agency_id, id, staff_id) values ($1::integer, $2::bigint, $3::integer)
