/* Figures out of sums.
 *
 * Rows come in any order and any number a cell. Sums go straight into their cell; what is
 * distributed is noted first, (cell, value's index, how many), then sorted by cell and walked
 * through once, so that the work grows with the rows alone. Packed sums of one period, of which
 * there may be one for each case, are counted at once instead, into a histogram a group. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/measure_int.h"
#include "workflow/sum.h"
#include "workflow/survey.h"

/* Buckets of times, and working days of complaints: index 0 is the least. */
enum { INDEXES = SUM_BUCKETS, NO_GROUP = -1 };
/* Groups that have a histogram of their own, which are 16 KiB each. */
enum { HISTOGRAMS = 256 };

struct group {
    int32_t key[MEASURE_BY];
};

/* So many of a cell's distribution; small, since there may be one for each case. */
struct part {
    uint32_t cell;            /* group × periods + period */
    uint32_t index_and_count; /* count × INDEXES + index */
};
enum { PART_MAX = (1 << 20) - 1 }; /* more are several parts */

struct making {
    struct arena *scratch;
    const struct measure_query *query;
    const struct measure *measure;
    const struct desk *desk;
    struct {
        uint32_t in; /* bit 0: of, bit 1: per, bit 2: met */
        enum measure_bucket bucket;
    } metrics[METRIC_COUNT];
    civil_day day; /* the day that was last asked for, and the period it is in */
    size_t period;
    struct group *groups;
    size_t group_count, group_room;
    int32_t *places; /* open addressing: index of a group, NO_GROUP: free */
    size_t place_count;
    size_t last; /* the group that was found last */
    struct measure_cell *cells;
    size_t cell_room, periods;
    bool by_slices;                    /* and by nothing that stands in buckets */
    struct sum_histogram **histograms; /* NULL: there are several periods, or no distribution */
    struct part *parts;
    size_t part_count, part_room;
};

/* ---- groups of keys ---- */

static size_t hash_of(const struct group *group, size_t places)
{
    uint64_t mixed = (uint64_t)(uint32_t)group->key[0] * UINT64_C(0x9E3779B97F4A7C15) ^
                     (uint64_t)(uint32_t)group->key[1] * UINT64_C(0xC2B2AE3D27D4EB4F);
    return (size_t)(mixed ^ mixed >> 32) & (places - 1);
}

static bool same(const struct group *one, const struct group *other)
{
    return one->key[0] == other->key[0] && one->key[1] == other->key[1];
}

static size_t place_of(const struct making *making, const struct group *group)
{
    size_t place = hash_of(group, making->place_count);
    while (making->places[place] != NO_GROUP &&
           !same(&making->groups[making->places[place]], group))
        place = (place + 1) & (making->place_count - 1);
    return place;
}

/* Twice as many places, so that at most half of them are taken. */
static bool widen(struct making *making)
{
    size_t count = making->place_count == 0 ? 256 : making->place_count * 2;
    making->places = arena_array(making->scratch, count, sizeof *making->places);
    if (making->places == NULL) return false;
    memset(making->places, 0xff, count * sizeof *making->places);
    making->place_count = count;
    for (size_t i = 0; i < making->group_count; i++)
        making->places[place_of(making, &making->groups[i])] = (int32_t)i;
    return true;
}

/* Room for one more group and its cells. */
static bool make_room(struct making *making)
{
    void *groups = making->groups, *cells = making->cells;
    size_t used = making->group_count * making->periods;
    if (making->place_count <= 2 * making->group_count && !widen(making)) return false;
    if (arena_grow(making->scratch, &groups, making->group_count, &making->group_room,
                   sizeof *making->groups) != 0)
        return false;
    making->groups = groups;
    if (used + making->periods > making->cell_room) {
        size_t room = making->cell_room * 2 + making->periods;
        struct measure_cell *wider = arena_array(making->scratch, room, sizeof *wider);
        if (wider == NULL) return false;
        if (used > 0) memcpy(wider, cells, used * sizeof *wider);
        making->cells = wider;
        making->cell_room = room;
    }
    return true;
}

/* The group of a key, in making->last. False: the arena is full. */
static bool find(struct making *making, const struct group *group)
{
    if (making->group_count > 0 && same(&making->groups[making->last], group)) return true;
    if (!make_room(making)) return false;
    size_t place = place_of(making, group);
    if (making->places[place] == NO_GROUP) {
        making->places[place] = (int32_t)making->group_count;
        making->groups[making->group_count++] = *group;
    }
    making->last = (size_t)making->places[place];
    return true;
}

/* ---- rows ---- */

static bool is_of_standards(const struct making *making, int32_t bucket)
{
    if (making->measure->standards == 0) return true;
    const struct standard *standard = desk_standard(making->desk, bucket);
    return standard != NULL && (making->measure->standards & 1u << standard->kind) != 0;
}

static bool is_of_topic(const struct measure *measure, int32_t bucket)
{
    int32_t kind = bucket / SURVEY_TOPIC_BUCKETS, topic = bucket % SURVEY_TOPIC_BUCKETS;
    return (measure->survey == SURVEY_NONE || kind == (int32_t)measure->survey) &&
           (measure->topic == TOPIC_NONE || topic == (int32_t)measure->topic);
}

/* Whether a row is of those that the measure looks at. */
static bool is_of(const struct making *making, const struct measure_row *row)
{
    switch (making->metrics[row->metric].bucket) {
    case BUCKET_STANDARD: return is_of_standards(making, row->bucket);
    case BUCKET_TOPIC: return is_of_topic(making->measure, row->bucket);
    case BUCKET_STAGE:
    case BUCKET_STAGE_DAYS: return !counter_is_serious(row->metric, row->bucket);
    case BUCKET_QUEUE:
        return making->query->queue_id == 0 || row->bucket == making->query->queue_id;
    case BUCKET_NOTHING:
    case BUCKET_TIME:
    case BUCKET_SURVEY: break;
    }
    return true;
}

static bool counts(const struct measure_part *part, const struct measure_row *row)
{
    int32_t channel = row->slice[DIMENSION_CHANNEL];
    switch (part->only) {
    case ONLY_NO_MORE: return true;
    case ONLY_SEGMENTED: return row->slice[DIMENSION_SEGMENT] != 0;
    case ONLY_ONLINE:
        return channel == CHANNEL_WEB || channel == CHANNEL_EMAIL || channel == CHANNEL_API;
    }
    return true;
}

static struct group group_of(const struct making *making, const struct measure_row *row)
{
    struct group group = {.key = {0}};
    for (size_t i = 0; i < MEASURE_BY; i++) {
        enum dimension by = making->query->by[i];
        group.key[i] =
            by <= DIMENSION_SEGMENT ? row->slice[by] : measure_bucket_key(by, row->bucket);
    }
    return group;
}

/* So many more of a cell's distribution at an index. */
static bool add_part(struct making *making, size_t cell, uint32_t index, uint32_t count)
{
    void *parts = making->parts;
    if (making->part_count == making->part_room &&
        arena_grow(making->scratch, &parts, making->part_count, &making->part_room,
                   sizeof *making->parts) != 0)
        return false;
    making->parts = parts;
    making->parts[making->part_count++] =
        (struct part){.cell = (uint32_t)cell, .index_and_count = count * INDEXES + index};
    return true;
}

/* A distribution is of what was seen, so that no sum is below 0. */
static bool distribute(struct making *making, size_t cell, const struct measure_row *row)
{
    bool days = making->metrics[row->metric].bucket == BUCKET_STAGE_DAYS;
    uint32_t index = (uint32_t)(days ? row->bucket % COUNTER_STAGE : row->bucket);
    assert(index < INDEXES);
    for (int64_t left = row->value; left > 0; left -= PART_MAX)
        if (!add_part(making, cell, index, (uint32_t)(left < PART_MAX ? left : PART_MAX)))
            return false;
    return true;
}

/* The period of a day; most rows are of the same day as the one before. */
static size_t period_of(struct making *making, civil_day day)
{
    const struct measure_query *query = making->query;
    if (day < query->from) day = query->from;
    if (day != making->day) making->period = period_index(query->every, query->from, day);
    making->day = day;
    return making->period;
}

/* A sum into a cell. */
static bool add(struct making *making, size_t at, const struct measure_row *row)
{
    const struct measure *measure = making->measure;
    uint32_t in = making->metrics[row->metric].in;
    struct measure_cell *cell = &making->cells[at];
    if ((in & 1) != 0 && measure->kind == MEASURE_TIMES) {
        cell->n += row->value;
        if (!distribute(making, at, row)) return false;
    } else if ((in & 1) != 0 && counts(&measure->of, row)) {
        cell->value += row->value;
    }
    if ((in & 2) != 0 && measure->kind == MEASURE_LEVEL) cell->value -= row->value;
    if ((in & 2) != 0 && measure->kind == MEASURE_SHARE) cell->n += row->value;
    if ((in & 2) != 0 && measure->kind == MEASURE_TIMES) cell->judged += row->value;
    if ((in & 4) != 0) cell->in_time += row->value;
    return true;
}

static bool take(struct making *making, const struct measure_row *row)
{
    struct group group = group_of(making, row);
    if (!is_of(making, row)) return true;
    if (!find(making, &group)) return false;
    return add(making, making->last * making->periods + period_of(making, row->day), row);
}

/* ---- packed sums ---- */

/* Whether a group of sums is of those that the query takes. */
static bool is_asked(const struct measure_query *query, const struct measure_row *row)
{
    for (int slice = DIMENSION_OFFICE; slice <= DIMENSION_SEGMENT; slice++)
        if (query->filter[slice] != 0 && query->filter[slice] != row->slice[slice]) return false;
    return true;
}

/* Where sums of a group that was found are counted at once; NULL: nowhere. */
static struct sum_histogram *histogram_of(struct making *making, enum metric metric)
{
    bool plain = making->metrics[metric].in == 1 && making->metrics[metric].bucket == BUCKET_TIME;
    if (!plain || making->histograms == NULL || making->last >= HISTOGRAMS) return NULL;
    struct sum_histogram **histogram = &making->histograms[making->last];
    if (*histogram == NULL) *histogram = arena_alloc(making->scratch, sizeof **histogram);
    return *histogram;
}

/* The rest of a group of which one sum was taken. */
static void take_rest(struct making *making, struct sum_reader *reader, enum metric metric)
{
    struct sum_histogram *histogram = histogram_of(making, metric);
    if (histogram == NULL) return;
    making->cells[making->last].n +=
        sum_read_counts(reader, measure_since(making->query), making->query->to, histogram);
}

/* A group of a month's sums; one: the row to be filled, with its slices. */
static bool take_group(struct making *making, struct sum_reader *reader, struct measure_row *one)
{
    const struct measure_query *query = making->query;
    bool daily = (reader->set & SUM_DAILY) != 0, found = false;
    struct group group = group_of(making, one);
    civil_day since = measure_since(query);
    while (sum_read_next(reader)) {
        one->day = reader->row.day;
        one->bucket = reader->row.bucket;
        one->value = reader->row.value;
        if (daily && (one->day > query->to || one->day < since)) continue;
        if (!making->by_slices) {
            if (!take(making, one)) return false;
            continue;
        }
        if (!is_of(making, one)) continue;
        if (!found && !find(making, &group)) return false;
        found = true;
        if (!add(making, making->last * making->periods + period_of(making, one->day), one))
            return false;
        take_rest(making, reader, one->metric);
    }
    return true;
}

/* A month's sums; groups and days that are not asked for are left out. */
static bool take_packed(struct making *making, const struct measure_row *row)
{
    struct measure_row one = {.metric = row->metric};
    struct sum_reader reader;
    sum_read_begin(&reader, (uint8_t)row->bucket, row->day, row->packed, row->packed_length);
    while (sum_read_group(&reader)) {
        memcpy(&one.slice[DIMENSION_OFFICE], reader.row.slice, sizeof reader.row.slice);
        if (!is_asked(making->query, &one))
            while (sum_read_next(&reader)) continue;
        else if (!take_group(making, &reader, &one))
            return false;
    }
    return true;
}

/* Room for the parts that there will be, as far as it can be told: a sum takes two bytes at least.
 */
static bool expect_parts(struct making *making, const struct measure_row *rows, size_t count)
{
    size_t most = 0;
    for (size_t i = 0; i < count; i++)
        if ((making->metrics[rows[i].metric].in & 1) != 0)
            most += rows[i].packed == NULL ? 1 : rows[i].packed_length / 2;
    making->parts = arena_array(making->scratch, most + 1, sizeof *making->parts);
    making->part_room = most + 1;
    return making->parts != NULL;
}

/* What a distribution is counted with. False: the arena is full. */
static bool make_ready(struct making *making, const struct measure_row *rows, size_t count)
{
    if (making->periods > 1 || !making->by_slices) return expect_parts(making, rows, count);
    making->histograms = arena_array(making->scratch, HISTOGRAMS, sizeof(struct sum_histogram *));
    return making->histograms != NULL;
}

/* ---- distributions ---- */

/* The value at an index of a distribution. */
static int64_t value_at(const struct measure *measure, uint32_t index)
{
    return measure_bucket_of(measure->of.metrics[0]) == BUCKET_STAGE_DAYS
               ? (int64_t)index
               : counter_bucket_middle((int32_t)index);
}

/* The rank of the p-th percentile of n. */
static int64_t rank(int64_t n, int64_t percent)
{
    return (n * percent + 99) / 100;
}

/* Walks through a histogram once, and empties it. */
static void read_histogram(const struct measure *measure, struct sum_histogram *histogram,
                           struct measure_cell *cell)
{
    int64_t seen = 0;
    cell->median = cell->p90 = cell->p95 = -1;
    for (size_t word = 0; word < INDEXES / SUM_WORD; word++) {
        while (histogram->used[word] != 0) {
            uint32_t index =
                (uint32_t)(word * SUM_WORD) + (uint32_t)__builtin_ctzll(histogram->used[word]);
            histogram->used[word] &= histogram->used[word] - 1;
            seen += histogram->count[index];
            histogram->count[index] = 0;
            int64_t value = value_at(measure, index);
            if (cell->median < 0 && seen >= rank(cell->n, 50)) cell->median = value;
            if (cell->p90 < 0 && seen >= rank(cell->n, 90)) cell->p90 = value;
            if (cell->p95 < 0 && seen >= rank(cell->n, 95)) cell->p95 = value;
        }
    }
}

/* Sorts parts by cell: how many each has, then where each begins, then each to its place. */
static struct part *sort_parts(const struct making *making, size_t cells, uint32_t *begin)
{
    struct part *sorted = arena_array(making->scratch, making->part_count + 1, sizeof *sorted);
    if (sorted == NULL) return NULL;
    for (size_t i = 0; i < making->part_count; i++) begin[making->parts[i].cell + 1]++;
    for (size_t i = 0; i < cells; i++) begin[i + 1] += begin[i];
    for (size_t i = 0; i < making->part_count; i++)
        sorted[begin[making->parts[i].cell]++] = making->parts[i];
    memmove(begin + 1, begin, cells * sizeof *begin); /* each had moved on to the next one's */
    begin[0] = 0;
    return sorted;
}

static bool make_percentiles(struct making *making)
{
    size_t cells = making->group_count * making->periods;
    uint32_t *begin = arena_array(making->scratch, cells + 1, sizeof *begin);
    struct sum_histogram *empty = arena_alloc(making->scratch, sizeof *empty);
    struct part *parts = begin == NULL ? NULL : sort_parts(making, cells, begin);
    if (parts == NULL || empty == NULL) return false;
    for (size_t cell = 0; cell < cells; cell++) {
        bool own =
            making->histograms != NULL && cell < HISTOGRAMS && making->histograms[cell] != NULL;
        struct sum_histogram *histogram = own ? making->histograms[cell] : empty;
        for (uint32_t i = begin[cell]; i < begin[cell + 1]; i++)
            sum_count(histogram, (int32_t)(parts[i].index_and_count % INDEXES),
                      parts[i].index_and_count / INDEXES);
        read_histogram(making->measure, histogram, &making->cells[cell]);
    }
    return true;
}

/* ---- the answer ---- */

/* What follows from what was summed. */
static void finish(const struct measure *measure, struct measure_cell *cell)
{
    cell->share = NAN;
    switch (measure->kind) {
    case MEASURE_COUNT:
    case MEASURE_LEVEL: cell->n = cell->value; break;
    case MEASURE_SHARE:
        if (cell->n > 0)
            cell->share = measure_scale(measure) * (double)cell->value / (double)cell->n;
        break;
    case MEASURE_TIMES:
        if (cell->judged > 0) cell->share = (double)cell->in_time / (double)cell->judged;
        break;
    case MEASURE_NONE:
    case MEASURE_KINDS: break;
    }
    if (measure->kind != MEASURE_TIMES) cell->median = cell->p90 = cell->p95 = -1;
}

static int by_key(const void *one, const void *other)
{
    const struct group *a = one, *b = other;
    for (size_t i = 0; i < MEASURE_BY; i++)
        if (a->key[i] != b->key[i]) return a->key[i] < b->key[i] ? -1 : 1;
    return 0;
}

/* The first day of a query's period. */
static civil_day first_of(const struct measure_query *query, civil_day before)
{
    if (before == CIVIL_NONE) return period_first(query->every, query->from);
    return period_last(query->every, before) + 1;
}

static void copy_group(const struct making *making, const struct group *group, size_t from,
                       struct measure_cell *cells)
{
    civil_day day = CIVIL_NONE;
    int64_t level = 0;
    for (size_t i = 0; i < making->periods; i++) {
        cells[i] = making->cells[from * making->periods + i];
        level += cells[i].value;
        if (making->measure->kind == MEASURE_LEVEL) cells[i].value = level;
        cells[i].period = day = first_of(making->query, day);
        memcpy(cells[i].key, group->key, sizeof group->key);
        finish(making->measure, &cells[i]);
    }
}

static bool answer(struct making *making, struct arena *arena, struct measure_cells *cells)
{
    size_t count = making->group_count;
    struct group *sorted = arena_array(making->scratch, count, sizeof *sorted);
    cells->cells = arena_array(arena, count * making->periods, sizeof *cells->cells);
    if (sorted == NULL || cells->cells == NULL) return false;
    if (count > 0) memcpy(sorted, making->groups, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_key);
    for (size_t i = 0; i < count; i++)
        copy_group(making, &sorted[i], (size_t)making->places[place_of(making, &sorted[i])],
                   &cells->cells[i * making->periods]);
    cells->query = *making->query;
    cells->period_count = making->periods;
    cells->group_count = count;
    cells->count = count * making->periods;
    return true;
}

static void mark(struct making *making, const struct measure_part *part, uint32_t bit)
{
    for (size_t i = 0; i < MEASURE_METRICS && part->metrics[i] != METRIC_NONE; i++) {
        making->metrics[part->metrics[i]].in |= bit;
        making->metrics[part->metrics[i]].bucket = measure_bucket_of(part->metrics[i]);
    }
}

bool measure_cells_make(struct arena *arena, struct arena *scratch, const struct desk *desk,
                        const struct measure_query *query, const struct measure_row *rows,
                        size_t count, struct measure_cells *cells)
{
    struct making *making = arena_alloc(scratch, sizeof *making);
    static const struct group whole;
    if (making == NULL) return false;
    making->scratch = scratch;
    making->query = query;
    making->measure = query->measure;
    making->desk = desk;
    making->day = CIVIL_NONE;
    making->periods = period_count(query->every, query->from, query->to);
    mark(making, &query->measure->of, 1);
    mark(making, &query->measure->per, 2);
    mark(making, &query->measure->met, 4);
    making->by_slices = query->by[0] <= DIMENSION_SEGMENT && query->by[1] <= DIMENSION_SEGMENT;
    if (query->by[0] == DIMENSION_NONE && !find(making, &whole)) return false;
    if (query->measure->kind == MEASURE_TIMES && !make_ready(making, rows, count)) return false;
    for (size_t i = 0; i < count; i++)
        if (!(rows[i].packed == NULL ? take : take_packed)(making, &rows[i])) return false;
    if (query->measure->kind == MEASURE_TIMES && !make_percentiles(making)) return false;
    return answer(making, arena, cells);
}
