/* Group commit: the effects of all commands ready at this moment travel as one transaction.
 *
 * A batch leaves at once when a write connection is idle and grows only while all are in flight: no
 * timer. Rows and bytes are capped; agencies take turns. Within a batch each agency is a group of
 * statements: first the guard (version checks, idempotency keys, rung claims, identifiers), which
 * names the commands that are refused; every later statement leaves those out; counters last, as
 * one row that is summed up a moment later (db/fold.h). When a batch fails as a whole, its commands
 * are sent again one by one. */
#ifndef ONESTOP_DB_BATCH_H
#define ONESTOP_DB_BATCH_H

#include "db/db.h"
#include "workflow/effects.h"

enum batch_outcome {
    BATCH_COMMITTED,
    BATCH_STALE,    /* an object has another version than expected: load and decide again, or 412 */
    BATCH_KEY_USED, /* the idempotency key has an answer already */
    BATCH_RUNG_TAKEN, /* another daemon fired it */
    BATCH_IDENTIFIER_TAKEN,
    BATCH_EXISTS,        /* the external id of a case or contact is there already */
    BATCH_CUSTOMER_GONE, /* the customer of what it writes was erased */
    BATCH_SURVEY_TAKEN,  /* the customer was invited at the same moment: load and decide again */
    BATCH_FAILED, /* nothing done; error says why (ERR_UNAVAILABLE when the database is away or
                     full) */
    BATCH_UNKNOWN /* the connection was lost during commit: it may or may not have been done */
};

/* The idempotency record that goes with a command. */
struct batch_key {
    int32_t staff_id;
    uint8_t key[16], request[16];
    int64_t about; /* the customer, case, record or contact that the answer tells of; 0: none */
    int status;
    const char *answer; /* what is to be answered again: a JSON text {"status","headers","body"} of
                           the daemon */
};

struct batch_result {
    enum batch_outcome outcome;
    struct error error; /* of all but BATCH_COMMITTED */
};
typedef void (*batch_callback)(void *context, const struct batch_result *result);

struct batch;

struct batch *batch_new(struct db *db); /* NULL without memory */
/* Answers what waits with BATCH_FAILED, what is in flight with BATCH_UNKNOWN. When db_free() came
 * first, that has answered what was in flight. */
void batch_free(struct batch *batch);

/* Submits one command's effects; key may be NULL. effects, key and what they point to live until
 * the callback, which comes exactly once, never from within this call. Returns ERR_OK, or
 * ERR_UNAVAILABLE when too much is waiting already. */
enum error_code batch_submit(struct batch *batch, const struct effects *effects,
                             const struct batch_key *key, batch_callback callback, void *context,
                             struct error *error) __attribute__((warn_unused_result));

struct batch_stats {
    uint64_t batches, commands, refused, replayed;
    size_t waiting, in_flight;
};
void batch_stats(const struct batch *batch, struct batch_stats *stats);

#endif
