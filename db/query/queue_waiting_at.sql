-- What waited in a queue at an instant. $1 queue, $2 instant -> as queue_waiting_now
select (extract(epoch from date_trunc('hour', due_at)) * 1000000)::bigint, count(*), sum(minutes)::bigint
from queue_waiting(array[$1::integer], $2::timestamptz) group by 1 order by 1
