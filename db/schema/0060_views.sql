-- Lists that staff keep for themselves: a page of a client with its filters, under a name. Shared: with everybody of the agency.
create table saved_view (
    agency_id integer not null, id bigint generated always as identity, staff_id integer not null,
    name text not null, page text not null, query text not null, shared boolean not null, created_at timestamptz not null default now(),
    primary key (agency_id, id), unique (id), unique (agency_id, staff_id, page, name),
    foreign key (agency_id, staff_id) references staff
);
create index saved_view_shared on saved_view (agency_id) where shared;
alter table saved_view enable row level security;
alter table saved_view force row level security;
create policy write_all on saved_view to onestop_write using (true) with check (true);
create policy owner_all on saved_view to current_user using (true) with check (true);
create policy read_own on saved_view for select to onestop_read
    using (agency_id = any ((select seen_agencies())::integer[]));
grant select, insert, update (query, shared), delete on saved_view to onestop_write;
grant select on saved_view to onestop_read;
