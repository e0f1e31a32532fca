-- An agency and an office as one number: a grant for an office is one for the cases of one agency there, because an office may
-- serve several agencies.
create function place(agency_id integer, office_id integer) returns bigint language sql immutable parallel safe
    as $$ select agency_id::bigint << 32 | office_id $$;
