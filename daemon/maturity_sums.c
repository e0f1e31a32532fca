/* Sums: of rows and of what is packed, put together by what asked for them. */
#include "daemon/maturity_sums.h"

#include <stdlib.h>

#include "db/pgarray.h"
#include "proto/arena.h"
#include "workflow/sum.h"

/* The places of slices in a set, and so in a row: office, service, channel, segment. */
enum { SLICE_OFFICE, SLICE_SERVICE, SLICE_CHANNEL, SLICE_SEGMENT };
#define SET_BIT(slice) (2 << (slice))

static int slices_of(const struct indicator_ask *ask)
{
    static const int bits[SPLITS] = {[SPLIT_OFFICE] = SET_BIT(SLICE_OFFICE),
                                     [SPLIT_SERVICE] = SET_BIT(SLICE_SERVICE),
                                     [SPLIT_CHANNEL] = SET_BIT(SLICE_CHANNEL),
                                     [SPLIT_SEGMENT] = SET_BIT(SLICE_SEGMENT)};
    return bits[ask->split] | (ask->channels != 0 ? SET_BIT(SLICE_CHANNEL) : 0);
}

#define ARRAY(type, put)                                                                           \
    do {                                                                                           \
        size_t length;                                                                             \
        pgarray_begin(writer, type);                                                               \
        for (size_t i = 0; i < asks->count; i++) put;                                              \
        const uint8_t *bytes = pgarray_end(writer, &length);                                       \
        db_array(params, bytes, length);                                                           \
    } while (0)

void maturity_sums_ask(struct db_params *params, struct pgarray *writer,
                       const struct indicator_asks *asks)
{
    ARRAY(PGTYPE_INT2, pgarray_int16(writer, (int16_t)asks->asks[i].metric));
    ARRAY(PGTYPE_DATE, pgarray_day(writer, asks->asks[i].from));
    ARRAY(PGTYPE_INT2, pgarray_int16(writer, (int16_t)slices_of(&asks->asks[i])));
    ARRAY(PGTYPE_BOOL, pgarray_bool(writer, asks->asks[i].split == SPLIT_DAY));
}

/* ---- what came ---- */

struct collecting {
    struct arena *arena;
    const struct indicator_asks *asks;
    struct indicator_sum *sums;
    size_t count, capacity;
};

static int32_t key_of(const struct indicator_ask *ask, const struct sum_row *row)
{
    switch (ask->split) {
    case SPLIT_OFFICE: return row->slice[SLICE_OFFICE];
    case SPLIT_SERVICE: return row->slice[SLICE_SERVICE];
    case SPLIT_CHANNEL: return row->slice[SLICE_CHANNEL];
    case SPLIT_SEGMENT: return row->slice[SLICE_SEGMENT];
    case SPLIT_BUCKET: return row->bucket;
    case SPLIT_DAY: return row->day;
    case SPLIT_NONE:
    case SPLITS: break;
    }
    return 0;
}

/* False: the arena is full. */
static bool take(struct collecting *collecting, int32_t place, const struct sum_row *row)
{
    const struct indicator_ask *ask = &collecting->asks->asks[place];
    uint32_t channel = 1u << row->slice[SLICE_CHANNEL];
    void *sums = collecting->sums;
    if (ask->channels != 0 && (ask->channels & channel) == 0) return true;
    if (ask->bucket != 0 && ask->bucket != row->bucket) return true;
    if (counter_is_serious(ask->metric, row->bucket)) return true;
    int32_t key = key_of(ask, row);
    struct indicator_sum *last =
        collecting->count > 0 ? &collecting->sums[collecting->count - 1] : NULL;
    if (last != NULL && last->ask == place && last->key == key) {
        last->value += row->value;
        return true;
    }
    if (arena_grow(collecting->arena, &sums, collecting->count, &collecting->capacity,
                   sizeof *collecting->sums) != 0)
        return false;
    collecting->sums = sums;
    collecting->sums[collecting->count++] = (struct indicator_sum){place, key, row->value};
    return true;
}

enum { COLUMN_PLACE, COLUMN_DAY, COLUMN_SLICE, COLUMN_BUCKET = 6, COLUMN_VALUE, COLUMN_PACKED };

/* A month's sums: of those by day only the days that are asked for. */
static bool take_packed(struct collecting *collecting, const PGresult *rows, int at, int32_t place,
                        civil_day last)
{
    struct sum_reader reader;
    uint8_t set = (uint8_t)db_get_int(rows, at, COLUMN_BUCKET, 0);
    civil_day since = collecting->asks->asks[place].from;
    sum_read_begin(&reader, set, (civil_day)db_get_int(rows, at, COLUMN_DAY, 0),
                   (const uint8_t *)PQgetvalue(rows, at, COLUMN_PACKED),
                   (size_t)PQgetlength(rows, at, COLUMN_PACKED));
    while (sum_read_group(&reader))
        while (sum_read_next(&reader)) {
            bool outside = reader.row.day < since || reader.row.day > last;
            if ((set & SUM_DAILY) != 0 && outside) continue;
            if (!take(collecting, place, &reader.row)) return false;
        }
    return true;
}

static bool take_row(struct collecting *collecting, const PGresult *rows, int at, civil_day last)
{
    int32_t place = (int32_t)db_get_int(rows, at, COLUMN_PLACE, 0);
    if (!PQgetisnull(rows, at, COLUMN_PACKED))
        return take_packed(collecting, rows, at, place, last);
    struct sum_row row = {.day = (civil_day)db_get_int(rows, at, COLUMN_DAY, 0),
                          .bucket = (int32_t)db_get_int(rows, at, COLUMN_BUCKET, 0),
                          .value = db_get_int(rows, at, COLUMN_VALUE, 0)};
    for (int slice = 0; slice < SUM_SLICES; slice++)
        row.slice[slice] = (int32_t)db_get_int(rows, at, COLUMN_SLICE + slice, 0);
    return take(collecting, place, &row);
}

static int by_place_and_key(const void *a, const void *b)
{
    const struct indicator_sum *one = a, *other = b;
    if (one->ask != other->ask) return one->ask < other->ask ? -1 : 1;
    return (one->key > other->key) - (one->key < other->key);
}

/* One for each place and key; what comes to 0 is left out. Returns how many. */
static size_t merge(struct indicator_sum *sums, size_t count)
{
    size_t kept = 0;
    if (count > 0) qsort(sums, count, sizeof *sums, by_place_and_key);
    for (size_t i = 0; i < count;) {
        struct indicator_sum sum = sums[i++];
        while (i < count && by_place_and_key(&sum, &sums[i]) == 0) sum.value += sums[i++].value;
        if (sum.value != 0) sums[kept++] = sum;
    }
    return kept;
}

bool maturity_sums_read(struct arena *arena, const PGresult *rows, struct indicator_facts *facts)
{
    struct collecting collecting = {.arena = arena, .asks = facts->asks};
    for (int at = 0; at < PQntuples(rows); at++)
        if (!take_row(&collecting, rows, at, facts->day)) return false;
    facts->sum_count = merge(collecting.sums, collecting.count);
    facts->sums = collecting.sums;
    return true;
}
