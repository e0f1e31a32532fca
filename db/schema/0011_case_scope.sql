-- Whether a case lies in what a list may show: agencies of whole-agency grants, and places of office grants. These are of the
-- form that daemon/access.c (access_scope) gives: place(agency, office), and the negative of a queue's id for what another
-- agency handed into it. A plain expression, so that the planner takes it into the statement.
create function in_scope(agency_id integer, office_id integer, handling_agency_id integer, queue_id integer,
    agencies integer[], places bigint[]) returns boolean language sql immutable parallel safe as $$
    select agency_id = any (agencies) or handling_agency_id = any (agencies) or place(agency_id, office_id) = any (places)
        or (handling_agency_id <> agency_id and -queue_id::bigint = any (places))
$$;
