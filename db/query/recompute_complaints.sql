-- Open complaints of ladders, by id. $1 agency, $2 ladders integer[], $3 complaint after which, $4 limit -> id
select id from complaint
where agency_id = $1::integer and state = 1 and id > $3::bigint and ladder_id = any ($2::integer[])
order by id limit $4::integer
