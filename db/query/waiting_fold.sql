-- Sums journal rows into waiting_total, at most $2 of them, in key order, and drops totals of nothing. What another daemon is
-- folding is passed over. $1 agency, $2 how many rows → how many were folded
with taken as (
    delete from waiting_journal
    where ctid = any (array(
        select ctid from waiting_journal where agency_id = $1::integer limit $2::integer for update skip locked
    ))
    returning *
),
sums as materialized (
    select w.handler_id, w.queue_id, w.office_id, m.handling_agency_id, m.due_day, sum(m.open) as open, sum(m.open * w.unassigned) as unassigned
    from (
        select
            handling_agency_id, unnest(queue_id) as queue_id, unnest(office_id) as office_id,
            unnest(handler_id) as handler_id, unnest(due_day) as due_day, unnest(open) as open
        from taken
    ) m
    cross join lateral (values (m.queue_id, m.office_id, 0, (m.handler_id = 0)::integer), (0, 0, m.handler_id, 0))
        as w (queue_id, office_id, handler_id, unassigned)
    where w.queue_id <> 0 or w.handler_id <> 0
    group by 1, 2, 3, 4, 5
),
folded as (
    insert into waiting_total as w (
        agency_id, handler_id, queue_id, office_id, handling_agency_id, due_day, open, unassigned
    )
    select $1::integer, handler_id, queue_id, office_id, handling_agency_id, due_day, open, unassigned
    from sums
    where open <> 0 or unassigned <> 0
    order by handler_id, queue_id, office_id, handling_agency_id, due_day
    on conflict (handler_id, queue_id, agency_id, office_id, handling_agency_id, due_day)
        do update set open = w.open + excluded.open, unassigned = w.unassigned + excluded.unassigned
),
emptied as (
    delete from waiting_total
    where ctid = any (array(
        select w.ctid from waiting_total w
        where w.agency_id = $1::integer and w.open = 0 and w.unassigned = 0
          and not exists (
              select from sums s
              where s.handler_id = w.handler_id and s.queue_id = w.queue_id and s.office_id = w.office_id
                and s.handling_agency_id = w.handling_agency_id and s.due_day = w.due_day
          )
        for update skip locked
    ))
)
select count(*) from taken
