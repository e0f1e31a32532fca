-- What is measured by what really happened: a confirmation that reached its customer, a case that was right the first time.

-- An automatic confirmation ("we have received your request") acknowledges the case once it is delivered. Until that is noted on the
-- case it stays marked; letters, and what is never sent, acknowledge nothing.
alter table outbox add column confirms boolean not null default false;
create index outbox_confirms on outbox (agency_id, id) where confirms and kind = 1 and state = 2;

-- The version of the right-first-time standard by which the case counts as right; -1: it is not, or not any more; 0: not judged.
alter table kase add column right_standard_id integer not null default 0;
