/* /healthz, /readyz and /metrics over plain HTTP, for the inside only. */
#ifndef ONESTOP_DAEMON_ADMIN_H
#define ONESTOP_DAEMON_ADMIN_H

struct admin;
struct event_base;
struct metrics_shared;

/* Answers on a listening socket, which it owns from here on. NULL without memory. */
struct admin *admin_new(struct event_base *base, int listen_fd,
                        const struct metrics_shared *shared);
void admin_free(struct admin *admin);

#endif
