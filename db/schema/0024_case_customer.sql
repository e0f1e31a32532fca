-- A customer's last case is found without reading all of theirs.
create index kase_of_customer on kase (agency_id, customer_id, id) where customer_id is not null;
drop index kase_customer;
alter index kase_of_customer rename to kase_customer;
