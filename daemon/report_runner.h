/* Runs reports: those that come by themselves, caught up after an outage, and those that somebody
 * has asked for. One at a time a worker; which worker is claimed in the database.
 *
 * A run counts (measures, behind row security), compares with the edition before, freezes what it
 * found, and, when it is to be delivered, makes the files of its recipients, puts a message for
 * each into the outbox, and publishes. A daemon that ends in between leaves a claim that runs out;
 * what is frozen stays frozen, and each recipient gets one message. */
#ifndef ONESTOP_DAEMON_REPORT_RUNNER_H
#define ONESTOP_DAEMON_REPORT_RUNNER_H

struct report_runner;
struct worker;

struct report_runner *report_runner_new(struct worker *worker); /* NULL without memory */
/* What is under way goes on until its next answer. */
void report_runner_free(struct report_runner *runner);
/* There is a run to be claimed; nothing of NULL, the runner of a worker that ends. */
void report_runner_poke(struct report_runner *runner);

#endif
