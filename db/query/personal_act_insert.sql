-- Writes down what somebody does with all that is personal of a customer. $1 agency, $2 staff, $3 act, $4 customer -> (nothing)
insert into personal_act (agency_id, staff_id, act, customer_id) values ($1::integer, $2::integer, $3::smallint, $4::bigint)
