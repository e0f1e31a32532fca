-- To whom a message goes that needs consent, and what it is about: who wrote it asked for consent, and it is asked for again when
-- the message is taken for sending.
alter table outbox
    add column customer_id bigint,                     -- null: it needs no consent (a reply, a webhook)
    add column occasion text,                          -- what of its owner it tells, once; null: whoever wrote it cannot say
    add column unwanted boolean not null default false; -- held because the customer does not wish to be written to

-- One occasion is told once (batch_outbox_insert.sql); without one, any number.
create unique index outbox_occasion on outbox (agency_id, owner_id, occasion) where owner_id <> 0;
drop index outbox_owner;
create index outbox_customer on outbox (agency_id, customer_id) where customer_id is not null and state in (1, 4);

-- Where a message that a courier has taken may go at this moment: its kind and address. Of one that needs consent, how its customer
-- wishes to be written to now, as message_way() and message_address() (workflow/message.c) decide when it is written, and kind 0
-- when not at all; of a merged record, what has taken its place. No row: somebody is changing the customer; ask again later. What is
-- found holds until the end of the transaction. As the owner, since a courier sees no customers but those it has a message for.
create function outbox_way(of_agency integer, message bigint) returns table (kind smallint, address text)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    o outbox;
    c customer;
begin
    select * into strict o from outbox where agency_id = of_agency and id = message;
    if o.customer_id is null then
        return query select o.kind, o.address;
        return;
    end if;
    c.merged_into := o.customer_id;
    for step in 1 .. 100 loop
        -- Who changes a customer and finds the messages locked waits for us, so we must not wait for them.
        select * into c from customer where agency_id = of_agency and id = c.merged_into for share skip locked;
        if not found then
            return;
        end if;
        exit when c.merged_into is null;
    end loop;
    return query select case when c.channel = 4 and c.email is not null then 1
            when c.channel = 5 and c.address is not null then 2 else 0 end::smallint,
        case when c.channel = 4 and c.email is not null then c.email
            when c.channel = 5 and c.address is not null then c.name || E'\n' || c.address else o.address end;
end $$;
revoke execute on function outbox_way(integer, bigint) from public;
grant execute on function outbox_way(integer, bigint) to onestop_courier;
grant update (kind, address, unwanted) on outbox to onestop_courier;

-- What waits to be printed, or is held, is asked about again when its customer changes.
create function outbox_ask_again() returns trigger language plpgsql as $$
begin
    with recursive family as (
        select new.id as id, 1 as step
        union all
        select c.id, f.step + 1 from family f join customer c on c.agency_id = new.agency_id and c.merged_into = f.id
        where f.step < 100
    )
    update outbox o set
        state = 1, unwanted = false, tries = 0, waiting_since = now(), next_try_at = now(), ended_at = null, last_error = null
    from family f
    where o.agency_id = new.agency_id and o.customer_id = f.id and (o.state = 4 or o.state = 1 and o.kind = 2);
    return null;
end $$;
create trigger outbox_ask_again after update on customer for each row
    when ((old.name, old.email, old.address, old.channel, old.merged_into)
        is distinct from (new.name, new.email, new.address, new.channel, new.merged_into))
    execute function outbox_ask_again();
