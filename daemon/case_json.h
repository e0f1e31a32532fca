/* A case as JSON: the brief form, the same as SQL's view case_brief gives (a test holds them
 * together). */
#ifndef ONESTOP_DAEMON_CASE_JSON_H
#define ONESTOP_DAEMON_CASE_JSON_H

#include "workflow/kase.h"
#include "workflow/words.h"

struct json; /* proto/json_write.h, which goes beside no json-c */

/* JSON text in arena; NULL when it is full. */
const char *case_json_brief(struct arena *arena, const struct desk *desk, const struct kase *row);
/* {"steps": the steps that lead on from the case's state [{step,name,to,closes,outcomes,open,why}],
 * why in these words, "process": what its codes are called (process_json()), null when there is
 * none}. language: NULL, the agency's own. */
const char *case_json_ways(struct arena *arena, const struct words *words, const struct desk *desk,
                           const struct kase *row, const char *language);
/* Writes {code, states, steps, outcomes}: what the codes of a process are called. agency: its code,
 * written first; NULL: not at all. */
void process_json(struct json *json, const char *key, const struct process *process,
                  const char *agency, const char *language);

#endif
