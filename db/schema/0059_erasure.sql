-- What is personal, said once: its export and its erasure go by these two tables, and so do the comments of the columns. A table
-- that hangs on a customer is named here with the ids that personal_rows() gives of it; a test finds texts that are not.
create table personal_table (
    name     text primary key,
    position smallint not null unique, -- erased in this order: the customers themselves at the end
    section  text not null unique,     -- its name in an export
    key      text not null,            -- the column that personal_rows() has the values of
    stays    boolean not null,         -- false: the rows go as a whole
    context  jsonb not null            -- what an export tells with it: name -> expression over the row t
);
create table personal_column (
    table_name text not null references personal_table, name text not null,
    erased     text not null default 'null', -- the expression that it becomes
    exported   boolean not null default true, -- false: it says nothing of anybody (salts, hashes)
    primary key (table_name, name)
);
grant select on personal_table, personal_column to onestop_read, onestop_write;

insert into personal_table (position, name, section, key, stays, context) values
    (1, 'note', 'notes', 'id', true, '{"id": "t.id", "at": "instant(t.at)", "by": "person(t.staff_id) ->> ''name''",
        "case": "(select k.reference from kase k where k.agency_id = t.agency_id and k.id = t.case_id)"}'),
    (2, 'contact', 'contacts', 'id', true, '{"id": "t.id", "at": "instant(t.at)", "by": "person(t.staff_id) ->> ''name''",
        "channel": "channel_name(t.channel)", "direction": "direction_name(t.direction)", "purpose": "purpose_name(t.purpose)",
        "case": "(select k.reference from kase k where k.agency_id = t.agency_id and k.id = t.case_id)"}'),
    (3, 'task', 'tasks', 'id', true, '{"id": "t.id", "opened_at": "instant(t.opened_at)", "answered_at": "instant(t.answered_at)",
        "case": "(select k.reference from kase k where k.agency_id = t.agency_id and k.id = t.case_id)"}'),
    (4, 'reply', 'replies', 'id', true, '{"id": "t.id", "at": "instant(t.at)", "by": "person(t.staff_id) ->> ''name''",
        "channel": "channel_name(t.channel)", "delivery": "delivery_name(t.delivery)", "language": "t.language",
        "case": "(select k.reference from kase k where k.agency_id = t.agency_id and k.id = t.case_id)"}'),
    (5, 'feedback', 'feedback', 'id', true, '{"reference": "(select r.reference from record r where r.agency_id = t.agency_id and r.id = t.id)",
        "kind": "feedback_kind_name(t.kind)", "state": "feedback_state_name(t.state)", "received_at": "instant(t.received_at)",
        "language": "t.language", "answered_at": "instant(t.answered_at)", "closed_at": "instant(t.closed_at)"}'),
    (6, 'complaint_stage', 'complaint_stages', 'id', true, '{"complaint": "(select r.reference from record r where r.agency_id = t.agency_id and r.id = t.id)",
        "stage": "t.stage + 1", "started_at": "instant(t.started_at)", "ended_at": "instant(t.ended_at)",
        "outcome": "complaint_outcome_name(t.outcome)"}'),
    (7, 'complaint_remedy', 'complaint_remedies', 'id', true, '{"complaint": "(select r.reference from record r where r.agency_id = t.agency_id and r.id = t.id)",
        "due_at": "instant(t.due_at)", "done_at": "instant(t.done_at)"}'),
    (8, 'complaint', 'complaints', 'id', true, '{"reference": "(select r.reference from record r where r.agency_id = t.agency_id and r.id = t.id)",
        "state": "complaint_state_name(t.state)", "subject": "t.subject", "received_at": "instant(t.received_at)",
        "happened_at": "instant(t.happened_at)", "closed_at": "instant(t.closed_at)"}'),
    (9, 'survey', 'surveys', 'id', true, '{"reference": "(select r.reference from record r where r.agency_id = t.agency_id and r.id = t.id)",
        "invited_at": "instant(t.invited_at)", "answered_at": "instant(t.answered_at)", "language": "t.language", "answers": "t.answers"}'),
    (10, 'outbox', 'messages', 'id', false, '{"id": "t.id", "kind": "outbox_kind_name(t.kind)", "state": "outbox_state_name(t.state)",
        "created_at": "instant(t.created_at)", "ended_at": "instant(t.ended_at)", "language": "t.language"}'),
    (11, 'kase', 'cases', 'id', true, '{"reference": "t.reference", "state": "t.state", "outcome": "t.outcome",
        "service": "(select s.name from service s where s.agency_id = t.agency_id and s.id = t.service_id)",
        "channel": "channel_name(t.channel)", "received_at": "instant(t.received_at)", "opened_at": "instant(t.opened_at)",
        "closed_at": "instant(t.closed_at)"}'),
    (12, 'customer_identifier', 'identifiers', 'customer_id', false, '{"customer": "t.customer_id"}'),
    (13, 'customer', 'records', 'id', true, '{"id": "t.id", "merged_into": "t.merged_into", "created_at": "instant(t.created_at)",
        "changed_at": "instant(t.changed_at)", "preferred_channel": "channel_name(t.channel)",
        "segment_name": "(select g.name from segment g where g.agency_id = t.agency_id and g.id = t.segment_id)"}');

insert into personal_column (table_name, name) values
    ('note', 'body'), ('contact', 'summary'), ('task', 'question'), ('task', 'answer'),
    ('reply', 'subject'), ('reply', 'body'), ('reply', 'name'), ('reply', 'address'),
    ('feedback', 'text'), ('feedback', 'answer'), ('feedback', 'reason'),
    ('complaint_stage', 'extension_reason'), ('complaint_stage', 'answer'), ('complaint_stage', 'lesson'),
    ('complaint_remedy', 'what'), ('complaint', 'body'), ('survey', 'free_text'),
    ('outbox', 'address'), ('outbox', 'subject'), ('outbox', 'body'), ('outbox', 'html'),
    ('kase', 'subject'), ('kase', 'details'), ('customer_identifier', 'kind'), ('customer_identifier', 'value'),
    ('customer', 'name'), ('customer', 'phone'), ('customer', 'email'), ('customer', 'address'), ('customer', 'language');
-- A salt is of no use once what it salted has gone, and with it a short text could be guessed from the digest in the events. A link
-- to a survey is dead then. Preferences: none.
insert into personal_column (table_name, name, erased, exported)
    select t, 'salt', $$decode(repeat('00', 16), 'hex')$$, false
    from unnest(array['note', 'task', 'reply', 'feedback', 'complaint', 'survey', 'kase']) t
    union all values ('survey', 'token_hash', 'null', false), ('customer', 'channel', '0', false), ('customer', 'segment_id', '0', false);

do $$
declare c personal_column;
begin
    for c in select * from personal_column loop
        execute format('comment on column %I.%I is %L', c.table_name, c.name, 'personal; once erased: ' || c.erased);
    end loop;
end $$;

-- An erased customer says nothing any more; a customer who is not erased has a name.
alter table customer add column erased_at timestamptz, alter column name drop not null,
    add constraint customer_named check (name is not null or erased_at is not null),
    add constraint customer_erased check (erased_at is null
        or num_nonnulls(name, phone, email, address, language) = 0 and channel = 0 and segment_id = 0);
create index customer_erased on customer (agency_id, id) where erased_at is not null;

-- Who exported or erased what is personal, and why. Nothing of it ever changes.
create table personal_act (
    agency_id integer not null references agency, id bigint generated always as identity,
    at timestamptz not null default clock_timestamp(), staff_id integer not null,
    act smallint not null,        -- personal_act_name()
    customer_id bigint not null,
    reason text,                  -- of an erasure; names nobody (workflow/customer.c)
    primary key (agency_id, id)
);
call wall('personal_act');
grant insert on personal_act to onestop_write;
create function personal_act_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{exported,erased}'::text[])[number] $$;
create function personal_act_stays() returns trigger language plpgsql as $$
begin
    raise exception 'what was written down stays as it is' using errcode = 'integrity_constraint_violation';
end $$;
create trigger personal_act_stays before update or delete or truncate on personal_act execute function personal_act_stays();

-- Whose answer a first answer is: the case, record, contact or customer; 0: nobody's, null: from before this was kept.
alter table idempotency add column about bigint;
create index idempotency_about on idempotency (agency_id, about);

-- Messages of a customer in every state; what an anonymous complaint or suggestion is about.
drop index outbox_customer;
create index outbox_customer on outbox (agency_id, customer_id) where customer_id is not null;
create index complaint_anonymous on complaint (agency_id, complained_case_id) where customer_id = 0 and complained_case_id <> 0;
create index feedback_anonymous on feedback (agency_id, case_id) where customer_id is null and case_id is not null;

-- What hangs on a customer, under any of their records, by the tables of personal_table: their cases and all that was written
-- about these, anonymous complaints and feedback about them, too; not what belongs to another customer. without: complaints that
-- are left out, with all of theirs.
create function personal_rows(of_agency integer, of_customer bigint, without bigint[])
returns table (table_name text, id bigint) language sql stable as $$
    with family as materialized (
        select f.id from customer_family(array[of_agency], of_customer) f
    ), cases as materialized (
        select k.id from family f join kase k on k.agency_id = of_agency and k.customer_id = f.id
    ), complaints as materialized (
        select c.id from family f join complaint c on c.agency_id = of_agency and c.customer_id = f.id and c.customer_id <> 0
        where c.id <> all (without)
        union
        select c.id from cases k join complaint c on c.agency_id = of_agency and c.customer_id = 0 and c.complained_case_id = k.id
            and c.complained_case_id <> 0
        where c.id <> all (without)
    ), opinions as materialized (
        select o.id from family f join feedback o on o.agency_id = of_agency and o.customer_id = f.id
        union
        select o.id from cases k join feedback o on o.agency_id = of_agency and o.customer_id is null and o.case_id = k.id
    ), surveys as materialized (
        select s.id from family f join survey s on s.agency_id = of_agency and s.customer_id = f.id
    ), told as materialized (
        select e.facts::jsonb as f from cases k join case_event e on e.agency_id = of_agency and e.case_id = k.id
    ), owners as materialized (
        select c.id from cases c union all select c.id from complaints c union all select o.id from opinions o
        union all select s.id from surveys s
    )
    select 'customer', f.id from family f
    union all select 'customer_identifier', f.id from family f
    union all select 'kase', k.id from cases k
    union all select distinct 'note', (t.f ->> 'note-id')::bigint from told t where t.f ? 'note-id'
    union all (
        select 'contact', (t.f ->> 'contact-id')::bigint from told t where t.f ? 'contact-id'
        union select 'contact', c.id from family f join contact c on c.agency_id = of_agency and c.customer_id = f.id)
    union all select 'task', t.id from cases k join task t on t.agency_id = of_agency and t.case_id = k.id
    union all (
        select 'reply', p.id from cases k join reply p on p.agency_id = of_agency and p.case_id = k.id
        union select 'reply', p.id from family f join reply p on p.agency_id = of_agency and p.customer_id = f.id)
    union all select 'feedback', o.id from opinions o
    union all select t.name, c.id from complaints c
        cross join unnest(array['complaint', 'complaint_stage', 'complaint_remedy']) t (name)
    union all select 'survey', s.id from surveys s
    union all (
        select 'outbox', o.id from owners w join outbox o on o.agency_id = of_agency and o.owner_id = w.id and o.owner_id <> 0
            and o.kind <> 3 -- what other systems are told of a case names nobody
        union
        select 'outbox', o.id from family f join outbox o on o.agency_id = of_agency and o.customer_id = f.id
        where o.owner_id <> all (without))
$$;

-- What of a customer is still under way, so that nothing may be erased yet: work that is open, and what is about to be sent (not the
-- reminder of a survey, which goes with it). complaint_id: of a serious complaint, which only some may know of.
create function customer_busy(of_agency integer, of_customer bigint)
returns table (what text, label text, complaint_id bigint) language sql stable as $$
    with rows as materialized (select * from personal_rows(of_agency, of_customer, '{}'))
    select 'case', k.reference, null::bigint
    from rows r join kase k on k.agency_id = of_agency and k.id = r.id
    where r.table_name = 'kase' and k.closed_at is null
    union all
    select 'complaint', h.reference, case when c.serious then c.id end
    from rows r join complaint c on c.agency_id = of_agency and c.id = r.id join record h on h.agency_id = c.agency_id and h.id = c.id
    where r.table_name = 'complaint' and (c.state = 1 or exists (
        select from clock k where k.agency_id = c.agency_id and k.owner_id = c.id and k.next_rung_at is not null))
    union all
    select 'feedback', h.reference, null
    from rows r join feedback o on o.agency_id = of_agency and o.id = r.id join record h on h.agency_id = o.agency_id and h.id = o.id
    where r.table_name = 'feedback' and o.state = 1
    union all
    select 'message', o.id::text, null
    from rows r join outbox o on o.agency_id = of_agency and o.id = r.id
    where r.table_name = 'outbox' and not o.secret and o.occasion is distinct from 'survey-reminder'
      and (o.state = 1 or o.confirms and o.kind = 1 and o.state = 2)
$$;

-- Everything personal that is stored about a customer, section by section; part: of one section (null: all).
create function personal_export(of_agency integer, of_customer bigint, without bigint[], part text) returns jsonb
language plpgsql stable as $$
declare
    told jsonb := '{}';
    one record;
    items jsonb;
begin
    for one in
        select t.name, t.section, t.key, r.ids,
            (select string_agg(format('%L, %s', c.key, c.value), ', ' order by c.key) from jsonb_each_text(t.context) c) as context,
            (select string_agg(format('%L, t.%I', c.name, c.name), ', ' order by c.name) from personal_column c
                where c.table_name = t.name and c.exported) as columns
        from personal_table t left join (
            select p.table_name, array_agg(p.id) as ids from personal_rows(of_agency, of_customer, without) p group by 1) r
            on r.table_name = t.name
        where part is null or part = t.section order by t.position desc
    loop
        execute format('select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(%s) || jsonb_build_object(%s))), ''[]'')'
            || ' from (select * from %I where agency_id = $1 and %I = any ($2) order by %I) t',
            one.context, one.columns, one.name, one.key, one.key)
            into items using of_agency, coalesce(one.ids, '{}');
        told := told || jsonb_build_object(one.section, items);
    end loop;
    return told;
end $$;

-- Erases, or deletes, the rows of one table by its personal columns. also: further assignments.
create function personal_wipe(t personal_table, of_agency integer, ids bigint[], also text) returns void language plpgsql as $$
begin
    if t.stays then
        execute format('update %I set %s%s where agency_id = $1 and %I = any ($2)', t.name,
            (select string_agg(format('%I = %s', c.name, c.erased), ', ') from personal_column c where c.table_name = t.name), also, t.key)
            using of_agency, ids;
    else
        execute format('delete from %I where agency_id = $1 and %I = any ($2)', t.name, t.key) using of_agency, ids;
    end if;
end $$;
revoke execute on function personal_wipe(personal_table, integer, bigint[], text) from public;

-- Who writes something of a customer takes this lock together with others, who erases one takes it alone: so what was written at
-- that moment is either there to be erased, or finds the customer erased. 1163018579: "ERAS".
create function personal_lock(of_agency integer, alone boolean) returns void language sql volatile as $$
    select case when alone then pg_advisory_xact_lock(1163018579, of_agency)
        else pg_advisory_xact_lock_shared(1163018579, of_agency) end $$;

-- Erases a customer under all of their records. A serious complaint that is open stays as it is until it has ended
-- (complaint_ended()): who erases may be whom it names, and may not even learn of it. As the owner, so that what writes notes and
-- replies can change none of them.
create function erase_customer(of_agency integer, of_customer bigint, by_staff integer, moment timestamptz, why text) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    kept bigint[];
    whose bigint[];
    t personal_table;
    ids jsonb;
begin
    perform personal_lock(of_agency, true);
    if exists (select from customer_busy(of_agency, of_customer) b where b.complaint_id is null) then
        raise exception 'something of this customer is under way' using errcode = 'check_violation', constraint = 'customer_busy';
    end if;
    kept := array(select b.complaint_id from customer_busy(of_agency, of_customer) b where b.what = 'complaint');
    ids := (select jsonb_object_agg(r.table_name, r.ids) from (
        select p.table_name, jsonb_agg(p.id) as ids from personal_rows(of_agency, of_customer, kept) p group by 1) r);
    whose := array(select (i.value)::bigint from jsonb_each(ids) g cross join lateral jsonb_array_elements_text(g.value) i
        where g.key in ('customer', 'kase', 'contact', 'feedback', 'complaint', 'survey'));
    update idempotency i set answer = '' where i.agency_id = of_agency and (i.about = any (whose || kept) or i.about is null);
    -- Why an improvement was linked to what is erased.
    update improvement i set links = (
        select jsonb_agg(case when (l.link ->> 'id')::bigint = any (whose) then l.link - 'note' else l.link end order by l.ord)
        from jsonb_array_elements(i.links) with ordinality l (link, ord))
    where i.agency_id = of_agency and exists (
        select from jsonb_array_elements(i.links) l where (l ->> 'id')::bigint = any (whose) and l ? 'note');
    delete from bounce b using customer_family(array[of_agency], of_customer) f, customer c
    where c.agency_id = of_agency and c.id = f.id and b.agency_id = of_agency and b.address = address_hash(c.email)
      and not exists (select from customer o where o.agency_id = of_agency and o.email = c.email and o.merged_into is null
        and o.id <> all (array(select g.id from customer_family(array[of_agency], of_customer) g)));
    delete from outbox o where o.agency_id = of_agency and o.owner_id <> 0 and o.owner_id = any (kept);
    for t in select * from personal_table order by position loop
        perform personal_wipe(t, of_agency, array(select jsonb_array_elements_text(coalesce(ids -> t.name, '[]'))::bigint),
            case when t.name = 'customer' then format(', version = version + 1, changed_at = %1$L, erased_at = %1$L', moment) else '' end);
    end loop;
    insert into personal_act (agency_id, staff_id, act, customer_id, reason, at) values (of_agency, by_staff, 2, of_customer, why, moment);
end $$;
revoke execute on function erase_customer(integer, bigint, integer, timestamptz, text) from public;
grant execute on function erase_customer(integer, bigint, integer, timestamptz, text) to onestop_write;

-- Nothing new hangs on who was erased, whoever writes it and however early it was decided. What is known under their name changes no
-- more either, but for a serious complaint that was open, and is erased as soon as it is not.
create function customer_takes() returns trigger language plpgsql as $$
begin
    if not exists (select from became b where b.customer_id <> 0) then
        return null;
    end if;
    perform personal_lock((select b.agency_id from became b limit 1), false);
    if exists (select from became b cross join lateral (
            select from customer c where c.agency_id = b.agency_id and c.id = b.customer_id and c.erased_at is not null limit 1) e
        where tg_argv[0] is null or not (to_jsonb(b) ->> 'serious')::boolean) then
        raise exception 'the customer was erased' using errcode = 'check_violation', constraint = 'customer_gone';
    end if;
    return null;
end $$;
do $$
declare t text;
begin
    foreach t in array array['kase', 'contact', 'feedback', 'complaint', 'survey', 'reply', 'outbox'] loop
        execute format('create trigger customer_takes after insert on %I referencing new table as became'
            || ' for each statement execute function customer_takes()', t);
    end loop;
    foreach t in array array['kase', 'feedback', 'survey'] loop
        execute format('create trigger customer_takes_change after update on %I referencing new table as became'
            || ' for each statement execute function customer_takes()', t);
    end loop;
end $$;
create trigger customer_takes_change after update on complaint referencing new table as became
    for each statement execute function customer_takes('serious');

create function complaint_ended() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare t personal_table;
begin
    for t in select * from personal_table where name like 'complaint%' order by position loop
        perform personal_wipe(t, new.agency_id, array[new.id], '');
    end loop;
    return null;
end $$;
create function customer_erased(of_agency integer, of_customer bigint) returns boolean language sql stable as $$
    select exists (select from customer c where c.agency_id = of_agency and c.id = of_customer and c.erased_at is not null) $$;
-- Not within another trigger: what it does is an update, too.
create trigger complaint_ended after update on complaint for each row
    when (new.serious and new.state <> 1 and pg_trigger_depth() = 0 and customer_erased(new.agency_id, new.customer_id))
    execute function complaint_ended();
