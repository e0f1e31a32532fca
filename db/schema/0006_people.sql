-- Finding customers, and counting what waits.

create index customer_identifier_value on customer_identifier (agency_id, value);
create index customer_merged on customer (agency_id, merged_into) where merged_into is not null;
-- A number is known by its last digits, with or without the country code and national prefix.
create index customer_phone_tail on customer (agency_id, right(phone, 7)) where phone is not null and merged_into is null;

-- How well a name fits, up to 999: as a part of the name first, then as the whole of it.
create function name_rank(wanted text, name text) returns integer language sql immutable strict parallel safe as $$
    select round(700 * public.word_similarity(wanted, name) + 299 * public.similarity(wanted, name))::integer $$;

-- Customers by what a clerk was told, best first; rank 1000 is exact. What is null is not looked for. Names are found with
-- accents left out and with typos, by the trigrams they share: well-spelled ones first, and only when they are few, others.
--
-- Row security would keep the trigram index from being used (its operators are not leakproof), so this runs as the owner and
-- names the agencies itself: those of the transaction, as the policies do.
create function customer_search(words text, wanted_phone text, wanted_email text, wanted_kind text, wanted_value text)
returns table (agency_id integer, id bigint, rank integer)
language plpgsql stable security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    seen integer[] := seen_agencies();
    wanted text := search_text(words);
    enough constant integer := 5;
    well constant real := 0.6;
    badly constant real := 0.35;
    hits integer;
begin
    if wanted_value is not null then
        return query select i.agency_id, i.customer_id, 1000 from customer_identifier i
            where i.agency_id = any (seen) and (wanted_kind is null or i.kind = wanted_kind) and i.value = wanted_value;
    end if;
    if wanted_email is not null then
        return query select c.agency_id, c.id, 1000 from customer c
            where c.agency_id = any (seen) and c.email = wanted_email and c.merged_into is null;
    end if;
    if wanted_phone is not null and length(wanted_phone) < 7 then
        return query select c.agency_id, c.id, 1000 from customer c
            where c.agency_id = any (seen) and c.phone = wanted_phone and c.merged_into is null;
    elsif wanted_phone is not null then
        return query select c.agency_id, c.id, case when c.phone = wanted_phone then 1000 else 900 end from customer c
            where c.agency_id = any (seen) and c.merged_into is null and c.phone is not null
              and right(c.phone, 7) = right(wanted_phone, 7);
    end if;
    if wanted is null then
        return;
    end if;
    perform set_config('pg_trgm.word_similarity_threshold', well::text, true);
    return query select c.agency_id, c.id, name_rank(wanted, c.name_search) from customer c
        where c.agency_id = any (seen) and c.merged_into is null and c.name_search %> wanted;
    get diagnostics hits = row_count;
    if hits >= enough then
        return;
    end if;
    perform set_config('pg_trgm.word_similarity_threshold', badly::text, true);
    return query select c.agency_id, c.id, name_rank(wanted, c.name_search) from customer c
        where c.agency_id = any (seen) and c.merged_into is null and c.name_search %> wanted
          and word_similarity(wanted, c.name_search) < well;
end $$;
revoke execute on function customer_search(text, text, text, text, text) from public;
grant execute on function customer_search(text, text, text, text, text) to onestop_read;

-- Personal data in lists: enough to tell two people apart, no more.
create function masked_phone(phone text) returns text language sql immutable parallel safe as $$
    select repeat('•', greatest(length(phone) - 3, 0)) || right(phone, 3) $$;
create function masked_email(email text) returns text language sql immutable parallel safe as $$
    select left(email, 1) || '•••' || substring(email from '@.*$') $$;
create function masked_identifier(kind text, value text) returns text language sql immutable parallel safe as $$
    select kind || ':' || repeat('•', greatest(length(value) - 3, 1)) || right(value, least(3, length(value) - 1)) $$;

-- Counts of queues read this index alone, so whoever waits, and who may see it, stand in it too; open cases change often, so
-- they are vacuumed long before a fifth of all cases has changed.
drop index kase_queue;
create index kase_queue on kase (queue_id, due_at, id) include (agency_id, handling_agency_id, office_id, handler_id)
    where closed_at is null;
alter table kase set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
