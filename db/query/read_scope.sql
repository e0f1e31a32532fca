-- $1 agencies the read role may see in this transaction, '{1,2}' → nothing of use
select set_config('onestop.agencies', $1::text, true)
