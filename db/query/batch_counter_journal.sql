-- The counter moves of a batch: one row, as they come; counter_fold sums them up later
-- $1 agency, $2 ord[], then an array a column, in this order
insert into counter_journal (
    agency_id, ord, day, metric, office_id, service_id, channel, segment_id, bucket, value, refused
)
values (
    $1::integer, $2::integer[], $3::date[], $4::smallint[], $5::integer[], $6::integer[], $7::smallint[],
    $8::integer[], $9::integer[], $10::bigint[], refused_commands()
)
