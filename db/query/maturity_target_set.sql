-- Sets or takes back the target of an element. $1 agency, $2 framework, $3 element, $4 level (null: take it back), $5 day, $6 by whom
with gone as (
    delete from maturity_target where agency_id = $1::integer and framework = $2::text and element = $3::text and $4::text is null
)
insert into maturity_target (agency_id, framework, element, level, by_day, set_by)
select $1::integer, $2::text, $3::text, $4::text, $5::date, $6::integer where $4::text is not null
on conflict (agency_id, framework, element)
    do update set level = excluded.level, by_day = excluded.by_day, set_by = excluded.set_by, set_at = now()
