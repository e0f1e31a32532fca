-- Tells the other workers and daemons who looks at a case. Never in a case's transaction: NOTIFY serialises commits. $1 what is said
select pg_notify('onestop_presence', $1::text)
