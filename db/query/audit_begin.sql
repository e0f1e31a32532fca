-- The audit sees one moment, and writes nothing.
begin isolation level repeatable read read only
