/* How a worker is started, and what only the daemon's own parts ask of it. */
#ifndef ONESTOP_DAEMON_WORKER_INT_H
#define ONESTOP_DAEMON_WORKER_INT_H

#include "daemon/worker.h"

struct arena;

struct worker_start {
    const char *settings_path;
    struct settings *settings; /* the worker's own from here on */
    struct metrics_shared *shared;
    int number;
    int listen_fd;
};

/* Runs until SIGTERM has been answered in full. Returns the exit status: 0, or 1 when it could not
 * begin; what was wrong is in the log. */
int worker_run(const struct worker_start *start);

/* An empty arena with the limit of a request; NULL without memory. */
struct arena *worker_arena(struct worker *worker);
void worker_arena_back(struct worker *worker, struct arena *arena);

#endif
