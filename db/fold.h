/* What batches only note, a moment after they were written: sums the journals of moves of counters
 * and of what waits into their totals, and writes the words of cases.
 *
 * Nothing depends on when it happens: the views "counter" and "waiting" add both, and case_found()
 * reads the cases whose words are not there. Any number of workers may fold; they pass over what
 * another one is at. */
#ifndef ONESTOP_DB_FOLD_H
#define ONESTOP_DB_FOLD_H

#include "db/db.h"

struct fold;

struct fold *fold_new(struct db *db); /* NULL without memory */
void fold_free(struct fold *fold);
/* Moves were written: they are folded within a few seconds. */
void fold_soon(struct fold *fold);

#endif
