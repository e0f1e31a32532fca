-- → agencies whose moves wait for counter_fold and waiting_fold
select agency_id from counter_journal union select agency_id from waiting_journal
