-- What a reply about a case is made of: its customer, and the sample reply of a code, in the language asked for, else in the
-- customer's, else in the agency's, else in any. Whether the caller may see the case is found out afterwards.
-- $1 agencies integer[], $2 case, $3 agencies of the caller integer[], $4 code of the sample (null: none), $5 language (null: not
-- asked for) -> address and phone of the case's office; customer's id, name,
-- e-mail, address, language, channel; sample's id, version, code, language, subject, body
select o.definition ->> 'address', o.definition ->> 'phone', c.id, c.name, c.email, c.address, c.language, c.channel, s.id, s.version, s.code, s.language, s.subject, s.body
from kase k
    join agency a on a.id = k.agency_id
    left join customer c on c.agency_id = k.agency_id and c.id = k.customer_id
    left join lateral (select f.definition from office f where f.id = k.office_id limit 1) o on true
    left join lateral (
        select s.id, r.version, s.code, s.language, s.subject, s.body
        from sample s join record r on r.agency_id = s.agency_id and r.id = s.id
        where s.code = $4::text and s.retired_at is null and s.agency_id in (k.agency_id, k.handling_agency_id)
          and s.agency_id = any ($3::integer[]) and ($5::text is null or split_part(s.language, '-', 1) = split_part($5, '-', 1))
        order by s.language = $5 desc nulls last, split_part(s.language, '-', 1) = split_part(c.language, '-', 1) desc nulls last,
            split_part(s.language, '-', 1) = split_part(a.definition ->> 'locale', '-', 1) desc nulls last,
            s.agency_id = k.agency_id desc, s.id
        limit 1) s on true
where k.agency_id = any ($1::integer[]) and k.id = $2::bigint
