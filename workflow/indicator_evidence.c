/* Figures of evidence: records in force, counted, averaged, by office, and held against what the
 * indicators they name show on the day. */
#include <json-c/json.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/json_get.h"
#include "workflow/indicator_int.h"

/* Records name indicators that do not name further ones. */
enum { DEPTH_MAX = 1 };

/* ---- what records name ---- */

/* A number of a record's field. False: there is none. */
static bool field_number(const struct json_object *object, const char *field, double *number)
{
    struct json_object *value;
    if (!json_object_object_get_ex(object, field, &value) || value == NULL) return false;
    if (!json_object_is_type(value, json_type_int) && !json_object_is_type(value, json_type_double))
        return false;
    *number = json_object_get_double(value);
    return true;
}

/* What an indicator that a record names shows today. False: too little to say, or nothing of the
 * name. */
static bool shows(struct indicator_work *work, const char *name, double *value)
{
    struct indicator_query query;
    struct indicator_figure figure;
    struct indicator_work named = *work;
    if (name == NULL || work->depth >= DEPTH_MAX) return false;
    if (!indicator_read(work->arena, name, &query)) return false;
    named.query = &query;
    named.by = SPLIT_NONE;
    named.figure = &figure;
    named.depth++;
    indicator_figure_at(&named);
    *value = figure.value;
    return figure.denominator >= indicator_sample(&query);
}

static bool is_measured(const struct indicator_fact *record)
{
    double number;
    return json_get_text(record->fields, "indicator") != NULL &&
           field_number(record->fields, "before", &number) &&
           field_number(record->fields, "after", &number);
}

/* Whether the indicator is today where it was after, or further on the way from before to after. */
static bool is_held(struct indicator_work *work, const struct indicator_fact *record)
{
    double before = 0, after = 0, now;
    if (!field_number(record->fields, "before", &before)) return false;
    if (!field_number(record->fields, "after", &after)) return false;
    if (!shows(work, json_get_text(record->fields, "indicator"), &now)) return false;
    return after >= before ? now >= after : now <= after;
}

/* ---- which records ---- */

static bool field_is(const struct indicator_fact *record, const char *field, const char *value)
{
    struct json_object *found;
    if (!json_object_object_get_ex(record->fields, field, &found) || found == NULL) return false;
    return indicator_same(json_object_get_string(found), value);
}

static bool is_meant(struct indicator_work *work, const struct indicator_fact *record)
{
    const struct indicator_query *query = work->query;
    if (!indicator_same(record->what, query->words[0])) return false;
    for (size_t i = 0; i < query->where_count; i++)
        if (!field_is(record, query->where[i].field, query->where[i].value)) return false;
    if ((query->measured || query->held) && !is_measured(record)) return false;
    return !query->held || is_held(work, record);
}

static const struct indicator_fact *next_record(struct indicator_work *work, size_t *at)
{
    const struct indicator_fact *record;
    while ((record = next_fact(work, FACT_EVIDENCE, at)) != NULL)
        if (is_meant(work, record)) return record;
    return NULL;
}

/* ---- figures ---- */

static void count_records(struct indicator_work *work)
{
    const struct indicator_fact *record;
    size_t at = 0;
    while ((record = next_record(work, &at)) != NULL) add_fact(work, record, 1, 0);
}

/* Whether an earlier record has the same value in the field. */
static bool is_repeated(struct indicator_work *work, const struct indicator_fact *record,
                        const char *value)
{
    const struct indicator_fact *earlier;
    size_t at = 0;
    while ((earlier = next_record(work, &at)) != record && earlier != NULL)
        if (field_is(earlier, work->query->field, value)) return true;
    return false;
}

/* Of each value its first record. */
static void count_different(struct indicator_work *work)
{
    const struct indicator_fact *record;
    size_t at = 0;
    while ((record = next_record(work, &at)) != NULL) {
        const char *value = json_get_text(record->fields, work->query->field);
        if (value != NULL && !is_repeated(work, record, value)) add_fact(work, record, 1, 0);
    }
}

static void average(struct indicator_work *work)
{
    const struct indicator_fact *record;
    double number;
    size_t at = 0;
    while ((record = next_record(work, &at)) != NULL)
        if (field_number(record->fields, work->query->field, &number))
            add_fact(work, record, (int64_t)(number * 1000 + 0.5), 1);
}

/* The mean of the field in one office; false: nobody has looked. */
static bool office_mean(struct indicator_work *work, const char *office,
                        struct indicator_part *part)
{
    const struct indicator_fact *record;
    double number;
    size_t at = 0;
    while ((record = next_record(work, &at)) != NULL) {
        if (!field_is(record, "office", office)) continue;
        if (!field_number(record->fields, work->query->field, &number)) continue;
        part->numerator += (int64_t)(number * 1000 + 0.5);
        part->denominator++;
    }
    return part->denominator > 0;
}

static double mean_of(const struct indicator_part *part)
{
    return (double)part->numerator / (double)part->denominator;
}

/* The open office where the field is lowest. */
static void find_lowest(struct indicator_work *work)
{
    struct indicator_part lowest = {.denominator = 0};
    const struct indicator_fact *office;
    size_t at = 0;
    (void)next_record(work, &(size_t){0});
    while ((office = next_standing(work, FACT_OFFICE, &at)) != NULL) {
        struct indicator_part part = {.of = name_of(&fact_names, FACT_OFFICE),
                                      .key = office->reference,
                                      .day = CIVIL_NONE,
                                      .count = -1};
        if (!office_mean(work, office->reference, &part)) continue;
        if (lowest.denominator == 0 || mean_of(&part) < mean_of(&lowest)) lowest = part;
        add_part(work, &part);
    }
    work->figure->numerator = lowest.numerator;
    work->figure->denominator = lowest.denominator;
    for (size_t i = 0; i < work->figure->part_count; i++)
        work->figure->parts[i].counts = work->figure->parts[i].key == lowest.key;
}

/* Open offices with a record, of all. */
static void cover_offices(struct indicator_work *work)
{
    const struct indicator_fact *office, *record;
    size_t at = 0;
    (void)next_record(work, &(size_t){0});
    while ((office = next_standing(work, FACT_OFFICE, &at)) != NULL) {
        size_t from = 0;
        bool covered = false;
        while (!covered && (record = next_record(work, &from)) != NULL)
            covered = field_is(record, "office", office->reference);
        add_fact(work, office, covered, 1);
    }
}

/* ---- targets ---- */

static size_t target_count(const struct indicator_fact *record)
{
    return json_get_length(json_get_list(record->fields, "indicators"));
}

/* The i-th indicator that a record sets a target; NULL: it sets none. */
static const char *target_of(const struct indicator_fact *record, size_t i, double *target,
                             bool *down)
{
    struct json_object *list = json_get_list(record->fields, "indicators");
    struct json_object *item = json_object_array_get_idx(list, i);
    const char *aim = json_get_text(item, "aim");
    *down = aim != NULL && strcmp(aim, name_of(&aim_names, AIM_DOWN)) == 0;
    return field_number(item, "target", target) ? json_get_text(item, "indicator") : NULL;
}

static void count_targeted(struct indicator_work *work)
{
    const struct indicator_fact *record;
    size_t at = 0;
    while ((record = next_record(work, &at)) != NULL) {
        bool named = false, down;
        double target;
        for (size_t i = 0; i < target_count(record); i++)
            named |= target_of(record, i, &target, &down) != NULL;
        add_fact(work, record, named, 1);
    }
}

static void count_met(struct indicator_work *work)
{
    const struct indicator_fact *record;
    size_t at = 0;
    while ((record = next_record(work, &at)) != NULL) {
        int64_t met = 0, named = 0;
        for (size_t i = 0; i < target_count(record); i++) {
            double target = 0, now;
            bool down;
            const char *indicator = target_of(record, i, &target, &down);
            if (indicator == NULL) continue;
            named++;
            if (shows(work, indicator, &now)) met += down ? now <= target : now >= target;
        }
        if (named > 0) add_fact(work, record, met, named);
    }
}

void work_evidence(struct indicator_work *work)
{
    switch (work->query->measure) {
    case FIGURE_COUNT: count_records(work); break;
    case FIGURE_DIFFERENT: count_different(work); break;
    case FIGURE_MEAN: average(work); break;
    case FIGURE_LOWEST: find_lowest(work); break;
    case FIGURE_COVERED: cover_offices(work); break;
    case FIGURE_TARGETED: count_targeted(work); break;
    case FIGURE_MET: count_met(work); break;
    case FIGURE_WAYS: break;
    }
}

/* ---- what the named indicators read ---- */

static void ask_one(struct arena *arena, struct indicator_asks *asks, const char *name,
                    civil_day day)
{
    struct indicator_query query;
    if (name != NULL && indicator_read(arena, name, &query))
        indicator_ask(asks, &query, day, SPLIT_NONE);
}

void indicator_ask_named(struct arena *arena, struct indicator_asks *asks,
                         const struct indicator_facts *facts)
{
    for (size_t i = 0; i < facts->fact_count; i++) {
        const struct indicator_fact *record = &facts->facts[i];
        double target;
        bool down;
        if (record->kind != FACT_EVIDENCE) continue;
        ask_one(arena, asks, json_get_text(record->fields, "indicator"), facts->day);
        for (size_t j = 0; j < target_count(record); j++)
            ask_one(arena, asks, target_of(record, j, &target, &down), facts->day);
    }
}
