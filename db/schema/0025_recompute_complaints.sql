-- A change of calendar moves the running clocks of complaints, too.

alter table recompute
    add column ladders integer[] not null default '{}', -- whose open complaints are looked at, after the cases
    add column at_complaint bigint not null default 0;

-- A clock as complaint_load.c reads it.
create function running_clock(k clock) returns jsonb language sql immutable parallel safe as $$
    select jsonb_build_object('id', k.id, 'kind', k.kind, 'state', k.state, 'started_at', as_us(k.started_at), 'since', as_us(k.since),
        'paused_us', k.paused_us, 'due_at', as_us(k.due_at), 'next_rung', k.next_rung, 'next_rung_at', as_us(k.next_rung_at),
        'interval_count', k.interval_count, 'extended_amount', k.extended_amount) $$;

create index complaint_going on complaint (agency_id, id) where state = 1;
