-- What a process does, without what it is called in further languages and what it came of: only a change of this makes a version, so
-- that running cases get new names too, and no renewal is counted where nothing was renewed.
create function process_rules(definition jsonb) returns jsonb language sql immutable parallel safe as $$
    select definition - 'because' - 'outcomes' || jsonb_build_object(
        'states', (select jsonb_agg(s.value - 'names' order by s.ord) from jsonb_array_elements(definition -> 'states') with ordinality s (value, ord)),
        'transitions', (select jsonb_agg(t.value - 'names' order by t.ord)
            from jsonb_array_elements(definition -> 'transitions') with ordinality t (value, ord))) $$;
