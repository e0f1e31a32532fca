-- What the courier has yet to do. -> waiting, age of the oldest in seconds, letters to be printed
select count(*) filter (where kind <> 2), coalesce(extract(epoch from now() - min(waiting_since) filter (where kind <> 2))::bigint, 0),
    count(*) filter (where kind = 2)
from outbox where state = 1
