/* A case as JSON: the brief form, the same as SQL's view case_brief gives (a test holds them
 * together). */
#ifndef ONESTOP_DAEMON_CASE_JSON_H
#define ONESTOP_DAEMON_CASE_JSON_H

#include "workflow/kase.h"
#include "workflow/words.h"

/* JSON text in arena; NULL when it is full. */
const char *case_json_brief(struct arena *arena, const struct desk *desk, const struct kase *row);
/* The steps that lead on from the case's state: [{step,name,to,closes,outcomes,open,why}]; why in
 * these words. */
const char *case_json_steps(struct arena *arena, const struct words *words, const struct desk *desk,
                            const struct kase *row);

#endif
