/* A connection, as requests see it: framing in, one write an answer out. */
#ifndef ONESTOP_DAEMON_CONNECTION_H
#define ONESTOP_DAEMON_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>

struct connection;
struct request;

/* Sends the answer of its request, and goes on with the next one. */
void connection_answer(struct connection *connection, const struct request *request);

/* Streams: head, bytes, end. False: the client cannot be reached, or lags behind too much. */
bool connection_stream_begin(struct connection *connection, const struct request *request);
bool connection_stream_write(struct connection *connection, const void *bytes, size_t length);
size_t connection_stream_behind(const struct connection *connection);
void connection_stream_end(struct connection *connection);

#endif
