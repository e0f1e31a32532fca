-- A saved view may name a customer: by the number of their record among its filters, or in words that somebody searched for. It
-- goes with them, whoever keeps it.

-- What stands percent-encoded in the query of an address; as it is when that is no text.
create function query_decoded(part text) returns text language plpgsql immutable parallel safe as $$
begin
    return (select convert_from(coalesce(string_agg(case when length(m.piece[1]) = 3 then decode(substr(m.piece[1], 2), 'hex')
            else convert_to(m.piece[1], 'UTF8') end, ''::bytea order by m.number), ''), 'UTF8')
        from regexp_matches(replace(part, '+', ' '), '%[0-9A-Fa-f]{2}|.', 'g') with ordinality m (piece, number));
exception when character_not_in_repertoire then
    return part;
end $$;

-- The words of a text, whatever their case and accents; the same without what stands between them. In both, ASCII signs separate.
create function words_of(said text) returns text[] language sql immutable parallel safe as $$
    select array_remove(regexp_split_to_array(search_text(coalesce(said, '')), '[[:space:]!-/:-@[-`{-~]+'), '') $$;
create function squeezed(said text) returns text language sql immutable parallel safe as $$
    select array_to_string(words_of(said), '') $$;

-- Views that name a customer, under any of their records: a filter has its number; the name stands there in full; one searches for
-- nothing but words of it; or an identifier, e-mail, address or the end of a phone number stands there (the same seven digits by
-- which customers are found).
create function personal_views(of_agency integer, of_customer bigint) returns setof bigint language sql stable as $$
    with family as materialized (
        select c.id, words_of(c.name) as named, c.phone, c.email, c.address
        from customer_family(array[of_agency], of_customer) f join customer c on c.agency_id = of_agency and c.id = f.id
    ), known as materialized (
        select k.value from (
            select right(squeezed(f.phone), 7) as value from family f
            union select squeezed(f.email) from family f union select squeezed(f.address) from family f
            union select squeezed(i.value) from family f join customer_identifier i on i.agency_id = of_agency and i.customer_id = f.id) k
        where length(k.value) > 3
    ), views as materialized (
        select v.id, words_of(v.name || ' ' || string_agg(p.value, ' ')) as words, squeezed(v.name || ' ' || string_agg(p.value, ' ')) as text,
            array_agg(p.value) filter (where p.key = 'customer') as customers,
            words_of(string_agg(p.value, ' ') filter (where p.key = 'q')) as sought
        from saved_view v
            cross join lateral (select query_decoded(split_part(part, '=', 1)) as key,
                    query_decoded(substr(part, length(split_part(part, '=', 1)) + 2)) as value
                from unnest(string_to_array(v.query || '&', '&')) part) p
        where v.agency_id = of_agency group by v.id, v.name
    )
    select v.id from views v
    where exists (select from family f where f.id::text = any (v.customers)
            or (f.named <> '{}' and (f.named <@ v.words
                or v.sought <@ f.named and exists (select from unnest(v.sought) s where length(s) > 2))))
        or exists (select from known k where strpos(v.text, k.value) > 0) $$;

alter function personal_rows(integer, bigint, bigint[]) rename to personal_records;
-- All that hangs on a customer: what personal_records() finds, and views.
create function personal_rows(of_agency integer, of_customer bigint, without bigint[])
returns table (table_name text, id bigint) language sql stable as $$
    select * from personal_records(of_agency, of_customer, without)
    union all select 'saved_view', v from personal_views(of_agency, of_customer) v $$;

insert into personal_table (position, name, section, key, stays, context) values
    (0, 'saved_view', 'views', 'id', false, '{"id": "t.id", "by": "person(t.staff_id) ->> ''name''", "page": "t.page",
        "created_at": "instant(t.created_at)"}');
insert into personal_column (table_name, name) values ('saved_view', 'name'), ('saved_view', 'query');
comment on column saved_view.name is 'personal; once erased: null';
comment on column saved_view.query is 'personal; once erased: null';
