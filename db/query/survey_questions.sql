-- What an invitation asks. $1 agency, $2 id, $3 language wished for (null: that of the invitation) -> json text
select (survey_in_language(i.definition, survey_language(i.definition, coalesce($3::text, s.language)))
    || jsonb_build_object('agency', a.name, 'service', v.name, 'expires_at', instant(s.expires_at)))::text
from survey s
    join instrument i on i.agency_id = s.agency_id and i.id = s.instrument_id
    join agency a on a.id = s.agency_id
    left join service v on v.agency_id = s.agency_id and v.id = s.service_id
where s.agency_id = $1::integer and s.id = $2::bigint
