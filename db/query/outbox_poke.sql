-- Tells the couriers that there is something to send. Never in a case's transaction: NOTIFY serialises commits.
notify onestop_outbox
