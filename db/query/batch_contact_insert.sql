-- The contacts of a batch
-- $1 agency, $2 ord[], then an array a column, in this order
insert into contact (
    agency_id, id, at, case_id, customer_id, office_id, service_id, segment_id, staff_id, channel, direction,
    purpose, cause, wait_s, duration_s, summary, queued_at, answered_at, ended_at, appointment_at, abandoned, source,
    external_id, standard_id, verdict, undescribed
)
select
    $1::integer, id, at, case_id, customer_id, office_id, service_id, segment_id, staff_id, channel, direction,
    purpose, cause, wait_s, duration_s, summary, queued_at, answered_at, ended_at, appointment_at, abandoned, source,
    external_id, standard_id, verdict, undescribed
from (
    select
        unnest($2::integer[]) as ord, unnest($3::bigint[]) as id, unnest($4::timestamptz[]) as at,
        unnest($5::bigint[]) as case_id, unnest($6::bigint[]) as customer_id, unnest($7::integer[]) as office_id,
        unnest($8::integer[]) as service_id, unnest($9::integer[]) as segment_id,
        unnest($10::integer[]) as staff_id, unnest($11::smallint[]) as channel,
        unnest($12::smallint[]) as direction, unnest($13::smallint[]) as purpose, unnest($14::smallint[]) as cause,
        unnest($15::integer[]) as wait_s, unnest($16::integer[]) as duration_s, unnest($17::text[]) as summary,
        unnest($18::timestamptz[]) as queued_at, unnest($19::timestamptz[]) as answered_at,
        unnest($20::timestamptz[]) as ended_at, unnest($21::timestamptz[]) as appointment_at,
        unnest($22::boolean[]) as abandoned, unnest($23::text[]) as source, unnest($24::text[]) as external_id,
        unnest($25::integer[]) as standard_id, unnest($26::smallint[]) as verdict,
        unnest($27::boolean[]) as undescribed
) r
where ord <> all ((select refused_commands())::integer[])
