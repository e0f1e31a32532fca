/* Confirmations that the courier has delivered, noted on their cases: the rule is kase_confirmed().
 *
 * The courier settles a message and knows nothing of cases; here every worker takes, each second,
 * what is delivered and not noted, decides, commits it like any other command, and marks it noted.
 * A claim keeps workers apart. Killed in between, the claim runs out and it is done again; a clock
 * that has ended is left as it is, so it ends once. */
#ifndef ONESTOP_DAEMON_CONFIRMATION_H
#define ONESTOP_DAEMON_CONFIRMATION_H

struct confirmations;
struct worker;

/* Begins to watch. NULL without memory. */
struct confirmations *confirmations_new(struct worker *worker);
/* Stops taking; what is under way ends by itself before the worker's loop does. */
void confirmations_free(struct confirmations *confirmations);

#endif
