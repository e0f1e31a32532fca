-- How many complaints people have to answer. $1 agencies integer[] → staff id, how many
select c.answerer_id, count(*) from complaint c
where c.agency_id = any ($1::integer[]) and c.state = 1 and c.answerer_id <> 0 group by c.answerer_id
