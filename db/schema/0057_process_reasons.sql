-- As in 0053, but that each version of a process keeps what it came of: the newest one says it in the definition of the moment, an
-- older one as it stood when the next one came, after which nothing changes it any more.
create or replace function processes_at(of_agency integer, moment timestamptz)
returns table (id integer, code text, version integer, begun_at timestamptz, cocreated boolean)
language sql stable parallel safe as $$
    with applied as materialized (
        select p.id, p.code, p.version, p.begun_at, p.definition -> 'because' as because,
            p.version = max(p.version) over (partition by p.code) as newest
        from process p where p.agency_id = of_agency and p.begun_at < moment
    ), told as materialized (
        select w.item ->> 'code' as code, w.item -> 'because' as because
        from jsonb_array_elements(desk_at(of_agency, moment) -> 'processes') w (item)
    ), reasons as materialized (
        select a.id, upper(b.reference) as reference
        from applied a left join told t on t.code = a.code and a.newest
            cross join lateral jsonb_array_elements_text(case when a.newest then t.because else a.because end) b (reference)
    ), good as materialized (
        select distinct n.id
        from reasons n join record r on r.agency_id = of_agency and r.reference = n.reference and r.kind <> 3
        where r.kind in (1, 5)
           or exists (select from improvements_at(of_agency, moment) i where i.id = r.id and i.from_feedback)
           or exists (select from evidence e join evidence_version v on v.agency_id = e.agency_id and v.evidence_id = e.id
                where e.agency_id = of_agency and e.id = r.id and e.kind = 1 and v.checked_at < moment
                  and (e.withdrawn_at is null or e.withdrawn_at >= moment))
    )
    select a.id, a.code, a.version, a.begun_at, a.id in (select g.id from good g) from applied a $$;
