-- As in 0031, and before it: a reminder of a survey (SURVEY_REMINDER of workflow/survey.h) that nobody needs any more is taken out when
-- its time has come: the survey is answered, its last day is over, or staff gave out another link. No row: there is nothing to send.
create or replace function outbox_way(of_agency integer, message bigint) returns table (kind smallint, address text)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    o outbox;
    c customer;
begin
    select * into strict o from outbox where agency_id = of_agency and id = message;
    if o.occasion = 'survey-reminder' and not exists (
        select from survey s where s.agency_id = of_agency and s.id = o.owner_id
          and s.state = 1 and s.expires_at > now() and s.sent_by = 0) then
        delete from outbox where agency_id = of_agency and id = message;
        return;
    end if;
    if o.customer_id is null then
        return query select o.kind, o.address;
        return;
    end if;
    c.merged_into := o.customer_id;
    for step in 1 .. 100 loop
        -- Who changes a customer and finds the messages locked waits for us, so we must not wait for them.
        select * into c from customer where agency_id = of_agency and id = c.merged_into for share skip locked;
        if not found then
            return;
        end if;
        exit when c.merged_into is null;
    end loop;
    return query select case when c.channel = 4 and c.email is not null then 1
            when c.channel = 5 and c.address is not null then 2 else 0 end::smallint,
        case when c.channel = 4 and c.email is not null then c.email
            when c.channel = 5 and c.address is not null then c.name || E'\n' || c.address else o.address end;
end $$;
