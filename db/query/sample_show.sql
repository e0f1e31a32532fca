-- One sample reply, whole, as it was in a version. $1 agency, $2 id, $3 version (null: now) -> json text, version now
select (b.brief || case when v.version is null then '{}' else jsonb_build_object('version', v.version, 'title', v.title,
        'subject', v.subject, 'body', v.body, 'services', (select coalesce(jsonb_agg(e.code order by e.code), '[]') from service e
            where e.agency_id = v.agency_id and e.id = any (v.services)),
        'owner', person(v.owner_id), 'review_on', v.review_on, 'paper', v.paper, 'changed_at', instant(v.changed_at),
        'changed_by', person(v.changed_by)) end
    || jsonb_build_object(
    'current', r.version,
    'uses', (select count(*) from reply p where p.sample_id = b.id),
    'uses_by_channel', (select coalesce(jsonb_agg(jsonb_build_object('channel', channel_name(u.channel), 'count', u.count,
            'last_at', instant(u.last_at)) order by u.count desc, u.channel), '[]')
        from (select p.channel, count(*), max(p.at) as last_at from reply p where p.sample_id = b.id group by p.channel) u),
    'versions', (select jsonb_agg(jsonb_build_object('version', o.version, 'at', instant(o.changed_at), 'by', person(o.changed_by),
            'title', o.title, 'retired', o.retired) order by o.version desc)
        from sample_version o where o.agency_id = b.agency_id and o.sample_id = b.id)))::text, r.version
from sample_brief b join record r on r.agency_id = b.agency_id and r.id = b.id
    left join sample_version v on v.agency_id = b.agency_id and v.sample_id = b.id and v.version = $3::integer
where b.agency_id = $1::integer and b.id = $2::bigint and ($3 is null or v.version is not null)
