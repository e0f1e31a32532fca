-- The list of migrations; there before the first of them
create table if not exists schema_migration (
    name text primary key, sha256 text not null, applied_at timestamptz not null default now()
)
