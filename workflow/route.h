/* Routing: which case manager gets a case, and why. */
#ifndef ONESTOP_WORKFLOW_ROUTE_H
#define ONESTOP_WORKFLOW_ROUTE_H

#include "workflow/desk.h"

struct arena;

/* Minutes of open work in hand of one staff member, and when they last were given a case. Sorted by
 * staff_id. */
struct route_load_entry {
    int32_t staff_id;
    int32_t open_cases;
    int64_t minutes;
    int64_t last_assigned_at_us;
};
struct route_load {
    struct route_load_entry *entries;
    size_t count;
};

struct route_request {
    int32_t agency_id; /* whose queue */
    const struct queue *queue;
    int32_t skill_id;     /* of the service; 0 none */
    const char *language; /* the customer's; NULL or "": any */
    enum channel channel;
    int32_t known_staff_id;  /* who knows this customer; 0 nobody */
    const int32_t *excluded; /* conflict of interest: never these */
    size_t excluded_count;
    enum role role; /* ROLE_CASE_MANAGER, or ROLE_PROFESSIONAL for a task */
    int64_t now_us;
};

/* Chooses by: excluded and absent out, able (right for the queue's office, skill, language), then
 * continuity, then load in minutes against daily capacity, then who waited longest. Returns the
 * staff id or 0 (nobody able: it stays in the queue) and sets *reason to an explanation in arena
 * ("least-load: 35 of 420 minutes, 3 able", "nobody-able: no skill permits"). *reason is NULL when
 * the arena is full. */
int32_t route_choose(const struct desk *desk, const struct route_load *load,
                     const struct route_request *request, struct arena *arena, const char **reason);

/* Whether a staff member may be given this by hand (pick, assign): right and not excluded; skill
 * and absence are told but do not forbid an assignment by a team lead. */
bool route_allowed(const struct route_request *request, const struct staff *staff);

#endif
