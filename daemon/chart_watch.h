/* Watched charts (struct watched_chart): once a day each, by whichever worker of whichever daemon
 * claims it in the database first, a look at the periods that have ended. A new signal becomes a
 * record (workflow/signal.h) with a notice to the chart's owner.
 *
 * New is what reaches into a period that ended since the last look, or within the last week (late
 * corrections), and no earlier signal of the same rule and side overlaps. What ended before a chart
 * was first looked at is history. So nothing is told twice, also after a crash between the signal
 * and the note that the chart was looked at. */
#ifndef ONESTOP_DAEMON_CHART_WATCH_H
#define ONESTOP_DAEMON_CHART_WATCH_H

struct chart_watch;
struct worker;

struct chart_watch *chart_watch_new(struct worker *worker); /* NULL without memory */
void chart_watch_free(struct chart_watch *watch);

#endif
