-- The events of a batch
-- $1 agency, $2 ord[], then an array a column, in this order
insert into case_event (
    agency_id, case_id, seq, kind, at, actor_id, office_id, service_id, segment_id, channel, facts, hash
)
select
    $1::integer, case_id, seq, kind, at, actor_id, office_id, service_id, segment_id, channel, facts, hash
from (
    select
        unnest($2::integer[]) as ord, unnest($3::bigint[]) as case_id, unnest($4::integer[]) as seq,
        unnest($5::smallint[]) as kind, unnest($6::timestamptz[]) as at, unnest($7::integer[]) as actor_id,
        unnest($8::integer[]) as office_id, unnest($9::integer[]) as service_id,
        unnest($10::integer[]) as segment_id, unnest($11::smallint[]) as channel, unnest($12::text[]) as facts,
        unnest($13::bytea[]) as hash
) r
where ord <> all ((select refused_commands())::integer[])
