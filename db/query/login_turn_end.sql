-- $1 key of the turn -> (nothing). The check is done, and what it counts for is written: the next may begin.
delete from login_failure where subject = $1
