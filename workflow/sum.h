/* Sums of the counters of a month, packed: what figures of a year are read from instead of a row a
 * case (counter_sum of the schema; db/sums.h makes them). Pure.
 *
 * The counters of one metric in one month are summed for each of SUM_SETS sets: for every set of
 * office, service, channel and segment by the month, and by the day. A set's sums are one text of
 * bytes:
 *
 *   groups, in no order, each: an id for each slice of the set (office first), how many sums, sums
 *   a sum by month, by bucket: how much larger the bucket is than the one before (at first: 0),
 * value a sum by day, by day and bucket: 2 × bucket + 1 and days since the one before (at first:
 * the 1st) where the day changes, else 2 × how much larger the bucket is; value
 *
 * All are whole numbers of seven bits a byte, least significant first, the top bit set in all bytes
 * but the last; a value has its sign in its lowest bit. A sum of 0 is left out. */
#ifndef ONESTOP_WORKFLOW_SUM_H
#define ONESTOP_WORKFLOW_SUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "workflow/civil.h"

struct arena;

/* Bits of a set: 1 << the slice, as enum dimension has them (workflow/measure.h): office 2, service
 * 4, channel 8, segment 16; and by day. Every set of bits below SUM_SETS is one. */
enum { SUM_SLICES = 4, SUM_DAILY = 1, SUM_SETS = 32 };

struct sum_row {
    civil_day day;
    int32_t slice[SUM_SLICES]; /* office, service, channel, segment */
    int32_t bucket;
    int64_t value;
};

struct sum_month;
/* Counters of one metric in the month that begins on a day, in any order, ready to be packed. All
 * memory is the arena's. NULL: it is full. */
struct sum_month *sum_month_new(struct arena *arena, civil_day month, const struct sum_row *rows,
                                size_t count);
/* The sums of a set as bytes; NULL: the arena is full. */
const uint8_t *sum_month_pack(struct sum_month *month, uint8_t set, size_t *length);

struct sum_reader {
    const uint8_t *at, *end;
    uint8_t set;
    civil_day month;
    size_t left; /* sums of the group */
    struct sum_row row;
};
void sum_read_begin(struct sum_reader *reader, uint8_t set, civil_day month, const uint8_t *packed,
                    size_t length);
/* The next group, in reader->row.slice, 0 where the set has none. False: there is no more. */
bool sum_read_group(struct sum_reader *reader);
/* The next sum of the group: bucket, value, day (of sums by month its first). False: no more. */
bool sum_read_next(struct sum_reader *reader);

/* How many of each bucket, all of them below SUM_BUCKETS. */
enum { SUM_BUCKETS = 2048, SUM_WORD = 64 };
struct sum_histogram {
    int64_t count[SUM_BUCKETS];
    uint64_t used[SUM_BUCKETS / SUM_WORD]; /* bit: count may be other than 0 */
};
void sum_count(struct sum_histogram *histogram, int32_t bucket, int64_t value);
/* Counts the other sums of the group at once: those of days from … to, all of sums by month.
 * Returns how many that is. */
int64_t sum_read_counts(struct sum_reader *reader, civil_day from, civil_day to,
                        struct sum_histogram *histogram);

/* What a row adds to the mark of a set, which is the sum of them modulo 2^64: the counters of a
 * month and its sums give the same one, and sums that are not of them give it by chance once in
 * 2^64. What the set does not tell apart is left aside. */
uint64_t sum_mark(uint8_t set, const struct sum_row *row);

#endif
