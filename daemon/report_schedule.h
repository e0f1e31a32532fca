/* Reports that come by themselves: which periods are due, and the runs for them. */
#ifndef ONESTOP_DAEMON_REPORT_SCHEDULE_H
#define ONESTOP_DAEMON_REPORT_SCHEDULE_H

struct report_schedule;
struct worker;

struct report_schedule *report_schedule_new(struct worker *worker); /* NULL without memory */
void report_schedule_free(struct report_schedule *schedule); /* not while a look is under way */

/* Adds a run for each period that is due and has none, those of an outage too (REPORT_CATCH_UP
 * back, none from before the report was defined). Then, also when the database is away, goes on. */
void report_schedule_look(struct report_schedule *schedule, void (*then)(void *context),
                          void *context);

#endif
