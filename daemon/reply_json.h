/* Replies as JSON. */
#ifndef ONESTOP_DAEMON_REPLY_JSON_H
#define ONESTOP_DAEMON_REPLY_JSON_H

#include "daemon/street.h"
#include "workflow/reply.h"

/* The answer to a reply that goes out: the same as reply_show.sql gives later (a test compares
 * them). False: the arena is full. */
bool reply_answer(struct request *request, const struct command *command,
                  const struct effects *effects, struct street_answer *answer);
/* What a reply would say. NULL: the arena is full. */
const char *reply_preview_json(const struct request *request, const struct kase *row,
                               const struct reply_order *order, const struct reply_text *text);

#endif
