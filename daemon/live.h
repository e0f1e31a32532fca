/* Live updates: one reader of the feed per worker, many listeners.
 *
 * The truth is the table case_event, read in the order of transactions up to the oldest one still
 * running, so that nothing slips in behind. A worker reads only while somebody listens: when
 * another worker pokes it (at most every 100 ms), and each second without a poke. The id of an
 * event sent is its position, which is also told at the beginning and when it is quiet; a listener
 * that comes back with Last-Event-ID first catches up by reads of its own, then joins the common
 * ones. */
#ifndef ONESTOP_DAEMON_LIVE_H
#define ONESTOP_DAEMON_LIVE_H

struct live;
struct worker;

struct live *live_new(struct worker *worker);
void live_free(struct live *live);

/* Something was committed here: tell the others soon. */
void live_poke(struct live *live);
/* There is something to send: tell the couriers soon. */
void live_poke_courier(struct live *live);

#endif
