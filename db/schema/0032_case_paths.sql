-- Lists that filter by service, office or whether somebody is at work on a case read no other cases: whichever are asked for, the
-- places of this index that fit are looked up one by one (case_list_open.sql). In place of an index by queue and service.
create index kase_filter on kase (queue_id, service_id, office_id, (handler_id = 0), due_at, id) where closed_at is null;
drop index kase_service;

-- What another agency works on, or has closed: few of all cases, and none as it is logged.
create index kase_handed on kase (handling_agency_id, id) where handling_agency_id <> agency_id;
