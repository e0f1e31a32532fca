/* Builds the statements of one batch. */
#ifndef ONESTOP_DB_BATCH_BUILD_H
#define ONESTOP_DB_BATCH_BUILD_H

#include "db/batch_queue.h"

/* Reused from batch to batch. */
struct batch_build;

struct batch_build *batch_build_new(void); /* NULL without memory */
void batch_build_free(struct batch_build *build);

/* The statements for commands sorted by agency; the ord of a command is its index. First the checks
 * (guards and idempotency keys) of all agencies, then their rows, then their counters. What is
 * given stays good until the next call. NULL without memory. */
const struct db_statement *batch_build_statements(struct batch_build *build,
                                                  struct waiting *const *commands, size_t count,
                                                  size_t *statement_count, size_t *check_count);

#endif
