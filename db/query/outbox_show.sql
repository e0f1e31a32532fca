-- One message, whole. $1 agency, $2 id -> its document; no row: there is none
select (brief::jsonb || jsonb_build_object('address', address, 'subject', subject, 'body', body, 'html', html))::text
from outbox_brief where agency_id = $1::integer and id = $2::bigint
