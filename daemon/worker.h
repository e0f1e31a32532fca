/* A worker: one process, one event loop, its lanes to the database, the newest desk snapshot, and
 * the requests under way. */
#ifndef ONESTOP_DAEMON_WORKER_H
#define ONESTOP_DAEMON_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/batch.h"
#include "db/db.h"
#include "db/snapshot.h"

struct charter_store;
struct event_base;
struct id_block;
struct due;
struct helper;
struct live;
struct load;
struct login_check;
struct password_thread;
struct presence;
struct queue_counts;
struct metrics;
struct metrics_shared;
struct report_runner;
struct request;
struct server;
struct session_cache;
struct settings;
struct web_files;
struct work_in_hand;

struct run_queue { /* see request.c */
    struct request *first, *last;
};

enum { WORKER_ARENAS = 64 };

struct worker {
    /* For handlers. */
    struct event_base *base;
    const struct settings *settings;
    struct db *db;
    struct batch *batch;
    struct id_block *ids;           /* see id_block.h */
    struct load *load;              /* loads for commands, see load.h */
    struct live *live;              /* the feed, see live.h */
    struct presence *presence;      /* who looks at a case, see presence.h */
    struct due *due;                /* due clocks, see due.h */
    struct work_in_hand *work;      /* for routing, see work_in_hand.h */
    struct queue_counts *queues;    /* see queue_counts.h */
    struct charter_store *charters; /* see charter_store.h */
    struct web_files *web;          /* the web client, see web_files.h; NULL: there is none */
    struct helper *simulations;     /* the thread that makes them, see simulation.h */
    struct helper *reports;         /* makes files of reports, see report_job.h */
    struct report_runner *runner;   /* see report_runner.h */
    struct snapshot *snapshot;      /* the newest; NULL until the first one is loaded */
    struct metrics *metrics;        /* this worker's slot */
    struct request *streams;        /* open streams, linked by stream_next */
    size_t stream_count;
    int number; /* 0 … workers - 1 */

    /* Of worker.c, request.c and server.c. */
    struct metrics_shared *shared;
    struct server *server;
    struct session_cache *sessions;
    struct password_thread *passwords;
    struct login_check *logins; /* under way or in line, see login.c */
    struct run_queue runnable;
    size_t requests; /* under way, streams included */
    uint64_t boot_id, next_request;
    struct arena *arenas[WORKER_ARENAS];
    size_t arena_count, arena_high;
    bool draining;
};

/* The daemon's time, see wallclock.h. */
int64_t worker_now_us(const struct worker *worker);

#endif
