-- Forgets what has ended long ago, a portion at a time; not what has yet to be noted on its case. $1 seconds that it is kept -> (nothing)
delete from outbox
where ctid = any (array(select ctid from outbox
    where ended_at < now() - $1::bigint * interval '1 second' and state <> 1 and not (confirms and kind = 1 and state = 2) limit 50000))
