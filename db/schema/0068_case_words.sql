-- The words of subjects, so that cases are found by what they were about. They follow from kase.subject and are made behind: whoever
-- inserts a case notes its id in case_words_journal, which costs a row a statement, and seconds later case_words_fold() writes the
-- words of those that were noted (db/fold.h). Searches read the subjects of what is still noted, so that they miss nothing.
-- To make them anew: delete from case_words, and note all cases as at the end of this file.
create table case_words (
    agency_id integer not null, case_id bigint not null,
    words tsvector not null, -- of the subject, which is personal: they change and go with it
    primary key (agency_id, case_id)
) with (autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
-- What was added last stands in a list that every search reads: kept short, since nobody waits for who empties it.
create index case_words_words on case_words using gin (words) with (fastupdate = on, gin_pending_list_limit = 512);
call wall('case_words');
grant insert on case_words to onestop_write;

create table case_words_journal (agency_id integer not null, case_id bigint[] not null)
    with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_insert_threshold = -1);
call wall('case_words_journal');
grant insert, delete, update on case_words_journal to onestop_write; -- update: only to lock

-- The words of a subject: letters and digits, small and without accents; null: there are none.
create function case_words_of(subject text) returns tsvector language sql immutable parallel safe as $$
    select nullif(array_to_tsvector(array_remove(regexp_split_to_array(search_text(subject), '[^[:alnum:]]+'), '')), '') $$;

-- What a search asks of words: each word in it begins one of the subject; from_letters: those that are shorter are left out.
create function case_words_asked(words text, from_letters integer) returns tsquery language sql immutable parallel safe as $$
    select string_agg(quote_literal(w) || ':*', ' & ')::tsquery
    from regexp_split_to_table(search_text(words), '[^[:alnum:]]+') w where length(w) >= from_letters $$;

create function case_words_come() returns trigger language plpgsql as $$
begin
    insert into case_words_journal (agency_id, case_id)
    select agency_id, array_agg(id) from moved group by agency_id;
    return null;
end $$;
create trigger words_come after insert on kase referencing new table as moved
    for each statement execute function case_words_come();

-- A subject changes only when it is erased or corrected.
create function case_words_change() returns trigger language plpgsql as $$
begin
    delete from case_words w where w.agency_id = old.agency_id and w.case_id = old.id;
    insert into case_words (agency_id, case_id, words)
    select new.agency_id, new.id, w from case_words_of(new.subject) w where w is not null;
    return null;
end $$;
create trigger words_change after update of subject on kase for each row
    when (old.subject is distinct from new.subject) execute function case_words_change();
create function case_words_go() returns trigger language plpgsql as $$
begin
    delete from case_words w where w.agency_id = old.agency_id and w.case_id = old.id;
    return null;
end $$;
create trigger words_go after delete on kase for each row execute function case_words_go();

-- Writes the words of an agency's noted cases, of so many notes at most; what another daemon is at is passed over. Returns how many
-- notes that were. The lock: who is erased meanwhile is either seen without a subject here, or has their words deleted.
create function case_words_fold(of_agency integer, most integer) returns integer language plpgsql volatile as $$
declare
    noted integer;
begin
    perform personal_lock(of_agency, false);
    with taken as (
        delete from case_words_journal where ctid = any (array(
            select ctid from case_words_journal where agency_id = of_agency limit most for update skip locked))
        returning case_id
    ), written as (
        insert into case_words (agency_id, case_id, words)
        select of_agency, k.id, w
        from (select unnest(case_id) as id from taken) t join kase k on k.agency_id = of_agency and k.id = t.id
            cross join lateral case_words_of(k.subject) w
        where w is not null
        on conflict do nothing
    )
    select count(*) into noted from taken;
    return noted;
end $$;

-- Cases by the words of their subjects, newest first, within what the caller sees: agencies, places, as in in_scope(), and own ones.
-- Near first: what is not folded yet, the newest cases of each agency, and the newest that were handed over to one. They are read
-- one by one, which costs the same however common the words are. Only when they do not give enough is the index asked, for words of
-- three letters and more; words that are everywhere are dear there, but are found near by then. What it gives is told apart by
-- agency before it is cut at `most`, and looked into from the newest on, as far as needed. Cases are looked up one by one (offset 0):
-- what a limit is to save, the planner would else spend on reading all of them in order.
create function case_found(wanted text, agencies integer[], places bigint[], caller integer, enough integer)
returns table (agency_id integer, id bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    seen constant integer[] := seen_agencies();
    asked constant tsquery := case_words_asked(wanted, 1);
    long constant tsquery := case_words_asked(wanted, 3);
    near constant integer := 3000;
    near_handed constant integer := 500;
    most constant integer := 20000;
    hits bigint;
begin
    if asked is null then
        return;
    end if;
    return query
    with noted as (
        select j.agency_id, u.id from case_words_journal j cross join unnest(j.case_id) u (id) order by u.id desc limit near
    ), hit as (
        select k.agency_id, k.id from noted n cross join lateral (
            select * from kase k where k.agency_id = n.agency_id and k.id = n.id offset 0) k
        where (k.agency_id = any (seen) or k.handling_agency_id = any (seen)) and case_words_of(k.subject) @@ asked
        union
        select w.agency_id, w.case_id from unnest(seen) of_agency (number) cross join lateral (
            select * from case_words w where w.agency_id = of_agency.number order by w.case_id desc limit near) w
        where w.words @@ asked
        union
        select k.agency_id, k.id from unnest(seen) of_agency (number) cross join lateral (
            select k.agency_id, k.id from kase k where k.handling_agency_id = of_agency.number and k.handling_agency_id <> k.agency_id
            order by k.id desc limit near_handed) k
            cross join lateral (select * from case_words w where w.agency_id = k.agency_id and w.case_id = k.id offset 0) w
        where w.words @@ asked
    )
    select k.agency_id, k.id from hit h cross join lateral (
        select * from kase k where k.agency_id = h.agency_id and k.id = h.id offset 0) k
    where in_scope(k.agency_id, k.office_id, k.handling_agency_id, k.queue_id, agencies, places)
        or k.handler_id = caller or k.case_manager_id = caller
    order by k.id desc limit enough;
    get diagnostics hits = row_count;
    if hits >= enough or long is null then
        return;
    end if;
    return query
    with matched as materialized (
        select w.agency_id, w.case_id from case_words w
        where w.words @@ long and case when long = asked then true else w.words @@ asked end order by w.case_id desc
    )
    (select k.agency_id, k.id
    from (select * from matched m where m.agency_id = any (seen) limit most) m cross join lateral (
        select * from kase k where k.agency_id = m.agency_id and k.id = m.case_id offset 0) k
    where in_scope(k.agency_id, k.office_id, k.handling_agency_id, k.queue_id, agencies, places)
        or k.handler_id = caller or k.case_manager_id = caller
    limit enough)
    union all
    (select k.agency_id, k.id
    from (select * from matched m where m.agency_id <> all (seen) limit most) m cross join lateral (
        select * from kase k where k.agency_id = m.agency_id and k.id = m.case_id offset 0) k
    where k.handling_agency_id = any (seen)
      and (in_scope(k.agency_id, k.office_id, k.handling_agency_id, k.queue_id, agencies, places)
        or k.handler_id = caller or k.case_manager_id = caller)
    limit enough);
end $$;
revoke execute on function case_found(text, integer[], bigint[], integer, integer) from public;
grant execute on function case_found(text, integer[], bigint[], integer, integer) to onestop_read;

insert into case_words_journal (agency_id, case_id)
select agency_id, array_agg(id) from (
    select agency_id, id, row_number() over (partition by agency_id order by id) / 50 as part from kase where subject <> '') k
group by agency_id, part order by agency_id, part;
