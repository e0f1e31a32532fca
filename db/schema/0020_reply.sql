-- Replies to customers, and the sample replies that they are built on: records (0011_record.sql) with all their versions.

create function delivery_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{email,letter,by-hand}'::text[])[number] $$;
create or replace function event_kind_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{opened,assigned,handed-over,stepped,noted,contacted,brought-in,task-claimed,task-answered,paused,resumed,closed,reopened,linked,rung,customer-changed,feedback-logged,feedback-assigned,feedback-answered,feedback-linked,feedback-closed,improvement-added,improvement-changed,improvement-moved,improvement-linked,improvement-published,survey-invited,survey-sent,survey-answered,replied,sample-added,sample-changed,sample-retired}'::text[])[number] $$;

-- The words of a template, for searching: without its fields.
create function template_words(text) returns text language sql immutable strict parallel safe
    as $$ select search_text(regexp_replace($1, '[{][{].*?[}][}]', ' ', 'g')) $$;

create table sample (
    agency_id integer not null, id bigint not null, code text not null, language text not null,
    title text not null, subject text, body text not null, -- templates
    services integer[] not null,                           -- that it suits; none: all
    owner_id integer not null, review_on date not null,
    created_at timestamptz not null, created_by integer not null, changed_at timestamptz not null, changed_by integer not null,
    retired_at timestamptz,                                -- null: in use
    salt bytea not null,
    words text generated always as (search_text(title) || ' ' || coalesce(template_words(subject), '') || ' ' || template_words(body)) stored,
    search tsvector generated always as (setweight(to_tsvector('simple', search_text(code || ' ' || title)), 'A')
        || setweight(to_tsvector('simple', coalesce(template_words(subject), '')), 'B')
        || setweight(to_tsvector('simple', template_words(body)), 'C')) stored,
    primary key (agency_id, id), unique (id),
    constraint sample_code unique (agency_id, code, language)
);
create index sample_search on sample using gin (search);
create index sample_words on sample using gin (words public.gin_trgm_ops);
create index sample_review on sample (agency_id, review_on) where retired_at is null;

-- What a sample reply said in each version: only ever added to.
create table sample_version (
    agency_id integer not null, sample_id bigint not null, version integer not null,
    title text not null, subject text, body text not null, services integer[] not null, owner_id integer not null,
    review_on date not null, retired boolean not null, changed_at timestamptz not null, changed_by integer not null,
    primary key (agency_id, sample_id, version)
);

-- What was written to customers. Personal data and free text: subject, body, name, address; null once erased. The event of the
-- reply has their digest.
create table reply (
    agency_id integer not null, id bigint not null, case_id bigint not null, customer_id bigint, contact_id bigint not null,
    staff_id integer not null, at timestamptz not null, channel smallint not null, delivery smallint not null, language text,
    sample_id bigint, sample_version integer not null, edited boolean not null,
    subject text, body text, name text, address text,
    salt bytea not null,
    primary key (agency_id, id)
);
create index reply_case on reply (agency_id, case_id, id);
create index reply_sample on reply (sample_id, channel) where sample_id is not null;

call wall('sample');
call wall('sample_version');
call wall('reply');
-- What hangs on a case that was handed over: seen when the case is.
create policy read_handed_over on reply for select to onestop_read using (exists (select from kase k
    where k.agency_id = reply.agency_id and k.id = reply.case_id and k.handling_agency_id <> k.agency_id));
grant insert, update on sample to onestop_write;
grant insert on sample_version, reply to onestop_write;

-- Sample replies by words, best first: those that have them all (as beginnings of words) first; only when they are few, those
-- that have words like them. Runs as the owner, because row security would keep the indexes from being used: it names the
-- agencies itself, those of the transaction, as the policies do.
create function sample_found(words text) returns table (agency_id integer, id bigint, rank integer)
language plpgsql stable security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    seen integer[] := seen_agencies();
    wanted text[] := array(select w from regexp_split_to_table(search_text(words), '[^[:alnum:]]+') w where w <> '' limit 8);
    enough constant integer := 5;
    hits integer;
begin
    if cardinality(wanted) = 0 then
        return;
    end if;
    return query select s.agency_id, s.id, 500 + least(499, round(500 * ts_rank(s.search, q.query)))::integer
        from sample s cross join to_tsquery('simple', array_to_string(array(select w || ':*' from unnest(wanted) w), ' & ')) q (query)
        where s.agency_id = any (seen) and s.search @@ q.query;
    get diagnostics hits = row_count;
    if hits >= enough then
        return;
    end if;
    perform set_config('pg_trgm.word_similarity_threshold', '0.35', true);
    return query select s.agency_id, s.id, round(499 * f.fit)::integer
        from sample s cross join lateral (
            select min(word_similarity(w, s.words)) as least, avg(word_similarity(w, s.words)) as fit from unnest(wanted) w) f
        where s.agency_id = any (seen) and f.least >= 0.35
          and s.words %> (select w from unnest(wanted) w order by length(w) desc limit 1);
end $$;
revoke execute on function sample_found(text) from public;
grant execute on function sample_found(text) to onestop_read;

-- The brief form of a sample reply, key for key as sample_json() of the daemon writes it (a test compares them).
create view sample_brief with (security_invoker = true) as
select s.agency_id, s.id, jsonb_build_object(
    'code', s.code, 'language', s.language, 'agency', a.code, 'version', r.version, 'title', s.title, 'subject', s.subject,
    'body', s.body, 'services', (select coalesce(jsonb_agg(v.code order by v.code), '[]') from service v
        where v.agency_id = s.agency_id and v.id = any (s.services)),
    'owner', person(s.owner_id), 'review_on', s.review_on, 'review_due', s.retired_at is null
        and s.review_on < (now() at time zone a.time_zone)::date,
    'status', case when s.retired_at is null then 'in-use' else 'retired' end, 'created_at', instant(s.created_at),
    'created_by', person(s.created_by), 'changed_at', instant(s.changed_at), 'changed_by', person(s.changed_by),
    'retired_at', instant(s.retired_at)) as brief
from sample s join record r on r.agency_id = s.agency_id and r.id = s.id join agency a on a.id = s.agency_id;
grant select on sample_brief to onestop_read;

-- A reply, without what it says.
create view reply_brief with (security_invoker = true) as
select p.agency_id, p.id, p.case_id, jsonb_build_object(
    'id', p.id, 'at', instant(p.at), 'by', person(p.staff_id), 'channel', channel_name(p.channel), 'delivery', delivery_name(p.delivery),
    'language', p.language, 'contact', p.contact_id, 'subject', p.subject,
    'sample', (select s.code from sample s where s.id = p.sample_id), 'sample_version', nullif(p.sample_version, 0),
    'edited', p.edited) as brief
from reply p;
grant select on reply_brief to onestop_read;

-- As in 0005, and which reply.
create or replace function event_brief(event case_event) returns jsonb language sql stable parallel safe as $$
    select jsonb_strip_nulls(jsonb_build_object('seq', event.seq, 'at', instant(event.at), 'kind', event_kind_name(event.kind),
        'by', person(event.actor_id), 'case_manager', person((f ->> 'case-manager-id')::integer),
        'handler', person((f ->> 'handler-id')::integer), 'assignee', person((f ->> 'assignee-id')::integer),
        'queue', (select q.code from queue q where q.id = (f ->> 'queue-id')::integer limit 1),
        'agency', (select a.code from agency a where a.id = (f ->> 'handling-agency-id')::integer),
        'route', f ->> 'route', 'step', f ->> 'step', 'from_state', f ->> 'from-state', 'state', f ->> 'state', 'outcome', f ->> 'outcome',
        'minutes', (f ->> 'minutes')::integer, 'percent', (f ->> 'percent')::integer,
        'reason', pause_reason_name((f ->> 'pause-reason')::integer),
        'due_at', instant(to_timestamp((f ->> 'due-at')::numeric / 1000000)),
        'in_time', case (f ->> 'in-time')::integer when 1 then true when 2 then false end,
        'visible', case when (f ->> 'visible') = '1' then true end,
        'note', (f ->> 'note-id')::bigint, 'contact', (f ->> 'contact-id')::bigint, 'task', (f ->> 'task-id')::bigint,
        'source', f ->> 'source', 'external_id', f ->> 'external-id',
        'reply', (f ->> 'reply-id')::bigint, 'delivery', delivery_name((f ->> 'delivery')::integer),
        'sample', (select s.code from sample s where s.id = (f ->> 'sample-id')::bigint),
        'sample_version', (f ->> 'sample-version')::integer, 'edited', case when (f ->> 'edited') = '1' then true end))
    from (select event.facts::json as f) parsed $$;
