/* Due clocks: takes what is due from the database, lets the rules fire the rungs, and commits them
 * like any other command. No leader: every worker does it, a claim keeps them apart, and the key of
 * a rung lets it fire once. */
#ifndef ONESTOP_DAEMON_DUE_H
#define ONESTOP_DAEMON_DUE_H

struct due;
struct worker;

/* Begins to watch. NULL without memory. */
struct due *due_new(struct worker *worker);
/* Stops taking; what is under way ends by itself before the worker's loop does. */
void due_free(struct due *due);

#endif
