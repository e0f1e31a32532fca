/* The server of a worker: accepts, counts against the limits, keeps the deadlines. The listening
 * socket is shared by all workers; one that has more connections than a ready sibling lets it have
 * the next, so that keep-alive connections are spread evenly. */
#ifndef ONESTOP_DAEMON_SERVER_H
#define ONESTOP_DAEMON_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "proto/error.h"

struct server;
struct worker;

/* Begins to accept on a listening socket. NULL with the error (certificate, memory). */
struct server *server_new(struct worker *worker, int listen_fd, struct error *error);
void server_free(struct server *server);
/* Loads certificate and key anew; on an error the old ones stay. */
enum error_code server_reload(struct server *server, struct error *error);
/* Stops accepting and closes what is idle; answers from now on close their connection. */
void server_drain(struct server *server);
/* Frees what was condemned in this turn of the loop. To be called at its end. */
void server_turn_end(struct server *server);
/* Whether no request is arriving, and no answer or stream is on its way. */
bool server_quiet(const struct server *server);
size_t server_connections(const struct server *server);

#endif
