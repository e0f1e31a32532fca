-- Finding customers by a misspelled name among very many: likeness is asked for in steps, each only when the one before found
-- few, and no step ranks more than `most`. One customer may come more than once; the best rank counts.
--
-- The scans that are off are those that a limit makes look cheap: they read all customers where the trigram index reads few.
create or replace function customer_search(words text, wanted_phone text, wanted_email text, wanted_kind text, wanted_value text)
returns table (agency_id integer, id bigint, rank integer)
language plpgsql stable security definer set search_path = public, pg_temp
    set enable_seqscan = off set enable_indexscan = off as $$
#variable_conflict use_column
declare
    seen integer[] := seen_agencies();
    wanted text := search_text(words);
    enough constant integer := 5;
    most constant integer := 5000;
    likeness text;
    hits integer := 0;
    more integer;
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
    foreach likeness in array '{0.6,0.5,0.35}'::text[] loop
        perform set_config('pg_trgm.word_similarity_threshold', likeness, true);
        return query select c.agency_id, c.id, name_rank(wanted, c.name_search)
            from (select * from customer c where c.agency_id = any (seen) and c.merged_into is null
                and c.name_search %> wanted limit most) c;
        get diagnostics more = row_count;
        hits := hits + more;
        exit when hits >= enough;
    end loop;
end $$;
