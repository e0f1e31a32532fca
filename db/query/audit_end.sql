-- Ends the audit's transaction.
commit
