/* What the files of evidence share. */
#ifndef ONESTOP_WORKFLOW_EVIDENCE_INT_H
#define ONESTOP_WORKFLOW_EVIDENCE_INT_H

#include "workflow/evidence.h"

/* The columns of db/query/batch_record_evidence.sql; NULL: the arena is full. */
const char *evidence_document_of(struct arena *arena, const struct evidence *row);

#endif
