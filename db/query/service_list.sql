-- The catalogue, all of it or what fits the words a customer uses, best first.
-- $1 words (null: all), $2 agencies integer[] (null: all), $3 the least fit in thousandths -> {"items":[…]}, null
with wanted as (select search_text($1::text) as words),
entry as (
    select s.*, a.code as agency,
        case when w.words is null or s.code = w.words then 1000 else round(1000 * greatest(
            word_similarity(w.words, search_text(s.name)),
            (select max(greatest(word_similarity(w.words, search_text(said)), 0.95 * word_similarity(search_text(said), w.words)))
             from jsonb_array_elements_text(s.definition -> 'words') said),
            0.7 * word_similarity(w.words, search_text(s.definition ->> 'description')))) end as fit
    from service s join agency a on a.id = s.agency_id cross join wanted w
    where not s.retired and not a.retired and ($2::integer[] is null or s.agency_id = any ($2))
)
select json_build_object('items', coalesce(json_agg(json_build_object(
        'code', e.code, 'agency', e.agency, 'name', e.name, 'kind', e.definition ->> 'kind',
        'description', e.definition ->> 'description', 'fee', e.definition -> 'fee',
        'channels', e.definition -> 'channels', 'expected_minutes', e.definition -> 'expected_minutes')
    order by e.fit desc, e.name, e.code, e.agency), '[]'::json))::text, null
from entry e where e.fit >= $3::integer
