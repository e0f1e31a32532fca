/* What the files of improvements share. */
#ifndef ONESTOP_WORKFLOW_IMPROVEMENT_INT_H
#define ONESTOP_WORKFLOW_IMPROVEMENT_INT_H

#include "workflow/improvement.h"

/* record_end() with the row as it is then. */
enum error_code improvement_end(struct record_decision *decision, struct improvement *after)
    __attribute__((warn_unused_result));
/* Tells who is to be told that it is done: all owners of feedback, and the first customers. */
void improvement_tell(struct record_decision *decision, struct improvement *row,
                      const struct improvement_audience *audience);
/* It is not done (any more). */
void improvement_tell_no_more(struct record_decision *decision, struct improvement *row);

#endif
