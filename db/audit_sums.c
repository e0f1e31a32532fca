/* A month of a metric is an item of a hash; what its sums say and what its counters say is taken
 * from the same mark with different signs, which then comes to 0. */
#include "db/audit_sums.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "workflow/period.h"

struct key { /* no padding: compared as bytes */
    int32_t agency_id, metric;
    civil_day month;
};

struct month {
    struct key key;
    uint32_t sets; /* 1 << each that has sums */
    uint64_t marks[SUM_SETS];
    UT_hash_handle hh;
};

struct audit_sums {
    struct month *months;
    struct month *at; /* told next */
    int32_t set;
    bool telling;
};

struct audit_sums *audit_sums_new(void)
{
    return calloc(1, sizeof(struct audit_sums));
}

void audit_sums_free(struct audit_sums *sums)
{
    struct month *month, *next;
    if (sums == NULL) return;
    HASH_ITER(hh, sums->months, month, next)
    {
        HASH_DEL(sums->months, month); // NOLINT(clang-analyzer-unix.Malloc): uthash's own links
        free(month);
    }
    free(sums);
}

static struct month *find(struct audit_sums *sums, const struct key *key)
{
    struct month *month;
    // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): reads the key by bytes
    HASH_FIND(hh, sums->months, key, sizeof *key, month);
    return month;
}

static struct month *find_or_add(struct audit_sums *sums, const struct key *key)
{
    struct month *month = find(sums, key);
    if (month != NULL) return month;
    month = calloc(1, sizeof *month);
    if (month == NULL) return NULL;
    month->key = *key;
    HASH_ADD(hh, sums->months, key, sizeof month->key, month);
    return month;
}

bool audit_sums_packed(struct audit_sums *sums, int32_t agency_id, int32_t metric, civil_day first,
                       int32_t set, const uint8_t *packed, size_t length)
{
    struct key key = {agency_id, metric, first};
    struct month *month = find_or_add(sums, &key);
    struct sum_reader reader;
    if (month == NULL) return false;
    if (set < 0 || set >= SUM_SETS) return true;
    month->sets |= 1u << set;
    sum_read_begin(&reader, (uint8_t)set, first, packed, length);
    while (sum_read_group(&reader))
        while (sum_read_next(&reader)) month->marks[set] -= sum_mark((uint8_t)set, &reader.row);
    return true;
}

void audit_sums_counter(struct audit_sums *sums, int32_t agency_id, int32_t metric,
                        const struct sum_row *row)
{
    struct key key = {agency_id, metric, period_first(PERIOD_MONTH, row->day)};
    struct month *month = find(sums, &key);
    for (uint8_t set = 0; month != NULL && set < SUM_SETS; set++)
        month->marks[set] += sum_mark(set, row);
}

bool audit_sums_next(struct audit_sums *sums, struct audit_sums_fault *fault)
{
    if (!sums->telling) sums->at = sums->months;
    sums->telling = true;
    for (; sums->at != NULL; sums->at = sums->at->hh.next, sums->set = 0)
        while (sums->set < SUM_SETS) {
            int32_t set = sums->set++;
            if ((sums->at->sets >> set & 1) == 0 || sums->at->marks[set] == 0) continue;
            *fault = (struct audit_sums_fault){sums->at->key.metric, set, sums->at->key.month};
            return true;
        }
    return false;
}
