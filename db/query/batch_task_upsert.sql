-- The tasks of a batch, whole rows
-- $1 agency, $2 ord[], then an array a column, in this order
insert into task (
    agency_id, id, case_id, kind, state, queue_id, assignee_id, opened_by, opened_at, answered_at, expected_minutes,
    minutes, question, answer, salt
)
select
    $1::integer, id, case_id, kind, state, queue_id, assignee_id, opened_by, opened_at, answered_at,
    expected_minutes, minutes, question, answer, salt
from (
    select
        unnest($2::integer[]) as ord, unnest($3::bigint[]) as id, unnest($4::bigint[]) as case_id,
        unnest($5::smallint[]) as kind, unnest($6::smallint[]) as state, unnest($7::integer[]) as queue_id,
        unnest($8::integer[]) as assignee_id, unnest($9::integer[]) as opened_by,
        unnest($10::timestamptz[]) as opened_at, unnest($11::timestamptz[]) as answered_at,
        unnest($12::integer[]) as expected_minutes, unnest($13::integer[]) as minutes,
        unnest($14::text[]) as question, unnest($15::text[]) as answer, unnest($16::bytea[]) as salt
) r
where ord <> all ((select refused_commands())::integer[])
on conflict (agency_id, id) do update set
    state = excluded.state, queue_id = excluded.queue_id, assignee_id = excluded.assignee_id, answered_at = excluded.answered_at,
    minutes = excluded.minutes, answer = excluded.answer
