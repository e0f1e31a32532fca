/* What the catalogue says of a measure beside its row: what it can be broken down by, who may be
 * told, what its keys are called. */
#include "workflow/measure.h"

#include <stdio.h>
#include <string.h>

#include "workflow/measure_int.h"
#include "workflow/sum.h"
#include "workflow/survey.h"
#include "workflow/words.h"

static const char *const family_table[FAMILIES] = {"",          "volume",     "time",
                                                   "standards", "complaints", "satisfaction",
                                                   "capacity",  "segments",   "quality"};
static const char *const kind_table[MEASURE_KINDS] = {"", "count", "share", "times", "level"};
static const char *const dimension_table[DIMENSIONS] = {
    "", "office", "service", "channel", "segment", "queue", "standard", "stage", "topic", "survey"};
const struct name_set measure_family_names = {"family of measures", family_table, FAMILIES};
const struct name_set measure_kind_names = {"kind of measure", kind_table, MEASURE_KINDS};
const struct name_set dimension_names = {"dimension", dimension_table, DIMENSIONS};

const struct measure *measure_by_name(const char *name)
{
    for (size_t i = 0; i < measure_count; i++)
        if (strcmp(measures[i].name, name) == 0) return &measures[i];
    return NULL;
}

/* ---- names that are nearly right ---- */

enum { NAME_MAX = 48, NEAREST = 3 };

/* How many letters must be changed, added or left out to make one of the other. */
static int distance(const char *one, const char *other)
{
    int row[NAME_MAX + 1];
    size_t width = strnlen(other, NAME_MAX);
    for (size_t j = 0; j <= width; j++) row[j] = (int)j;
    for (size_t i = 0; one[i] != '\0' && i < NAME_MAX; i++) {
        int corner = row[0];
        row[0] = (int)i + 1;
        for (size_t j = 0; j < width; j++) {
            int changed = corner + (one[i] != other[j]);
            corner = row[j + 1];
            int least = row[j] < row[j + 1] ? row[j] + 1 : row[j + 1] + 1;
            row[j + 1] = changed < least ? changed : least;
        }
    }
    return row[width];
}

/* Part of a name is nearer than what merely looks alike. */
static int strangeness(const char *name, const char *known)
{
    bool part = strlen(name) >= 3 && (strstr(known, name) != NULL || strstr(name, known) != NULL);
    return distance(name, known) - (part ? NAME_MAX : 0);
}

void measure_nearest(const char *name, char *text, size_t size)
{
    const struct measure *nearest[NEAREST] = {NULL};
    size_t found = 0, used = 0;
    for (size_t i = 0; i < measure_count; i++) {
        int far = strangeness(name, measures[i].name);
        size_t at = found;
        while (at > 0 && far < strangeness(name, nearest[at - 1]->name)) at--;
        if (at == NEAREST) continue;
        if (found < NEAREST) found++;
        memmove(&nearest[at + 1], &nearest[at], (found - at - 1) * sizeof(struct measure *));
        nearest[at] = &measures[i];
    }
    text[0] = '\0';
    for (size_t i = 0; i < found && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", i == 0 ? "" : ", ",
                                 nearest[i]->name);
}

/* ---- what stands in a bucket ---- */

enum measure_bucket measure_bucket_of(enum metric metric)
{
    if (metric == METRIC_STAGE_DAYS) return BUCKET_STAGE_DAYS;
    if (metric >= METRIC_COMPLAINTS_RECEIVED && metric <= METRIC_REMEDIES_DONE) return BUCKET_STAGE;
    if (metric >= METRIC_ELAPSED_S && metric <= METRIC_CONTACT_DURATION_S) return BUCKET_TIME;
    if (metric >= METRIC_COUNTER_WAIT_MET && metric <= METRIC_PUNCTUALITY_MISSED)
        return BUCKET_STANDARD;
    switch ((int)metric) {
    case METRIC_ABANDONED_WAIT_S:
    case METRIC_FEEDBACK_ANSWER_S: return BUCKET_TIME;
    case METRIC_SURVEY_INVITED:
    case METRIC_SURVEY_ANSWERED: return BUCKET_SURVEY;
    case METRIC_SURVEY_SATISFIED:
    case METRIC_SURVEY_NOT_SATISFIED: return BUCKET_TOPIC;
    case METRIC_STANDARD_MET:
    case METRIC_STANDARD_MISSED:
    case METRIC_STANDARD_EXTENDED: return BUCKET_STANDARD;
    case METRIC_TASKS_OPENED:
    case METRIC_WORKING_MINUTES:
    case METRIC_DEMAND_MINUTES:
    case METRIC_CAPACITY_MINUTES:
    case METRIC_BACKLOG_MINUTES:
    case METRIC_BACKLOG_CASES:
    case METRIC_QUEUE_ARRIVALS:
    case METRIC_QUEUE_ARRIVAL_AGES:
    case METRIC_QUEUE_IN_TIME:
    case METRIC_QUEUE_LATE: return BUCKET_QUEUE;
    default: return BUCKET_NOTHING;
    }
}

static enum dimension dimension_of(enum measure_bucket bucket)
{
    switch (bucket) {
    case BUCKET_STANDARD: return DIMENSION_STANDARD;
    case BUCKET_STAGE:
    case BUCKET_STAGE_DAYS: return DIMENSION_STAGE;
    case BUCKET_SURVEY: return DIMENSION_SURVEY;
    case BUCKET_TOPIC: return DIMENSION_TOPIC;
    case BUCKET_QUEUE: return DIMENSION_QUEUE;
    case BUCKET_NOTHING:
    case BUCKET_TIME: break;
    }
    return DIMENSION_NONE;
}

int32_t measure_bucket_key(enum dimension dimension, int32_t bucket)
{
    switch (dimension) {
    case DIMENSION_STAGE: return bucket / COUNTER_STAGE % COUNTER_STAGES;
    case DIMENSION_TOPIC: return bucket % SURVEY_TOPIC_BUCKETS;
    case DIMENSION_STANDARD:
    case DIMENSION_SURVEY:
    case DIMENSION_QUEUE: return bucket;
    case DIMENSION_NONE:
    case DIMENSION_OFFICE:
    case DIMENSION_SERVICE:
    case DIMENSION_CHANNEL:
    case DIMENSION_SEGMENT:
    case DIMENSIONS: break;
    }
    return 0;
}

/* ---- what follows from a row ---- */

static size_t add_metrics(const struct measure_part *part, enum metric *metrics, size_t count)
{
    for (size_t i = 0; i < MEASURE_METRICS && part->metrics[i] != METRIC_NONE; i++) {
        size_t at = 0;
        while (at < count && metrics[at] != part->metrics[i]) at++;
        if (at == count) metrics[count++] = part->metrics[i];
    }
    return count;
}

size_t measure_metrics(const struct measure *measure, enum metric metrics[MEASURE_METRICS_ALL])
{
    size_t count = add_metrics(&measure->of, metrics, 0);
    count = add_metrics(&measure->per, metrics, count);
    return add_metrics(&measure->met, metrics, count);
}

/* The buckets of all that it sums must say it. */
uint32_t measure_dimensions(const struct measure *measure)
{
    enum metric metrics[MEASURE_METRICS_ALL];
    size_t count = measure_metrics(measure, metrics);
    enum dimension all = dimension_of(measure_bucket_of(metrics[0]));
    for (size_t i = 1; i < count; i++)
        if (dimension_of(measure_bucket_of(metrics[i])) != all) all = DIMENSION_NONE;
    return DIMENSIONS_SLICE | (all == DIMENSION_NONE ? 0 : DIMENSION_BIT(all));
}

bool measure_is_by_queue(const struct measure *measure)
{
    return (measure_dimensions(measure) & DIMENSION_BIT(DIMENSION_QUEUE)) != 0;
}

bool measure_has_share(const struct measure *measure)
{
    return measure->kind == MEASURE_SHARE || measure->met.metrics[0] != METRIC_NONE;
}

const char *measure_numerator(const struct words *words, const struct measure *measure)
{
    return words_named(words, "numerator", measure->name);
}

const char *measure_denominator(const struct words *words, const struct measure *measure)
{
    return measure_has_share(measure) ? words_named(words, "denominator", measure->name) : NULL;
}

int measure_error_permille(const struct measure *measure)
{
    bool rounded =
        measure->kind == MEASURE_TIMES && measure_bucket_of(measure->of.metrics[0]) == BUCKET_TIME;
    return rounded ? MEASURE_ERROR_PERMILLE : 0;
}

bool measure_is_of_answers(const struct measure *measure)
{
    enum metric metrics[MEASURE_METRICS_ALL];
    size_t count = measure_metrics(measure, metrics);
    for (size_t i = 0; i < count; i++)
        if (metrics[i] >= METRIC_SURVEY_ANSWERED && metrics[i] <= METRIC_SURVEY_NOT_SATISFIED)
            return true;
    uint32_t of_answers = 1u << STANDARD_CONDUCT | 1u << STANDARD_SATISFACTION;
    return (measure->standards & of_answers) != 0;
}

int measure_scale(const struct measure *measure)
{
    return strcmp(measure->unit, "per-1000") == 0 ? 1000 : 1;
}

uint32_t measure_slices(const struct measure_query *query)
{
    uint32_t slices = 0;
    for (size_t i = 0; i < MEASURE_BY; i++)
        slices |= DIMENSION_BIT(query->by[i]) & DIMENSIONS_SLICE;
    for (int slice = DIMENSION_OFFICE; slice <= DIMENSION_SEGMENT; slice++)
        if (query->filter[slice] != 0) slices |= DIMENSION_BIT(slice);
    enum measure_only only = query->measure->of.only;
    if (only == ONLY_SEGMENTED) slices |= DIMENSION_BIT(DIMENSION_SEGMENT);
    if (only == ONLY_ONLINE) slices |= DIMENSION_BIT(DIMENSION_CHANNEL);
    return slices;
}

int measure_sums(const struct measure_query *query, bool whole)
{
    bool splits = query->every == PERIOD_DAY || query->every == PERIOD_WEEK;
    return (int)measure_slices(query) | (whole && !splits ? 0 : SUM_DAILY);
}

civil_day measure_since(const struct measure_query *query)
{
    return query->measure->kind == MEASURE_LEVEL ? 0 : query->from;
}

/* ---- names of keys ---- */

static const char *version_text(char text[MEASURE_KEY_TEXT], const char *code, const char *version)
{
    snprintf(text, MEASURE_KEY_TEXT, "%s@%s", code, version);
    return text;
}

static const char *standard_code(const struct desk *desk, int32_t key, char text[MEASURE_KEY_TEXT])
{
    char day[PERIOD_TEXT];
    const struct standard *standard = desk_standard(desk, key);
    if (standard == NULL) return NULL;
    return version_text(text, standard->code,
                        period_text(PERIOD_DAY, standard->in_force_from, day));
}

static const char *survey_code(const struct desk *desk, int32_t key, char text[MEASURE_KEY_TEXT])
{
    char version[16];
    const struct instrument *instrument = desk_instrument(desk, key);
    if (instrument == NULL) return NULL;
    snprintf(version, sizeof version, "%d", (int)instrument->version);
    return version_text(text, instrument->code, version);
}

#define CODE_OF(kind)                                                                              \
    static const char *kind##_code(const struct desk *desk, int32_t key)                           \
    {                                                                                              \
        const struct kind *one = desk_##kind(desk, key);                                           \
        return one == NULL ? NULL : one->code;                                                     \
    }
CODE_OF(office)
CODE_OF(service)
CODE_OF(segment)
CODE_OF(queue)

const char *measure_key_code(const struct desk *desk, enum dimension dimension, int32_t key,
                             char text[MEASURE_KEY_TEXT])
{
    if (key == 0) return NULL;
    switch (dimension) {
    case DIMENSION_OFFICE: return office_code(desk, key);
    case DIMENSION_SERVICE: return service_code(desk, key);
    case DIMENSION_CHANNEL: return name_of(&channel_names, key);
    case DIMENSION_SEGMENT: return segment_code(desk, key);
    case DIMENSION_QUEUE: return queue_code(desk, key);
    case DIMENSION_STANDARD: return standard_code(desk, key, text);
    case DIMENSION_STAGE: snprintf(text, MEASURE_KEY_TEXT, "%d", (int)key); return text;
    case DIMENSION_TOPIC: return name_of(&survey_topic_names, key);
    case DIMENSION_SURVEY: return survey_code(desk, key, text);
    case DIMENSION_NONE:
    case DIMENSIONS: break;
    }
    return NULL;
}

#define NAME_OF(kind)                                                                              \
    static const char *kind##_name(const struct desk *desk, int32_t key)                           \
    {                                                                                              \
        const struct kind *one = desk_##kind(desk, key);                                           \
        return one == NULL ? NULL : one->name;                                                     \
    }
NAME_OF(office)
NAME_OF(service)
NAME_OF(segment)
NAME_OF(queue)
NAME_OF(standard)
NAME_OF(instrument)

const char *measure_key_name(const struct desk *desk, enum dimension dimension, int32_t key)
{
    switch (dimension) {
    case DIMENSION_OFFICE: return office_name(desk, key);
    case DIMENSION_SERVICE: return service_name(desk, key);
    case DIMENSION_SEGMENT: return segment_name(desk, key);
    case DIMENSION_QUEUE: return queue_name(desk, key);
    case DIMENSION_STANDARD: return standard_name(desk, key);
    case DIMENSION_SURVEY: return instrument_name(desk, key);
    case DIMENSION_CHANNEL:
    case DIMENSION_STAGE:
    case DIMENSION_TOPIC:
    case DIMENSION_NONE:
    case DIMENSIONS: break;
    }
    return NULL;
}
