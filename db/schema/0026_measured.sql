-- What is measured by what really happened: a confirmation that reached its customer.

-- An automatic confirmation ("we have received your request") acknowledges the case once it is delivered. Until that is noted on the
-- case it stays marked; letters, and what is never sent, acknowledge nothing.
alter table outbox add column confirms boolean not null default false;
create index outbox_confirms on outbox (agency_id, id) where confirms and kind = 1 and state = 2;
