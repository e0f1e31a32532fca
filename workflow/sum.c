/* Packing: rows are sorted twice, by bucket and by day and bucket; each set then only sorts them
 * into its groups and writes them down. */
#include "workflow/sum.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "proto/arena.h"

enum { NUMBER_MAX = 10, SUM_BYTES = 3 * NUMBER_MAX, GROUP_BYTES = 5 * NUMBER_MAX, FREE = -1 };

struct record {
    int32_t combination, day, bucket; /* day: of the month, from 0 */
    int64_t value;
};

/* Distinct slices, found by hash. */
struct slices {
    int32_t (*items)[SUM_SLICES];
    int32_t count;
    int32_t *places; /* FREE, or an index into items */
    size_t place_mask;
};

struct sum_month {
    struct arena *arena;
    size_t count;
    struct record *by_bucket, *by_day;
    struct slices combinations, groups; /* groups: of the set under way */
    int32_t *group_of;                  /* by combination */
    size_t *begin;                      /* of each group among the sorted */
    struct record *sorted;
    uint8_t *bytes;
};

/* ---- distinct slices ---- */

static bool slices_new(struct arena *arena, struct slices *slices, size_t most)
{
    size_t places = 16;
    while (places < 2 * most) places *= 2;
    slices->items = arena_array(arena, most + 1, sizeof *slices->items);
    slices->places = arena_array(arena, places, sizeof *slices->places);
    slices->place_mask = places - 1;
    return slices->items != NULL && slices->places != NULL;
}

static void slices_clear(struct slices *slices)
{
    memset(slices->places, 0xff, (slices->place_mask + 1) * sizeof *slices->places);
    slices->count = 0;
}

static int32_t slices_find(struct slices *slices, const int32_t slice[SUM_SLICES])
{
    uint64_t hash = 0;
    for (int i = 0; i < SUM_SLICES; i++)
        hash = (hash ^ (uint32_t)slice[i]) * UINT64_C(0x9E3779B97F4A7C15);
    size_t place = (size_t)(hash >> 29) & slices->place_mask;
    while (slices->places[place] != FREE) {
        if (memcmp(slices->items[slices->places[place]], slice, sizeof *slices->items) == 0)
            return slices->places[place];
        place = (place + 1) & slices->place_mask;
    }
    memcpy(slices->items[slices->count], slice, sizeof *slices->items);
    slices->places[place] = slices->count;
    return slices->count++;
}

/* ---- a month ---- */

static int in_order(int32_t one, int32_t other)
{
    return one < other ? -1 : one > other;
}

static int by_bucket(const void *one, const void *other)
{
    const struct record *a = one, *b = other;
    return in_order(a->bucket, b->bucket);
}

static int by_day(const void *one, const void *other)
{
    const struct record *a = one, *b = other;
    return a->day != b->day ? in_order(a->day, b->day) : in_order(a->bucket, b->bucket);
}

static bool make_room(struct sum_month *month)
{
    struct arena *arena = month->arena;
    size_t count = month->count;
    month->by_bucket = arena_array(arena, count, sizeof *month->by_bucket);
    month->by_day = arena_array(arena, count, sizeof *month->by_day);
    month->sorted = arena_array(arena, count, sizeof *month->sorted);
    month->group_of = arena_array(arena, count, sizeof *month->group_of);
    month->begin = arena_array(arena, count + 2, sizeof *month->begin);
    month->bytes = arena_array(arena, count, SUM_BYTES + GROUP_BYTES);
    return month->by_bucket != NULL && month->by_day != NULL && month->sorted != NULL &&
           month->group_of != NULL && month->begin != NULL && month->bytes != NULL &&
           slices_new(arena, &month->combinations, count) &&
           slices_new(arena, &month->groups, count);
}

struct sum_month *sum_month_new(struct arena *arena, civil_day first, const struct sum_row *rows,
                                size_t count)
{
    struct sum_month *month = arena_alloc(arena, sizeof *month);
    if (month == NULL) return NULL;
    month->arena = arena;
    month->count = count;
    if (!make_room(month)) return NULL;
    slices_clear(&month->combinations);
    for (size_t i = 0; i < count; i++)
        month->by_bucket[i] =
            (struct record){.combination = slices_find(&month->combinations, rows[i].slice),
                            .day = rows[i].day - first,
                            .bucket = rows[i].bucket,
                            .value = rows[i].value};
    memcpy(month->by_day, month->by_bucket, count * sizeof *month->by_day);
    qsort(month->by_bucket, count, sizeof *month->by_bucket, by_bucket);
    qsort(month->by_day, count, sizeof *month->by_day, by_day);
    return month;
}

/* ---- writing ---- */

static uint8_t *put(uint8_t *at, uint64_t number)
{
    for (; number >= 0x80; number >>= 7) *at++ = (uint8_t)(number | 0x80);
    *at++ = (uint8_t)number;
    return at;
}

static uint64_t with_sign_below(int64_t value)
{
    return (uint64_t)value << 1 ^ (uint64_t)(value >> 63);
}

/* The sums of a group; how many, at *sums. Records of one day and bucket become one. */
static uint8_t *put_sums(uint8_t *at, const struct record *records, size_t count, bool daily,
                         size_t *sums)
{
    int32_t day = 0, bucket = 0;
    *sums = 0;
    for (size_t i = 0, next; i < count; i = next) {
        int64_t value = 0;
        for (next = i; next < count && records[next].bucket == records[i].bucket &&
                       (!daily || records[next].day == records[i].day);
             next++)
            value += records[next].value;
        if (value == 0) continue;
        bool turns = daily && (records[i].day != day || *sums == 0);
        if (turns) bucket = 0;
        uint64_t larger = (uint64_t)(uint32_t)(records[i].bucket - bucket);
        at = put(at, daily ? larger * 2 + turns : larger);
        if (turns) at = put(at, (uint64_t)(uint32_t)(records[i].day - day));
        at = put(at, with_sign_below(value));
        day = records[i].day;
        bucket = records[i].bucket;
        ++*sums;
    }
    return at;
}

/* Says of each combination which group of a set it is of, and where each group begins. */
static void find_groups(struct sum_month *month, uint8_t set, const struct record *records)
{
    slices_clear(&month->groups);
    for (int32_t i = 0; i < month->combinations.count; i++) {
        int32_t slice[SUM_SLICES];
        for (int s = 0; s < SUM_SLICES; s++)
            slice[s] = (set >> (s + 1) & 1) != 0 ? month->combinations.items[i][s] : 0;
        month->group_of[i] = slices_find(&month->groups, slice);
    }
    memset(month->begin, 0, ((size_t)month->groups.count + 2) * sizeof *month->begin);
    for (size_t i = 0; i < month->count; i++)
        month->begin[month->group_of[records[i].combination] + 2]++;
    for (int32_t i = 0; i < month->groups.count; i++) month->begin[i + 2] += month->begin[i + 1];
}

const uint8_t *sum_month_pack(struct sum_month *month, uint8_t set, size_t *length)
{
    bool daily = (set & SUM_DAILY) != 0;
    const struct record *records = daily ? month->by_day : month->by_bucket;
    uint8_t *at = month->bytes;
    find_groups(month, set, records);
    for (size_t i = 0; i < month->count; i++) /* begin[g + 1] moves on to where g + 1 begins */
        month->sorted[month->begin[month->group_of[records[i].combination] + 1]++] = records[i];
    for (int32_t group = 0; group < month->groups.count; group++) {
        size_t sums, count = month->begin[group + 1] - month->begin[group];
        const struct record *first = &month->sorted[month->begin[group]];
        uint8_t *head = at;
        at = put_sums(at + GROUP_BYTES, first, count, daily, &sums);
        if (sums == 0) {
            at = head;
            continue;
        }
        uint8_t *body = head + GROUP_BYTES;
        size_t body_length = (size_t)(at - body);
        for (int s = 0; s < SUM_SLICES; s++)
            if ((set >> (s + 1) & 1) != 0)
                head = put(head, (uint32_t)month->groups.items[group][s]);
        head = put(head, sums);
        memmove(head, body, body_length);
        at = head + body_length;
    }
    *length = (size_t)(at - month->bytes);
    uint8_t *packed = arena_alloc(month->arena, *length);
    if (packed != NULL) memcpy(packed, month->bytes, *length);
    return packed;
}

/* ---- reading ---- */

static inline uint64_t take(const uint8_t **at, const uint8_t *end)
{
    uint64_t number = 0;
    if (*at < end && **at < 0x80) return *(*at)++; /* most are */
    for (int shift = 0; *at < end && shift < 64; shift += 7) {
        uint8_t byte = *(*at)++;
        number |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) break;
    }
    return number;
}

void sum_read_begin(struct sum_reader *reader, uint8_t set, civil_day month, const uint8_t *packed,
                    size_t length)
{
    *reader = (struct sum_reader){.at = packed, .end = packed + length, .set = set, .month = month};
}

bool sum_read_group(struct sum_reader *reader)
{
    assert(reader->left == 0);
    if (reader->at >= reader->end) return false;
    for (int s = 0; s < SUM_SLICES; s++)
        if ((reader->set >> (s + 1) & 1) != 0)
            reader->row.slice[s] = (int32_t)take(&reader->at, reader->end);
    reader->left = (size_t)take(&reader->at, reader->end);
    reader->row.day = reader->month;
    reader->row.bucket = 0;
    return true;
}

/* The next sum, into row. */
static inline void take_sum(const uint8_t **at, const uint8_t *end, bool daily, struct sum_row *row)
{
    uint64_t number = take(at, end);
    if (daily) {
        if ((number & 1) != 0) {
            row->bucket = 0;
            row->day += (civil_day)take(at, end);
        }
        number >>= 1;
    }
    row->bucket += (int32_t)number;
    number = take(at, end);
    row->value = (int64_t)(number >> 1) ^ -(int64_t)(number & 1);
}

bool sum_read_next(struct sum_reader *reader)
{
    if (reader->left == 0) return false;
    reader->left--;
    take_sum(&reader->at, reader->end, (reader->set & SUM_DAILY) != 0, &reader->row);
    return true;
}

void sum_count(struct sum_histogram *histogram, int32_t bucket, int64_t value)
{
    assert(bucket >= 0 && bucket < SUM_BUCKETS);
    histogram->count[bucket] += value;
    histogram->used[bucket / SUM_WORD] |= UINT64_C(1) << bucket % SUM_WORD;
}

int64_t sum_read_counts(struct sum_reader *reader, civil_day from, civil_day to,
                        struct sum_histogram *histogram)
{
    bool daily = (reader->set & SUM_DAILY) != 0;
    const uint8_t *at = reader->at, *end = reader->end;
    struct sum_row row = reader->row; /* so that it need not be in memory */
    int64_t total = 0;
    for (; reader->left > 0; reader->left--) {
        take_sum(&at, end, daily, &row);
        if (daily && (row.day < from || row.day > to)) continue;
        sum_count(histogram, row.bucket, row.value);
        total += row.value;
    }
    reader->at = at;
    return total;
}

/* ---- comparing ---- */

static uint64_t mix(uint64_t hash, uint32_t number)
{
    hash = (hash ^ number) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 32;
}

uint64_t sum_mark(uint8_t set, const struct sum_row *row)
{
    uint64_t hash = mix(UINT64_C(0xC2B2AE3D27D4EB4F), (uint32_t)row->bucket);
    if ((set & SUM_DAILY) != 0) hash = mix(hash, (uint32_t)row->day);
    for (int s = 0; s < SUM_SLICES; s++)
        hash = mix(hash, (set >> (s + 1) & 1) != 0 ? (uint32_t)row->slice[s] : 0);
    return (uint64_t)row->value * (mix(hash, set) | 1);
}
