/* Commands that wait for a batch, and which of them may travel together. Pure.
 *
 * Agencies take turns. In one batch no two commands touch one case, customer, identifier, import or
 * idempotency key: the later of them waits, and what comes after it for the same object waits
 * behind it. */
#ifndef ONESTOP_DB_BATCH_QUEUE_H
#define ONESTOP_DB_BATCH_QUEUE_H

#include "db/batch.h"

enum { BATCH_COMMANDS = 256, BATCH_BYTES = 1 << 20, BATCH_AGENCIES = 16, BATCH_TRIES = 3 };

struct waiting {
    struct waiting *next;
    const struct effects *effects;
    const struct batch_key *key; /* NULL: none */
    batch_callback callback;
    void *context;
    size_t bytes;
    int tries; /* spent on being sent alone */
    bool held; /* it waits for another one that touches the same */
};

struct batch_queue;

struct batch_queue *batch_queue_new(void);        /* NULL without memory */
void batch_queue_free(struct batch_queue *queue); /* must be empty */

/* False without memory. */
bool batch_queue_add(struct batch_queue *queue, struct waiting *command);
/* Puts a command in front of all others, to be sent alone. */
void batch_queue_add_alone(struct batch_queue *queue, struct waiting *command);
size_t batch_queue_count(const struct batch_queue *queue);

/* Takes the next batch: sorted by agency, within an agency in order of arrival. Returns how many; 0
 * only when nothing waits. */
size_t batch_queue_take(struct batch_queue *queue, struct waiting *taken[BATCH_COMMANDS]);

/* Takes out, in order of arrival and linked by next, those that were held back by the command with
 * these effects and are stale now that it is done: they expect an older version of a case that it
 * changed. Told at once, they are back in that order before whoever was done comes again; each in a
 * batch of its own, they would lose their turn to the same one for ever. */
struct waiting *batch_queue_overtaken(struct batch_queue *queue, const struct effects *done);

#endif
