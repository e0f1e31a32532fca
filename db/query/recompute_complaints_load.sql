-- Open complaints of ladders with their running clocks, as far as a dry run looks at them. $1 agency, $2 ladders integer[], $3 complaint
-- after which, $4 limit -> json text as complaint_load.c reads it, by id
select jsonb_build_object('agency_id', c.agency_id, 'id', c.id, 'state', c.state, 'ladder_id', c.ladder_id, 'serious', c.serious,
    'secret_role', c.secret_role, 'about', c.about,
    'stages', (select coalesce(jsonb_agg(jsonb_build_object('stage', s.stage, 'answerer_id', s.answerer_id) order by s.seq), '[]')
        from complaint_stage s where s.agency_id = c.agency_id and s.id = c.id),
    'clocks', (select coalesce(jsonb_agg(running_clock(k)), '[]')
        from clock k where k.agency_id = c.agency_id and k.owner_id = c.id and k.state = 1))::text
from (select * from complaint
      where agency_id = $1::integer and state = 1 and id > $3::bigint and ladder_id = any ($2::integer[])
      order by id limit $4::integer) c
order by c.id
