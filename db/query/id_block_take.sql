-- $1 how many blocks → block (ids block * 1000 … block * 1000 + 999)
select nextval('id_block') from generate_series(1, $1::integer)
