/* What the files of improvements share. */
#ifndef ONESTOP_WORKFLOW_IMPROVEMENT_INT_H
#define ONESTOP_WORKFLOW_IMPROVEMENT_INT_H

#include "workflow/improvement.h"

/* The row as the batch writes it. NULL: the arena is full. */
const char *improvement_document(struct arena *arena, const struct improvement *row);

#endif
