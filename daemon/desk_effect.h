/* What a desk definition would make of the clocks that run: found by a dry run. */
#ifndef ONESTOP_DAEMON_DESK_EFFECT_H
#define ONESTOP_DAEMON_DESK_EFFECT_H

#include "daemon/request.h"
#include "db/desk_apply.h"

struct desk_effect;
struct json_object;

/* Builds the desk as it would be from result `loaded` of the request's reply, goes through the
 * clocks that it may move, a page at a time, and goes on with next; or answers that it could not.
 * *found is set at once; applied lives as long as the arena. */
void desk_effect_find(struct request *request, struct arena *arena,
                      const struct desk_applied *applied, int loaded, request_step next,
                      struct desk_effect **found);
struct json_object *desk_effect_json(const struct desk_effect *effect);

#endif
