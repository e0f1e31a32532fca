-- The records of a batch, new and changed; batch_guard has locked the changed ones
-- $1 agency, $2 ord[], then an array a column, in this order
insert into record (agency_id, id, kind, version, office_id, service_id, segment_id, channel, hash, reference)
select $1::integer, id, kind, version, office_id, service_id, segment_id, channel, hash, reference
from (
    select
        unnest($2::integer[]) as ord, unnest($3::bigint[]) as id, unnest($4::smallint[]) as kind,
        unnest($5::integer[]) as version, unnest($6::integer[]) as office_id, unnest($7::integer[]) as service_id,
        unnest($8::integer[]) as segment_id, unnest($9::smallint[]) as channel, unnest($10::bytea[]) as hash,
        unnest($11::text[]) as reference
) r
where ord <> all ((select refused_commands())::integer[])
on conflict (agency_id, id) do update set
    version = excluded.version, office_id = excluded.office_id, service_id = excluded.service_id,
    segment_id = excluded.segment_id, channel = excluded.channel, hash = excluded.hash
