-- What foreign keys would have refused on the hot tables. $1 agencies integer[] -> what, how many
select 'case without events', count(*) from kase k where k.agency_id = any ($1::integer[])
    and not exists (select from case_event e where e.agency_id = k.agency_id and e.case_id = k.id)
union all
select 'case of an unknown customer', count(*) from kase k where k.agency_id = any ($1::integer[]) and k.customer_id is not null
    and not exists (select from customer c where c.agency_id = k.agency_id and c.id = k.customer_id)
union all
select 'clock without a case', count(*) from clock c where c.agency_id = any ($1::integer[])
    and not exists (select from kase k where k.agency_id = c.agency_id and k.id = c.owner_id)
    and not exists (select from record r where r.agency_id = c.agency_id and r.id = c.owner_id)
union all
select 'record without events', count(*) from record r where r.agency_id = any ($1::integer[])
    and not exists (select from case_event e where e.agency_id = r.agency_id and e.case_id = r.id)
union all
select 'feedback without a record', count(*) from feedback f where f.agency_id = any ($1::integer[])
    and not exists (select from record r where r.agency_id = f.agency_id and r.id = f.id and r.kind = 1)
union all
select 'improvement without a record', count(*) from improvement i where i.agency_id = any ($1::integer[])
    and not exists (select from record r where r.agency_id = i.agency_id and r.id = i.id and r.kind = 2)
union all
select 'survey without a record', count(*) from survey s where s.agency_id = any ($1::integer[])
    and not exists (select from record r where r.agency_id = s.agency_id and r.id = s.id and r.kind = 3)
union all
select 'sample reply without a record', count(*) from sample s where s.agency_id = any ($1::integer[])
    and not exists (select from record r where r.agency_id = s.agency_id and r.id = s.id and r.kind = 4)
union all
select 'sample reply without its last version', count(*) from record r where r.agency_id = any ($1::integer[]) and r.kind = 4
    and not exists (select from sample_version v where v.agency_id = r.agency_id and v.sample_id = r.id and v.version = r.version)
union all
select 'complaint without a record', count(*) from complaint c where c.agency_id = any ($1::integer[])
    and not exists (select from record r where r.agency_id = c.agency_id and r.id = c.id and r.kind = 5)
union all
select 'stage without a complaint', count(*) from complaint_stage s where s.agency_id = any ($1::integer[])
    and not exists (select from complaint c where c.agency_id = s.agency_id and c.id = s.id)
union all
select 'evidence without a record', count(*) from evidence e where e.agency_id = any ($1::integer[])
    and not exists (select from record r where r.agency_id = e.agency_id and r.id = e.id and r.kind = 6)
union all
select 'evidence without its last version', count(*) from evidence e where e.agency_id = any ($1::integer[])
    and not exists (select from evidence_version v where v.agency_id = e.agency_id and v.evidence_id = e.id and v.content = e.content)
union all
select 'evidence without its document', count(*) from evidence_version v where v.agency_id = any ($1::integer[]) and v.digest is not null
    and not exists (select from evidence_document d where d.agency_id = v.agency_id and d.digest = v.digest)
union all
select 'signal without a record', count(*) from signal g where g.agency_id = any ($1::integer[])
    and not exists (select from record r where r.agency_id = g.agency_id and r.id = g.id and r.kind = 7)
union all
select 'absence without a record', count(*) from absence a where a.agency_id = any ($1::integer[]) and a.id is not null
    and not exists (select from record r where r.agency_id = a.agency_id and r.id = a.id and r.kind = 8)
union all
select 'record without a row of its kind', count(*) from record r where r.agency_id = any ($1::integer[]) and r.kind in (1, 2, 3, 4, 5, 6, 7, 8)
    and not exists (select from absence a where a.agency_id = r.agency_id and a.id = r.id)
    and not exists (select from signal g where g.agency_id = r.agency_id and g.id = r.id)
    and not exists (select from evidence e where e.agency_id = r.agency_id and e.id = r.id)
    and not exists (select from sample p where p.agency_id = r.agency_id and p.id = r.id)
    and not exists (select from survey s where s.agency_id = r.agency_id and s.id = r.id)
    and not exists (select from complaint c where c.agency_id = r.agency_id and c.id = r.id)
    and not exists (select from feedback f where f.agency_id = r.agency_id and f.id = r.id)
    and not exists (select from improvement i where i.agency_id = r.agency_id and i.id = r.id)
union all
select 'task without a case', count(*) from task t where t.agency_id = any ($1::integer[])
    and not exists (select from kase k where k.agency_id = t.agency_id and k.id = t.case_id)
union all
select 'contact of an unknown case', count(*) from contact c where c.agency_id = any ($1::integer[]) and c.case_id is not null
    and not exists (select from kase k where k.agency_id = c.agency_id and k.id = c.case_id)
union all
select 'reply of an unknown case', count(*) from reply p where p.agency_id = any ($1::integer[])
    and not exists (select from kase k where k.agency_id = p.agency_id and k.id = p.case_id)
union all
select 'reply without its event', count(*) from reply p where p.agency_id = any ($1::integer[])
    and not exists (select from case_event e where e.agency_id = p.agency_id and e.case_id = p.case_id and e.at = p.at
        and (e.facts::json ->> 'reply-id')::bigint = p.id)
union all
select 'case without the words of its subject', count(*)
from kase k left join case_words w on w.agency_id = k.agency_id and w.case_id = k.id
where k.agency_id = any ($1::integer[]) and w.words is distinct from case_words_of(k.subject)
    and not exists (select from case_words_journal j where j.agency_id = k.agency_id and k.id = any (j.case_id))
