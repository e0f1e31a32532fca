-- The bytes of a document. $1 agency, $2 digest hex -> base64
select encode(bytes, 'base64') from evidence_document where agency_id = $1::integer and digest = $2::text
