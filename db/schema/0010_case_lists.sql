-- Lists of one service in a queue read no other cases. Who lists an agency lists all its queues.
create index kase_service on kase (queue_id, service_id, due_at, id) where closed_at is null;
drop index kase_due;
