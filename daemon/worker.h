/* A worker: one process, one event loop, its lanes to the database, the newest desk snapshot, and
 * the requests under way. */
#ifndef ONESTOP_DAEMON_WORKER_H
#define ONESTOP_DAEMON_WORKER_H

#include <stdint.h>

#include "db/batch.h"
#include "db/db.h"
#include "db/snapshot.h"

struct event_base;
struct id_block;
struct due;
struct live;
struct load;
struct login;
struct metrics;
struct request;
struct server;
struct session_cache;
struct settings;
struct work_in_hand;

struct worker {
    struct event_base *base;
    const struct settings *settings;
    struct db *db;
    struct batch *batch;
    struct id_block *ids;      /* see id_block.h */
    struct load *load;         /* loads for commands, see load.h */
    struct live *live;         /* the feed, see live.h */
    struct due *due;           /* due clocks, see due.h */
    struct work_in_hand *work; /* for routing, see work_in_hand.h */
    struct snapshot *snapshot; /* the newest; NULL until the first one is loaded */
    struct server *server;
    struct session_cache *sessions;
    struct login *login;
    struct metrics *metrics; /* this worker's slot */
    int number;              /* 0 … workers - 1 */
    int16_t writer;          /* of counter rows, unique among all daemons of the database */
};

/* The daemon's time, see wallclock.h. */
int64_t worker_now_us(const struct worker *worker);

#endif
