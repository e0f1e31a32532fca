-- A customer who was merged into another that was merged into a third one is the third: all their invitations count.
create or replace function last_invitation(agency_id integer, customer_id bigint, out id bigint, out at bigint) returns setof record
    language sql stable parallel safe as $$
    with recursive same as (
        select $2 as id, 1 as step
        union all
        select c.id, s.step + 1 from same s join customer c on c.agency_id = $1 and c.merged_into = s.id where s.step < 100
    )
    select s.id, (extract(epoch from s.invited_at) * 1000000)::bigint from survey s
    where s.agency_id = $1 and s.previous_id is not null and s.customer_id = any (array(select m.id from same m))
    order by s.id desc limit 1 $$;
