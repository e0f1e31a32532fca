-- $1 user name → agency_id, id
select agency_id, id from staff where user_name = $1 and not retired
