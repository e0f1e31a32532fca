-- Claims a run for two minutes: one that waits, or whose claim has run out. -> agency, id, report's code, from (days since 1970-01-01),
-- tries, whether it goes to its recipients, whether it is frozen already, its edition, definition text, the edition before: run, number,
-- figures (null: none); whether it was cancelled, whether it came by itself
with due as (
    select r.agency_id, r.id from report_run r
    where r.state in (1, 2) and (r.claimed_until is null or r.claimed_until < now())
    order by r.id limit 1 for update skip locked
), claimed as (
    update report_run r set state = 2, tries = r.tries + 1, claimed_until = now() + interval '2 minutes',
        began_at = coalesce(r.began_at, now()), doing = case when r.frozen_at is null then 1 else 3 end
    from due where r.agency_id = due.agency_id and r.id = due.id
    returning r.*
)
select c.agency_id, c.id, c.code, c.from_day - date '1970-01-01', c.tries, c.delivers, c.frozen_at is not null, c.edition,
    coalesce(c.definition, v.definition::text), b.id, b.edition, b.figures, c.cancelled_by is not null,
    c.scheduled
from claimed c join report v on v.agency_id = c.agency_id and v.id = c.report_id
left join lateral (
    select r.id, r.edition, r.figures from report_run r
    where r.agency_id = c.agency_id and r.code = c.code and r.from_day = c.from_day and r.to_day = c.to_day and r.edition is not null
      and r.id <> c.id
    order by r.edition desc limit 1) b on true
