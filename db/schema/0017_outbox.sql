-- What is to be sent. A command that has something to say to a customer or to another system writes it here in its own
-- transaction; the courier sends it afterwards, at least once.
--
-- Personal data: outbox.address, subject, body, html. bounce knows addresses by their hash only.

create function outbox_kind_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{email,letter,webhook}'::text[])[number] $$;
create function outbox_state_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{waiting,sent,failed,held,printed}'::text[])[number] $$;

create table outbox (
    agency_id     integer not null,
    id            bigint not null,
    kind          smallint not null,                 -- enum outbox_kind
    state         smallint not null default 1,       -- enum outbox_state
    owner_id      bigint not null,                   -- case or record that it is about; 0: none
    created_at    timestamptz not null,
    waiting_since timestamptz not null,              -- created, or last set to waiting by an administrator
    next_try_at   timestamptz not null,
    tries         integer not null default 0,
    claimed_until timestamptz,                       -- a courier is at it
    claimed_by    bigint,                            -- which one: of all couriers that one onestopd starts, one at a time
    ended_at      timestamptz,                       -- sent, printed, given up, held
    ended_by      integer,                           -- who printed it
    message_id    text,                              -- given at the first claim, the same at every try
    last_error    text,                              -- codes and places, never what a server wrote
    endpoint      text,                              -- webhook: its code in the agency's definition
    language      text,
    address       text not null,                     -- e-mail or postal address, or URL
    subject       text,
    body          text not null,
    html          text,
    primary key (agency_id, id)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
-- What waits, kind by kind: neither letters nor e-mail without a mail server stand in the way of the others.
create index outbox_due on outbox (agency_id, kind, next_try_at) where state = 1;
-- Lists by state; what was sent is looked through by id.
create index outbox_open on outbox (agency_id, state, id) where state <> 2;
create index outbox_ended on outbox (ended_at) where ended_at is not null;
create index outbox_owner on outbox (agency_id, owner_id) where owner_id <> 0;

-- E-mail addresses that a server has refused for good. Nothing is sent there until an administrator has cleared it.
create table bounce (
    agency_id integer not null,
    address   bytea not null,       -- address_hash()
    since     timestamptz not null default now(),
    reason    text not null,        -- "550 5.1.1"
    primary key (agency_id, address)
);
create function address_hash(address text) returns bytea language sql immutable strict parallel safe
    as $$ select sha256(convert_to(lower(address), 'UTF8')) $$;

-- The courier sees what is to be sent and to whom it belongs, and nothing of cases or customers.
grant select on outbox, bounce to onestop_write, onestop_courier;
grant select (id, code) on agency to onestop_courier;
grant insert, update, delete on outbox to onestop_write;
grant delete on bounce to onestop_write;
grant update (state, next_try_at, tries, claimed_until, claimed_by, ended_at, message_id, last_error) on outbox to onestop_courier;
grant insert on bounce to onestop_courier;
grant select on outbox to onestop_read;

do $$
declare t text;
begin
    foreach t in array array['outbox', 'bounce'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy write_all on %I to onestop_write using (true) with check (true)', t);
        execute format('create policy courier_all on %I to onestop_courier using (true) with check (true)', t);
        execute format('create policy owner_all on %I to current_user using (true) with check (true)', t);
    end loop;
    create policy read_own on outbox for select to onestop_read using (agency_id = any ((select seen_agencies())::integer[]));
end $$;

-- A message in lists: enough to see what became of it. Addresses are masked, and what it says is not shown.
create view outbox_brief with (security_invoker = true) as
select o.agency_id, o.id, o.state, o.kind, o.address, o.subject, o.body, o.html, json_build_object(
    'id', o.id, 'agency', a.code, 'kind', outbox_kind_name(o.kind), 'state', outbox_state_name(o.state),
    'reference', (select k.reference from kase k where k.agency_id = o.agency_id and k.id = o.owner_id),
    'to', case o.kind when 1 then masked_email(o.address) when 3 then o.endpoint end, 'language', o.language,
    'created_at', instant(o.created_at), 'tries', o.tries,
    'next_try_at', case when o.state = 1 and o.kind <> 2 then instant(o.next_try_at) end,
    'ended_at', instant(o.ended_at), 'ended_by', person(o.ended_by), 'error', o.last_error) as brief
from outbox o left join agency a on a.id = o.agency_id;
grant select on outbox_brief to onestop_read;
