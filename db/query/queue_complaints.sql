-- Open complaints in queues, and those that the caller is to answer, as far as the caller sees them: a serious one leaves no trace in
-- the counts of others. $1 the caller, $2 line integer[], $3 agencies integer[], $4 places bigint[], $5 keys bigint[] (see
-- complaint_seen()), $6 now, $7 what is due before then is due soon -> queue (0: the caller's own), open, unassigned, overdue, due soon
with seen as materialized (
    select c.queue_id, c.answerer_id, c.due_at
    from complaint c join record r on r.agency_id = c.agency_id and r.id = c.id
    where c.state = 1
      and complaint_seen(c, r.office_id, $1::integer, $2::integer[], $3::integer[], $4::bigint[], $5::bigint[])
),
counted as (
    select queue_id, answerer_id, due_at from seen where queue_id <> 0
    union all
    select 0, answerer_id, due_at from seen where answerer_id = $1::integer
)
select queue_id, count(*), count(*) filter (where answerer_id = 0), count(*) filter (where due_at <= $6::timestamptz),
    count(*) filter (where due_at > $6::timestamptz and due_at <= $7::timestamptz)
from counted group by queue_id
