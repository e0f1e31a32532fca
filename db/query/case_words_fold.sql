-- Writes the words of cases that were noted, of at most $2 notes. What another daemon is at is passed over. $1 agency, $2 how many notes
-- → how many that were
select case_words_fold($1::integer, $2::integer)
