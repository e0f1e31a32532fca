-- → nothing of use: tells every daemon that the desk has changed, once this is committed
select pg_notify('onestop_desk', current_setting('onestop.definition_id', true))
where current_setting('onestop.definition_id', true) <> ''
