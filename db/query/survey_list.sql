-- Surveys that the caller may see, newest first; what was answered only for who reads it.
-- $1 agencies of whole-agency grants integer[], $2 places of office grants bigint[], $3 cursor id (null: first page), $4 limit,
-- $5 state (invited: and not over), $6 kind, $7 office, $8 service, $9 delivery, $10 agencies integer[]; who reads answers: $11 agencies integer[],
-- $12 places bigint[]; $13 code of the survey
-- Two ways, because one plan serves all calls: those in a state are looked up by state.
-- -> {"items":[…]}, id of the last one when there are more
with page as materialized (
    select p.* from unnest($10::integer[]) as of_agency (id) cross join lateral (
        (select s.agency_id, s.id, s.instrument_id, s.answers, s.free_text, r.reads
        from survey s cross join lateral (select s.agency_id = any ($11::integer[]) or place(s.agency_id, s.office_id) = any ($12::bigint[]) as reads) r
        where $5::smallint is null and s.agency_id = of_agency.id and s.id < (select coalesce($3::bigint, 9223372036854775807))
          and (s.agency_id = any ($1::integer[]) or place(s.agency_id, s.office_id) = any ($2::bigint[])) and (s.kind = 1 or r.reads)
          and ($6::smallint is null or s.kind = $6) and ($7::integer is null or s.office_id = $7)
          and ($8::integer is null or s.service_id = $8) and ($9::smallint is null or s.delivery = $9)
          and ($13::text is null or s.instrument_id in (select i.id from instrument i where i.agency_id = s.agency_id and i.code = $13))
        order by s.id desc limit $4::integer + 1)
        union all
        (select s.agency_id, s.id, s.instrument_id, s.answers, s.free_text, r.reads
        from survey s cross join lateral (select s.agency_id = any ($11::integer[]) or place(s.agency_id, s.office_id) = any ($12::bigint[]) as reads) r
        where s.agency_id = of_agency.id and s.state = $5::smallint and (s.state <> 1 or s.expires_at > now()) and s.id < (select coalesce($3::bigint, 9223372036854775807))
          and (s.agency_id = any ($1::integer[]) or place(s.agency_id, s.office_id) = any ($2::bigint[])) and (s.kind = 1 or r.reads)
          and ($6::smallint is null or s.kind = $6) and ($7::integer is null or s.office_id = $7)
          and ($8::integer is null or s.service_id = $8) and ($9::smallint is null or s.delivery = $9)
          and ($13::text is null or s.instrument_id in (select i.id from instrument i where i.agency_id = s.agency_id and i.code = $13))
        order by s.id desc limit $4::integer + 1)) p
    order by p.id desc limit $4::integer + 1
)
select json_build_object('items', coalesce(json_agg(b.brief
        || jsonb_build_object('name', i.name, 'answers', case when p.reads then p.answers end, 'free_text', case when p.reads then p.free_text end)
        order by p.id desc) filter (where p.number <= $4::integer), '[]'::json))::text,
    max(p.id::text) filter (where p.number = $4::integer and p.total > $4::integer)
from (select *, row_number() over (order by id desc) as number, count(*) over () as total from page) p
    join survey_brief b on b.agency_id = p.agency_id and b.id = p.id
    join instrument i on i.agency_id = p.agency_id and i.id = p.instrument_id
