-- $1 name, $2 sha256 of the migration's text, in hexadecimal
insert into schema_migration (name, sha256) values ($1::text, $2::text)
