/* Work in hand of each staff member, kept up to date for routing: the snapshot brings the sums,
 * what this worker commits is added at once, and the sums are read anew every half minute because
 * other workers commit too. */
#ifndef ONESTOP_DAEMON_WORK_IN_HAND_H
#define ONESTOP_DAEMON_WORK_IN_HAND_H

#include "workflow/effects.h"

struct worker;
struct work_in_hand;

struct work_in_hand *work_in_hand_new(struct worker *worker);
void work_in_hand_free(struct work_in_hand *work);

/* A case was committed: before (NULL: new) and after. */
void work_in_hand_moved(struct worker *worker, const struct kase *before, const struct kase *after);

#endif
