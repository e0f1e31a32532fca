/* Who looks at a case: everybody whose stream names it (GET /events?case=) is told who else does.
 *
 * It is kept in memory alone. A worker tells the others, in all daemons, of its own viewers by
 * NOTIFY, each time in a transaction of its own: when one comes (whoever has viewers of that case
 * answers with them), when one goes, and every PRESENCE_TELL_S. What is not said again within
 * PRESENCE_FORGET_S is forgotten, so a worker that was killed leaves nobody behind for longer. */
#ifndef ONESTOP_DAEMON_PRESENCE_H
#define ONESTOP_DAEMON_PRESENCE_H

#include <stdint.h>

struct presence;
struct request;
struct worker;

enum { PRESENCE_TELL_S = 5, PRESENCE_FORGET_S = 12 };

/* A stream that looks at a case; the caller's own, all zero before presence_join(). */
struct viewer {
    struct presence *presence; /* NULL: looks at no case */
    struct request *request;
    int64_t case_id;
    const char *reference; /* borrowed */
    struct viewer *next, **link;
};

struct presence *presence_new(struct worker *worker); /* NULL without memory */
/* Before the worker's database is freed. Viewers that are left look at nothing from then on. */
void presence_free(struct presence *presence);

/* The stream of a request, which has begun, looks at a case that its user may see; it hears at once
 * who else does, and each time that changes: an event "presence" of LivePresence. */
void presence_join(struct presence *presence, struct viewer *viewer, struct request *request,
                   int64_t case_id, const char *reference);
void presence_leave(struct viewer *viewer);

#endif
