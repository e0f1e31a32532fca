-- Tells the other workers and daemons that there is something new. Never in a case's transaction: NOTIFY serialises commits.
notify onestop_feed
