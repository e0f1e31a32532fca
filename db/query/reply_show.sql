-- One reply with what it says. $1 agency, $2 case, $3 id -> json text
select (b.brief || jsonb_build_object('reference', k.reference, 'body', p.body, 'name', p.name, 'address', p.address))::text
from reply p join reply_brief b on b.agency_id = p.agency_id and b.id = p.id
    join kase k on k.agency_id = p.agency_id and k.id = p.case_id
where p.agency_id = $1::integer and p.case_id = $2::bigint and p.id = $3::bigint
