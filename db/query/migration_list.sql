-- → name, sha256 of the migrations applied, in order
select name, sha256 from schema_migration order by name
