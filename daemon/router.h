/* From a framed request to its handler: the route, who asks, the role, headers and body, all as the
 * route table says (proto/route.h). */
#ifndef ONESTOP_DAEMON_ROUTER_H
#define ONESTOP_DAEMON_ROUTER_H

#include <stdbool.h>
#include <stddef.h>

#include "daemon/request.h"

/* Bodies of routes without ROUTE_LARGE. */
enum { ROUTER_BODY_MAX = 256 * 1024 };

/* Splits the patterns of the table; once, before the first request. */
void router_prepare(void);

/* Finds the route of request->http and request->method and fills route and params, or answers 404
 * or 405. To be called as soon as the head is there: the route says how large a body may be. */
void router_find(struct request *request);
/* The most that a body of this request may have. */
size_t router_body_max(const struct request *request);

/* Steps of the request's life; see request.c. Return whether it can go on at once. */
bool router_begin(struct request *request);
bool router_call(struct request *request);

/* "GET /cases/{reference}", for figures; NULL beyond the last route. */
const char *router_name(int route);

#endif
