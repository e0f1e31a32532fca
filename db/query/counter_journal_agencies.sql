-- → agencies whose counter moves wait for counter_fold
select distinct agency_id from counter_journal
