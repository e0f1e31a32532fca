-- → nothing: ends a dry run. In the implicit transaction of a group this takes everything back and only warns
rollback
