-- What a letter is made of; not of a reply that is erased. $1 agency, $2 case, $3 id -> agency's name, name, address and phone of the
-- office, whom to, their address, case's reference, subject, body, who wrote it, language, at
select a.name, o.name, o.definition ->> 'address', o.definition ->> 'phone', p.name,
    case when p.delivery = 1 then c.address else p.address end, k.reference, p.subject, p.body, s.name, p.language,
    (extract(epoch from p.at) * 1000000)::bigint
from reply p
    join kase k on k.agency_id = p.agency_id and k.id = p.case_id
    join agency a on a.id = p.agency_id
    left join customer c on c.agency_id = p.agency_id and c.id = p.customer_id
    left join lateral (select f.name, f.definition from office f where f.id = k.office_id limit 1) o on true
    left join staff s on s.id = p.staff_id
where p.agency_id = $1::integer and p.case_id = $2::bigint and p.id = $3::bigint and p.body is not null and p.subject is not null
