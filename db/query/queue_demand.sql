-- The demand of all queues over some days, by which people are shared out among them (workflow/capacity.h): of all agencies, because a
-- person may work in several, and a case in a queue of another agency. $1 metric, $2 first and $3 last day -> queue, minutes
select bucket, sum(value)::bigint from counter
where agency_id in (select id from agency) and metric = $1::smallint and day between $2::date and $3::date
group by bucket
