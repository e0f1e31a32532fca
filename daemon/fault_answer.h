/* The faults of a file that was sent (a desk definition, a framework) as an answer. */
#ifndef ONESTOP_DAEMON_FAULT_ANSWER_H
#define ONESTOP_DAEMON_FAULT_ANSWER_H

#include "config/desk.h"
#include "daemon/request.h"

/* Ends the request with a problem that lists every fault with its file and place: too many for a
 * problem's fields. The text lives in the arena. detail: in English, a text of problem.h. */
void fault_answer(struct request *request, struct arena *arena, const char *detail,
                  const struct desk_faults *faults);

#endif
