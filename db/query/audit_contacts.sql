-- Every contact of agencies. $1 agencies integer[] -> see audit.c
select agency_id, office_id, service_id, segment_id, channel, cause, (extract(epoch from at) * 1000000)::bigint, coalesce(wait_s, -1),
    coalesce(duration_s, -1), id, direction, (extract(epoch from queued_at) * 1000000)::bigint,
    (extract(epoch from answered_at) * 1000000)::bigint, (extract(epoch from ended_at) * 1000000)::bigint,
    (extract(epoch from appointment_at) * 1000000)::bigint, abandoned, standard_id, verdict, undescribed
from contact where agency_id = any ($1::integer[])
