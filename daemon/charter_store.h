/* What is shown of charters, kept in memory: however many ask, the database is asked at most once
 * in limits.charter_interval for each agency, by one reading at a time, and a page is made once.
 *
 * What is there is shown while it is read anew; only when there is nothing yet, or nothing younger
 * than CHARTER_STALE_INTERVALS intervals, requests wait for the reading, all for the same one. When
 * it fails, what is there goes on being shown (the page says of which day it is), and the next try
 * comes after CHARTER_RETRY_MS at the earliest.
 *
 * Opening hours come from the calendars of the desk, not from the database: a page is made anew,
 * from what was read, as soon as an office opens or closes or a local day ends, and tells caches to
 * keep it no longer than until then. So no copy of it ever says wrong what is open.
 *
 * Memory is bounded: so many agencies at once, the one that was asked for least lately goes first,
 * but none before its interval is over; who asks for more than that is told to come again. */
#ifndef ONESTOP_DAEMON_CHARTER_STORE_H
#define ONESTOP_DAEMON_CHARTER_STORE_H

#include "daemon/page_policy.h"
#include "daemon/request.h"
#include "workflow/charter_page.h"

enum {
    CHARTER_AGENCIES = 512,
    CHARTER_WAITERS = 256, /* requests that wait for their charter's first reading */
    CHARTER_STALE_INTERVALS = 10,
    CHARTER_RETRY_MS = 5000
};

enum charter_form { CHARTER_HTML, CHARTER_JSON, CHARTER_CSV, CHARTER_FORMS };

/* A page or copy, as it is sent. */
struct charter_body {
    char *bytes;
    size_t length;
    char tag[PAGE_TAG];     /* ETag: of the bytes, so that all workers give the same the same */
    int64_t valid_until_us; /* when it has to be made anew */
    int64_t definition_id;  /* of the desk it was made with */
    uint64_t reading;       /* which reading it shows */
};

struct charter_store;
struct charter_store *charter_store_new(struct worker *worker); /* NULL without memory */
/* After the database was freed: its last answers come here. */
void charter_store_free(struct charter_store *store);

/* Content-Security-Policy of the pages. */
const char *charter_store_policy(const struct charter_store *store);

/* What is to be shown of an agency of the request's desk, borrowed until the request waits or ends.
 * NULL: the request waits and goes on with next, which asks again; or it has its answer, 503. */
const struct charter_body *charter_store_show(struct request *request, const struct agency *agency,
                                              enum charter_form form, const struct words *words,
                                              request_step next);

#endif
