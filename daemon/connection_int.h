/* What the three files of a connection share: connection.c (phases, beginning and end),
 * connection_read.c (from bytes to a request), connection_write.c (from an answer to bytes). */
#ifndef ONESTOP_DAEMON_CONNECTION_INT_H
#define ONESTOP_DAEMON_CONNECTION_INT_H

#include "daemon/connection.h"
#include "daemon/server_int.h"

/* Arms or disarms the events; nothing when they are so already. */
void connection_want_read(struct connection *connection, bool wanted);
void connection_want_write(struct connection *connection, bool wanted);

void connection_on_readable(evutil_socket_t fd, short what, void *context);
void connection_on_writable(evutil_socket_t fd, short what, void *context);

/* Appends to a buffer that doubles; false without memory. */
bool connection_buffer_add(char **buffer, size_t *length, size_t *room, const void *bytes,
                           size_t count);
/* Forgets what has come of a body. */
void connection_body_drop(struct connection *connection);

/* Parses what was read ahead. */
void connection_advance(struct connection *connection);
/* Sends, or keeps for later. False when the connection is lost, and condemned. */
bool connection_write(struct connection *connection, const char *bytes, size_t length);
/* Reads on, to no purpose but to see the client close. */
void connection_linger_read(struct connection *connection);

#endif
