-- Sample replies, by words best first, else by title. $1 agencies integer[], $2 words (null: all), $3 service id (null: any; what
-- suits all services suits each), $4 language (null: any), $5 only those whose review is due, $6 with those out of use,
-- $7 how many to leave out, $8 limit -> {"items":[…]}, the next $7 when there are more
with hit as materialized (
    select f.agency_id, f.id, max(f.rank) as rank from sample_found($2::text) f where $2 is not null group by f.agency_id, f.id
),
found as (
    select s.agency_id, s.id, row_number() over (order by h.rank desc nulls last, s.title, s.id) as number
    from sample s join agency a on a.id = s.agency_id
        left join hit h on h.agency_id = s.agency_id and h.id = s.id
    where s.agency_id = any ($1::integer[]) and ($2::text is null or h.id is not null)
      and ($3::integer is null or s.services = '{}' or $3 = any (s.services))
      and ($4::text is null or s.language = $4 or split_part(s.language, '-', 1) = $4)
      and ($6::boolean or s.retired_at is null)
      and (not $5::boolean or (s.retired_at is null and s.review_on <= (now() at time zone a.time_zone)::date))
),
page as materialized (
    select * from found where number > $7::bigint order by number limit $8::integer + 1
)
select json_build_object('items', coalesce(json_agg(b.brief || jsonb_build_object(
        'uses', (select count(*) from reply p where p.sample_id = b.id)) order by p.number)
        filter (where p.number <= $7 + $8), '[]'::json))::text,
    max($7 + $8) filter (where p.number > $7 + $8)
from page p join sample_brief b on b.agency_id = p.agency_id and b.id = p.id
