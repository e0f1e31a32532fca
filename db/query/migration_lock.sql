-- One at a time: a lock of the session, in a number space of our own
select pg_advisory_lock(1869440372, 1)
