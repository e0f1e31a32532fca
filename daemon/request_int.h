/* What worker, router, session and connection do with a request; handlers need none of it. */
#ifndef ONESTOP_DAEMON_REQUEST_INT_H
#define ONESTOP_DAEMON_REQUEST_INT_H

#include "daemon/request.h"

/* A new request with an arena of its own, in REQUEST_ARRIVED. NULL without memory. */
struct request *request_new(struct worker *worker, struct connection *connection);
/* Puts a request at the end of its worker's run queue, unless it is there already. */
void request_queue(struct request *request);
/* Steps all that can go on, until none can. */
void request_run(struct worker *worker);
/* The client has gone, or the daemon wants the stream to end. The connection forgets the request.
 */
void request_client_gone(struct request *request);
/* The client has taken all that its stream had written. */
void request_stream_drained(struct request *request);
/* Frees a request that has not begun: its connection went before it had arrived. */
void request_abandon(struct request *request);
/* The one place that changes the phase; checks the step against the legal ones. */
void request_set_phase(struct request *request, enum request_phase phase);
/* Sends a statement and steps on in the present phase when its reply is there. */
void request_look_up(struct request *request, const struct db_statement *statement);
/* "123e4567…", unique among all daemons. */
void request_make_id(struct request *request);

#endif
