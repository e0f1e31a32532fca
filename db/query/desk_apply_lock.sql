-- → nothing of use: one definition is applied at a time, until the transaction ends
select pg_advisory_xact_lock(hashtextextended('onestop desk', 0))
