-- The end of migration_lock
select pg_advisory_unlock(1869440372, 1)
