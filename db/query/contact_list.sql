-- Contacts of a day of agencies, newest first; the customer and what was said are left out, and so is the case when it is not the
-- caller's to see.
-- $1 agencies integer[], $2 begin of the day there bigint[] (microseconds since 1970), $3 its end, $4 agencies that the caller
-- leads integer[], $5 places that the caller leads bigint[], $6 office, $7 channel, $8 verdict (each null: all), $9 cursor
-- microseconds since 1970, $10 cursor id (null: first page), $11 limit
-- -> {"items":[…]}, instant and id of the last one when there are more
with page as materialized (
    select c.* from unnest($1::integer[], $2::bigint[], $3::bigint[]) as w (agency_id, from_us, until_us)
        join contact c on c.agency_id = w.agency_id
            and c.at >= timestamptz 'epoch' + w.from_us * interval '1 microsecond'
            and c.at < timestamptz 'epoch' + w.until_us * interval '1 microsecond'
    where (c.agency_id = any ($4::integer[]) or place(c.agency_id, c.office_id) = any ($5::bigint[]))
      and ($6::integer is null or c.office_id = $6) and ($7::smallint is null or c.channel = $7)
      and ($8::smallint is null or c.verdict = $8)
      and ($10::bigint is null or (c.at, c.id) < (timestamptz 'epoch' + $9::bigint * interval '1 microsecond', $10))
    order by c.at desc, c.id desc limit $11::integer + 1
)
select json_build_object('items', coalesce(json_agg(json_build_object(
        'id', c.id, 'at', instant(c.at), 'agency', a.code, 'office', o.code, 'service', s.code, 'case', k.reference,
        'by', person(c.staff_id), 'channel', channel_name(c.channel), 'direction', direction_name(c.direction),
        'purpose', purpose_name(c.purpose), 'cause', cause_name(c.cause), 'appointment_at', instant(c.appointment_at),
        'answered_at', instant(c.answered_at), 'ended_at', instant(c.ended_at), 'wait_s', c.wait_s, 'duration_s', c.duration_s,
        'abandoned', c.abandoned, 'standard', (select t.code from standard t where t.agency_id = c.agency_id and t.id = c.standard_id),
        'verdict', verdict_name(c.verdict), 'source', c.source, 'external_id', c.external_id)
    order by c.at desc, c.id desc) filter (where c.number <= $11::integer), '[]'::json))::text,
    max((extract(epoch from c.at) * 1000000)::bigint || '_' || c.id) filter (where c.number = $11::integer and c.total > $11::integer)
from (select *, row_number() over (order by at desc, id desc) as number, count(*) over () as total from page) c
    left join agency a on a.id = c.agency_id
    left join office o on o.id = c.office_id
    left join service s on s.agency_id = c.agency_id and s.id = c.service_id
    left join kase k on k.agency_id = c.agency_id and k.id = c.case_id
        and (k.agency_id = any ($4::integer[]) or place(k.agency_id, k.office_id) = any ($5::bigint[]))
