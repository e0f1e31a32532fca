-- → agencies whose moves and notes wait for counter_fold, waiting_fold and case_words_fold
select agency_id from counter_journal union select agency_id from waiting_journal union select agency_id from case_words_journal
