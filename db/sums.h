/* Makes the sums of counters by month (db/schema/0042_counter_sums.sql), when what they are of has
 * been quiet for a while.
 *
 * Nothing depends on when it happens: readers take what has changed since from the counters. Any
 * number of workers may make them; of two that begin the same one finds it made. While counters
 * move anywhere, sums take a small part of one connection's time (DB_CARE). */
#ifndef ONESTOP_DB_SUMS_H
#define ONESTOP_DB_SUMS_H

#include "db/db.h"

struct sums;

struct sums *sums_new(struct db *db); /* NULL without memory */
void sums_free(struct sums *sums);

#endif
