-- Surveys: what is asked (versions of a definition's part), and each invitation or answer, a record (0012_record.sql).
create table instrument (like process including all, foreign key (agency_id) references agency,
    foreign key (definition_id) references desk_definition);
grant insert, update on instrument to onestop_write;
grant select on instrument to onestop_read, onestop_write;

create table survey (
    agency_id integer not null, id bigint not null, instrument_id integer not null,
    kind smallint not null,             -- enum survey_kind
    state smallint not null,            -- enum survey_state
    office_id integer not null, service_id integer not null,
    case_id bigint, customer_id bigint, -- of whom a customer's survey is asked
    previous_id bigint,                 -- the customer's invitation before this one; 0: none; null: no invitation
    invited_at timestamptz, expires_at timestamptz,
    delivery smallint not null,         -- enum channel: how the invitation goes to the customer
    language text,
    token_hash bytea,                   -- SHA-256 of the link's secret, which is kept nowhere
    sent_at timestamptz, sent_by integer not null, -- by e-mail or letter from here, or by staff; 0: by itself
    answered_at timestamptz,
    answered_by integer not null,       -- who keyed it in; 0: the customer, by the link
    answered_via smallint not null,     -- enum channel
    entered_by integer not null,        -- staff survey and mystery visit; 0: an invitation
    answers jsonb,                      -- question → 1 … 5, "yes", "no"
    free_text jsonb,                    -- question → what was written; personal; null once erased
    salt bytea not null,
    primary key (agency_id, id)
);
-- Each invitation of a customer follows another one: of two made at the same moment, one is made again and finds the other.
create unique index survey_once on survey (agency_id, customer_id, previous_id) where previous_id is not null;
create unique index survey_token on survey (token_hash) where token_hash is not null;
create index survey_state on survey (agency_id, state, id);
create index survey_customer on survey (agency_id, customer_id, id) where customer_id is not null;

-- The last time that a customer was invited, under this record or one that was merged into it.
create function last_invitation(agency_id integer, customer_id bigint, out id bigint, out at bigint) returns setof record
    language sql stable parallel safe as $$
    select s.id, (extract(epoch from s.invited_at) * 1000000)::bigint from survey s
    where s.agency_id = $1 and s.previous_id is not null
      and s.customer_id = any (array(select $2 union all select c.id from customer c where c.agency_id = $1 and c.merged_into = $2))
    order by s.id desc limit 1 $$;

call wall('survey');
grant insert, update on survey to onestop_write;

create function survey_kind_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{customer,staff,mystery-visit}'::text[])[number] $$;
create function survey_state_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{invited,answered}'::text[])[number] $$;
create or replace function event_kind_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{opened,assigned,handed-over,stepped,noted,contacted,brought-in,task-claimed,task-answered,paused,resumed,closed,reopened,linked,rung,customer-changed,feedback-logged,feedback-assigned,feedback-answered,feedback-linked,feedback-closed,improvement-added,improvement-changed,improvement-moved,improvement-linked,improvement-published,survey-invited,survey-sent,survey-answered}'::text[])[number] $$;

-- The brief form, key for key as survey_json() of the daemon writes it (a test compares them): no answers, nothing personal. What
-- the reader may not see (the case) is left out by the statements that use it.
create view survey_brief with (security_invoker = true) as
select s.agency_id, s.id, jsonb_build_object(
    'reference', r.reference, 'version', r.version, 'survey', i.code, 'survey_version', i.version, 'kind', survey_kind_name(s.kind),
    'state', survey_state_name(s.state), 'agency', a.code, 'office', o.code, 'service', v.code,
    'channel', channel_name(r.channel), 'delivery', channel_name(s.delivery), 'language', s.language,
    'invited_at', instant(s.invited_at), 'sent_at', instant(s.sent_at), 'sent_by', person(s.sent_by), 'expires_at', instant(s.expires_at),
    'answered_at', instant(s.answered_at), 'answered_via', channel_name(s.answered_via), 'answered_by', person(s.answered_by),
    'entered_by', person(s.entered_by)) as brief
from survey s
    join record r on r.agency_id = s.agency_id and r.id = s.id
    join instrument i on i.agency_id = s.agency_id and i.id = s.instrument_id
    left join agency a on a.id = s.agency_id
    left join lateral (select code from office where id = s.office_id limit 1) o on true
    left join service v on v.agency_id = s.agency_id and v.id = s.service_id;
grant select on survey_brief to onestop_read, onestop_write;

-- What a survey asks, in the language nearest to the one wished for: that one, its first part, the first there is.
create function survey_language(definition jsonb, wished text) returns text language sql immutable parallel safe as $$
    select t.text ->> 'language' from jsonb_array_elements(definition -> 'texts') with ordinality t (text, ord)
    order by (t.text ->> 'language' = wished) desc nulls last,
        (split_part(t.text ->> 'language', '-', 1) = split_part(wished, '-', 1)) desc nulls last, t.ord limit 1 $$;
create function survey_in_language(definition jsonb, language text) returns jsonb language sql immutable parallel safe as $$
    select jsonb_build_object('code', definition ->> 'code', 'language', language,
        'title', t.text ->> 'title', 'invitation', t.text ->> 'invitation', 'thanks', t.text ->> 'thanks',
        'languages', (select jsonb_agg(l.text ->> 'language' order by l.ord)
            from jsonb_array_elements(definition -> 'texts') with ordinality l (text, ord)),
        'questions', (select jsonb_agg(jsonb_build_object('code', q.q ->> 'code', 'topic', q.q ->> 'topic', 'kind', q.q ->> 'kind',
                'required', coalesce((q.q ->> 'required')::boolean, false),
                'text', (select x.text ->> 'text' from jsonb_array_elements(q.q -> 'texts') x (text) where x.text ->> 'language' = language))
                order by q.ord)
            from jsonb_array_elements(definition -> 'questions') with ordinality q (q, ord)))
    from jsonb_array_elements(definition -> 'texts') t (text) where t.text ->> 'language' = language $$;
