/* The courier: the process that sends what the outbox holds, e-mail and webhooks.
 *
 * It claims rows in the database, sends, and settles what became of them. A claim that is not
 * settled (killed, cut off) runs out or is given back by the next courier, and the message is sent
 * again with the same id: at least once, never never. Its database role sees nothing of cases. */
#ifndef ONESTOP_DAEMON_COURIER_H
#define ONESTOP_DAEMON_COURIER_H

#include <stdint.h>

struct metrics_shared;
struct settings;

struct courier_start {
    const char *settings_path;
    struct settings *settings; /* the courier's own from here on */
    struct metrics_shared *shared;
    int64_t name; /* of all couriers that one supervisor starts, one at a time */
};

/* Runs until SIGTERM; what is on its way then is waited for. Returns the exit status. */
int courier_run(const struct courier_start *start);

/* How long to wait after so many tries: first, doubled each time up to most, then less by up to a
 * half (random: 0 … 65535), so that what failed together does not come back together. */
int64_t courier_wait_ms(int64_t first_ms, int64_t most_ms, int tries, unsigned random);

#endif
