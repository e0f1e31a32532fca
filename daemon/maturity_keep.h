/* Keeps a snapshot of each day that is over, for each agency and framework: claimed in the
 * database, so that of any number of workers one makes it; days that were missed are caught up, the
 * earliest first. */
#ifndef ONESTOP_DAEMON_MATURITY_KEEP_H
#define ONESTOP_DAEMON_MATURITY_KEEP_H

struct maturity_keep;
struct worker;

struct maturity_keep *maturity_keep_new(struct worker *worker); /* NULL without memory */
/* What is under way ends by itself. NULL is allowed. */
void maturity_keep_free(struct maturity_keep *keep);

#endif
