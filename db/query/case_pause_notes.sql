-- The pauses of a case with what was said about them. $1 agency, $2 id -> begin, text (null: nothing); in order
select (extract(epoch from e.at) * 1000000)::bigint,
    (select n.body from note n where n.agency_id = e.agency_id and n.id = (e.facts::json ->> 'note-id')::bigint)
from case_event e where e.agency_id = $1::integer and e.case_id = $2::bigint and e.kind = 10 order by e.seq
