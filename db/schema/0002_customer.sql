-- Customers. Personal data stands in named columns only: customer.name, phone, email, address, note; customer_identifier.value.

-- unaccent() is only stable because its dictionary could change; this wrapper pins the dictionary.
create function search_text(text) returns text language sql immutable strict parallel safe
    as $$ select lower(public.unaccent('public.unaccent', $1)) $$;

create table customer (
    agency_id    integer not null references agency,
    id           bigint not null,
    version      integer not null default 1,
    name         text not null,
    name_search  text generated always as (search_text(name)) stored,
    phone        text,           -- digits with a leading +, normalised by the daemon
    email        text,           -- lower case
    address      text,
    language     text,           -- preference, "bg"
    channel      smallint not null default 0, -- preferred channel
    segment_id   integer not null default 0,
    merged_into  bigint,         -- the record that replaced this one
    created_at   timestamptz not null,
    created_by   integer not null,
    changed_at   timestamptz not null,
    primary key (agency_id, id)
);
create index customer_name on customer using gin (name_search gin_trgm_ops) where merged_into is null;
create index customer_phone on customer (agency_id, phone) where phone is not null and merged_into is null;
create index customer_email on customer (agency_id, email) where email is not null and merged_into is null;

-- Never two customers for one identifier: the key says so.
create table customer_identifier (
    agency_id integer not null, kind text not null, value text not null, customer_id bigint not null,
    primary key (agency_id, kind, value), foreign key (agency_id, customer_id) references customer
);
create index customer_identifier_customer on customer_identifier (agency_id, customer_id);
