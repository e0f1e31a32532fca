-- Sums by month of agencies that figures are read from: nothing has changed since they were made. $1 agencies integer[]
-- -> agency, metric, month (since 1970-01-01), set, packed (workflow/sum.h)
select s.agency_id, s.metric, s.month - date '1970-01-01', s.slices, s.packed
from counter_sum s join counter_summed d using (agency_id, metric, month) join counter_changed c using (agency_id, metric, month)
where s.agency_id = any ($1::integer[]) and d.change = c.change
