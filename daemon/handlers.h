/* The handlers: one per row of the route table. */
#ifndef ONESTOP_DAEMON_HANDLERS_H
#define ONESTOP_DAEMON_HANDLERS_H

#include "daemon/request.h"
#include "proto/route.h"

#define HANDLER_DECLARE(name, ...) void handle_##name(struct request *request);
ROUTE_TABLE(HANDLER_DECLARE)
#undef HANDLER_DECLARE

#endif
