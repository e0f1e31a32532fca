-- Notes what the commands of a recomputation have moved (recompute_progress.sql does so for cases)
-- $1 agency, $2 ord[], $3 definition[], $4 clocks moved[], $5 late[]
update recompute r set pass_moved = r.pass_moved + m.moved, moved = r.moved + m.moved, late = r.late + m.late
from (
    select definition_id, sum(moved) as moved, sum(late) as late
    from (select unnest($2::integer[]) as ord, unnest($3::bigint[]) as definition_id, unnest($4::integer[]) as moved,
        unnest($5::integer[]) as late) n
    where ord <> all ((select refused_commands())::integer[])
    group by definition_id) m
where r.agency_id = $1::integer and r.definition_id = m.definition_id
