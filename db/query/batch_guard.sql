-- Looks what stands against the commands of a batch: locks the cases, customers and records they change and compares versions,
-- looks for rungs that have fired, identifiers that another customer holds, imports that are there. Names the refused
-- commands to the statements that follow (refused_commands())
-- $1 agency; $2 ord[], $3 case id[], $4 version[]; $5 ord[], $6 customer id[], $7 version[]; $8 ord[], $9 clock id[],
-- $10 percent[]; $11 ord[], $12 kind[], $13 value[], $14 customer id[], $15 taken from[]; $16 ord[], $17 source[],
-- $18 external id[]; $19 ord[], $20 source[], $21 external id[] of contacts; $22 ord[], $23 record id[], $24 version[] → ord[],
-- reason[] (enum batch_outcome), -; no row: nothing refused
with locked_case as materialized (
    select id, version from kase where agency_id = $1::integer and id = any ($3::bigint[]) order by id for no key update
),
locked_customer as materialized (
    select id, version from customer where agency_id = $1::integer and id = any ($6::bigint[]) order by id
    for no key update
),
locked_record as materialized (
    select id, version from record where agency_id = $1::integer and id = any ($23::bigint[]) order by id
    for no key update
),
refusal as (
    select ord, 1 as reason -- BATCH_STALE
    from (select unnest($2::integer[]) as ord, unnest($3::bigint[]) as id, unnest($4::integer[]) as version) a
        left join locked_case l using (id)
    where l.version is distinct from a.version
    union all
    select ord, 1
    from (select unnest($5::integer[]) as ord, unnest($6::bigint[]) as id, unnest($7::integer[]) as version) a
        left join locked_customer l using (id)
    where l.version is distinct from a.version
    union all
    select ord, 1
    from (select unnest($22::integer[]) as ord, unnest($23::bigint[]) as id, unnest($24::integer[]) as version) a
        left join locked_record l using (id)
    where l.version is distinct from a.version
    union all
    select ord, 3 -- BATCH_RUNG_TAKEN
    from (select unnest($8::integer[]) as ord, unnest($9::bigint[]) as clock_id, unnest($10::smallint[]) as percent) a
    where exists (
        select from clock_rung r
        where r.agency_id = $1::integer and r.clock_id = a.clock_id and r.percent = a.percent
    )
    union all
    select ord, 4 -- BATCH_IDENTIFIER_TAKEN
    from (
        select
            unnest($11::integer[]) as ord, unnest($12::text[]) as kind, unnest($13::text[]) as value,
            unnest($14::bigint[]) as customer_id, unnest($15::bigint[]) as taken_from
    ) a
    where exists (
        select from customer_identifier i
        where i.agency_id = $1::integer and i.kind = a.kind and i.value = a.value
            and i.customer_id <> a.customer_id and i.customer_id <> a.taken_from
    )
    union all
    select ord, 5 -- BATCH_EXISTS
    from (select unnest($16::integer[]) as ord, unnest($17::text[]) as source, unnest($18::text[]) as external_id) a
    where exists (
        select from kase k
        where k.agency_id = $1::integer and k.source = a.source and k.external_id = a.external_id
    )
    union all
    select ord, 5
    from (select unnest($19::integer[]) as ord, unnest($20::text[]) as source, unnest($21::text[]) as external_id) a
    where exists (
        select from contact c
        where c.agency_id = $1::integer and c.source = a.source and c.external_id = a.external_id
    )
),
refused as (
    select ord, min(reason) as reason from refusal group by ord
)
select
    array_agg(ord order by ord), array_agg(reason order by ord),
    set_config('onestop.refused', (refused_commands() || array_agg(ord))::text, true)
from refused
having count(*) > 0
