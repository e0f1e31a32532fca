/* The street: how a command on cases goes from a request to its answer.
 *
 * decode and resolve (handler_case.c) → load → access check → decide (workflow) → batch → answer,
 * with the idempotency record in the batch's transaction. A command without If-Match that finds its
 * case changed is loaded and decided again; one that is refused is first looked up by its key,
 * because a retry of what was done must get the first answer. */
#ifndef ONESTOP_DAEMON_STREET_H
#define ONESTOP_DAEMON_STREET_H

#include "daemon/load.h"
#include "daemon/request.h"
#include "proto/command.h"
#include "workflow/effects.h"

/* Runs a decoded command. The path's {reference} or {id} (of a task) names its case; none: a new
 * case or contact. The command lives in the request's arena. faults: fields that could not be read;
 * who may see the case is told those too that name what is not there. */
void street_run(struct request *request, struct command *command, const struct error *faults);

/* For other writers (customers): the idempotency record of the request, NULL when it has no key.
 * Answers through street_submit(): effects are committed with the record, then status, etag (0:
 * none), location (NULL: none) and body (JSON, arena) are answered; refusals are mapped; retry (may
 * be NULL) is called to decide again when the objects had changed and the request has no If-Match.
 */
struct street_answer {
    int status;
    int64_t etag;
    const char *location;
    const char *body;
    request_step page; /* of a page: answers once it is committed, instead of all this; or NULL */
    const char *kept;  /* what a retry gets instead of a body that tells a secret; NULL: the body */
};
void street_submit(struct request *request, const struct effects *effects, int32_t agency_id,
                   const struct street_answer *answer, request_step retry);
/* Answers a refusal, after looking whether the request's key has an answer already. */
void street_refuse(struct request *request, int32_t agency_id, const struct error *error);

/* Fresh ids and salts for a decision: false when ids have to be awaited (then next is called
 * later), or an error was answered. */
bool street_ids(struct request *request, int count, int64_t *first, request_step next);

/* Fills a decision context from worker and request: desk, arena, now, salts, loads, links. */
void street_context(struct request *request, struct decision_context *context);

#endif
