/* How figures are made of counters and of facts that are no evidence. */
#include <json-c/json.h>
#include <string.h>

#include "proto/json_get.h"
#include "workflow/indicator_int.h"
#include "workflow/measure.h"

enum { PLAN_ACTIONS = 3 };

/* ---- counters ---- */

static enum indicator_split split_for_parts(const struct indicator_work *work)
{
    return work->indicator->split != SPLIT_NONE ? work->indicator->split : work->by;
}

/* The sums of a counter as parts of the numerator, or of the denominator. */
static void add_sums(struct indicator_work *work, enum metric metric, uint32_t channels,
                     int64_t times, bool above)
{
    enum indicator_split split = split_for_parts(work);
    struct sums sums = sums_of(work, metric, channels, work->indicator->bucket, split);
    for (size_t i = 0; i < sums.count; i++)
        add_group(work, split, sums.items[i].key, above ? times * sums.items[i].value : 0,
                  above ? 0 : sums.items[i].value);
}

/* A sum, or a share of two; a score counts in thousandths. */
void work_counters(struct indicator_work *work)
{
    const struct indicator *indicator = work->indicator;
    int64_t times = indicator->unit == INDICATOR_SCORE ? 1000 : 1;
    for (int i = 0; i < INDICATOR_METRICS && indicator->numerator[i] != METRIC_NONE; i++)
        add_sums(work, indicator->numerator[i], indicator->channels, times, true);
    if (indicator->less != METRIC_NONE) add_sums(work, indicator->less, 0, -times, true);
    for (int i = 0; i < INDICATOR_METRICS && indicator->denominator[i] != METRIC_NONE; i++)
        add_sums(work, indicator->denominator[i], 0, 1, false);
}

/* How many groups reach what makes them count: each is a part of one. Group 0 is "none". */
void work_groups(struct indicator_work *work)
{
    const struct indicator *indicator = work->indicator;
    struct sums sums = sums_of(work, indicator->numerator[0], 0, 0, indicator->split);
    for (size_t i = 0; i < sums.count; i++) {
        const struct indicator_sum *sum = &sums.items[i];
        const char *word =
            indicator->split == SPLIT_CHANNEL ? name_of(&channel_names, sum->key) : NULL;
        if (sum->key == 0 || (work->query->word_count > 0 && !has_word(work, word))) continue;
        struct indicator_part part = {.of = name_of(&indicator_split_names, indicator->split),
                                      .number = sum->key,
                                      .day = CIVIL_NONE,
                                      .numerator = 1,
                                      .count = sum->value,
                                      .counts = sum->value >= indicator->least};
        add_part(work, &part);
    }
}

void work_has_segment(struct indicator_work *work)
{
    struct sums sums = sums_of(work, work->indicator->numerator[0], 0, 0, SPLIT_SEGMENT);
    for (size_t i = 0; i < sums.count; i++)
        add_group(work, SPLIT_SEGMENT, sums.items[i].key,
                  sums.items[i].key == 0 ? 0 : sums.items[i].value, sums.items[i].value);
}

/* Answered surveys of those that customers are asked. */
void work_customer_surveys(struct indicator_work *work)
{
    const struct indicator_fact *asked;
    size_t at = 0;
    struct sums sums = sums_of(work, work->indicator->numerator[0], 0, 0, SPLIT_BUCKET);
    while ((asked = next_standing(work, FACT_INSTRUMENT, &at)) != NULL) {
        int64_t answered = sums_value(&sums, asked->key);
        if (answered > 0 && strcmp(asked->what, name_of(&survey_kind_names, SURVEY_CUSTOMER)) == 0)
            add_fact(work, asked, answered, 0);
    }
}

/* ---- facts ---- */

/* How many there are, or their share. */
void work_facts(struct indicator_work *work)
{
    const struct indicator *indicator = work->indicator;
    const struct indicator_fact *fact;
    size_t at = 0;
    while ((fact = next_fact(work, indicator->fact, &at)) != NULL) {
        if (indicator->what != NULL && strcmp(fact->what, indicator->what) != 0) continue;
        if (has_word(work, fact->what))
            add_fact(work, fact, fact->numerator,
                     indicator->unit == INDICATOR_COUNT ? 0 : fact->denominator);
    }
    work->figure->value = work->figure->numerator > 0; /* of a yes */
}

/* The families of what is in scheduled reports: of each its first measure. */
void work_families(struct indicator_work *work)
{
    const struct indicator_fact *reported;
    uint32_t seen = 0;
    size_t at = 0;
    while ((reported = next_standing(work, FACT_MEASURE, &at)) != NULL) {
        const struct measure *measure = measure_by_name(reported->reference);
        if (measure == NULL || (seen & (1u << measure->family)) != 0) continue;
        seen |= 1u << measure->family;
        add_fact(work, reported, 1, 0);
    }
}

/* ---- the catalogue ---- */

static int64_t volume_of_kind(struct indicator_work *work, const struct sums *sums,
                              const char *kind)
{
    const struct indicator_fact *service;
    int64_t volume = 0;
    size_t at = 0;
    while ((service = next_standing(work, FACT_SERVICE, &at)) != NULL)
        if (strcmp(service->what, kind) == 0) volume += sums_value(sums, service->key);
    return volume;
}

/* How many kinds of service are in use. */
void work_scope(struct indicator_work *work)
{
    struct sums sums = sums_of(work, work->indicator->numerator[0], 0, 0, SPLIT_SERVICE);
    for (int kind = SERVICE_ACT; kind < SERVICE_KINDS; kind++) {
        const char *name = name_of(&service_kind_names, kind);
        if (!has_word(work, name)) continue;
        struct indicator_part part = {.of = "service-kind",
                                      .key = name,
                                      .day = CIVIL_NONE,
                                      .numerator = 1,
                                      .count = volume_of_kind(work, &sums, name)};
        part.counts = part.count >= work->indicator->least;
        add_part(work, &part);
    }
}

/* Services by their volume: those that a test picks, of all. */
static void weigh_services(struct indicator_work *work,
                           bool (*picks)(struct indicator_work *work,
                                         const struct indicator_fact *service))
{
    const struct indicator_fact *service;
    struct sums sums = sums_of(work, work->indicator->numerator[0], 0, 0, SPLIT_SERVICE);
    size_t at = 0;
    while ((service = next_standing(work, FACT_SERVICE, &at)) != NULL) {
        int64_t volume = sums_value(&sums, service->key);
        if (volume > 0) add_fact(work, service, picks(work, service) ? volume : 0, volume);
    }
}

static bool has_info(struct indicator_work *work, const struct indicator_fact *service)
{
    return indicator_info_reaches(json_get_text(service->fields, "info"), work->query->words[0]);
}

void work_info(struct indicator_work *work)
{
    weigh_services(work, has_info);
}

static bool is_renewed(struct indicator_work *work, const struct indicator_fact *service)
{
    const struct indicator_fact *version;
    const char *process = json_get_text(service->fields, "process");
    size_t at = 0;
    while (process != NULL && (version = next_fact(work, FACT_PROCESS_VERSION, &at)) != NULL)
        if (strcmp(version->what, process) == 0) return true;
    return false;
}

void work_renewed(struct indicator_work *work)
{
    size_t at = 0;
    if (work->asks != NULL) (void)next_fact(work, FACT_PROCESS_VERSION, &at);
    weigh_services(work, is_renewed);
}

/* ---- the plan ---- */

static bool has_owner_and_date(const struct indicator_fact *action)
{
    return json_get_bool(action->fields, "owner") && action->day != CIVIL_NONE;
}

/* The plan's actions that a test picks, of those that another one takes. */
static void count_actions(struct indicator_work *work, civil_day due_by,
                          bool (*picks)(const struct indicator_fact *action))
{
    const struct indicator_fact *action;
    size_t at = 0;
    while ((action = next_standing(work, FACT_ACTION, &at)) != NULL)
        if (due_by == CIVIL_NONE || (action->day != CIVIL_NONE && action->day <= due_by))
            add_fact(work, action, picks(action), 1);
}

void work_plan_current(struct indicator_work *work)
{
    struct indicator_figure *figure = work->figure;
    count_actions(work, CIVIL_NONE, has_owner_and_date);
    figure->value = figure->denominator >= PLAN_ACTIONS && figure->numerator == figure->denominator;
}

static bool has_cost(const struct indicator_fact *action)
{
    return json_get_bool(action->fields, "cost");
}

void work_plan_costed(struct indicator_work *work)
{
    count_actions(work, CIVIL_NONE, has_cost);
}

static bool is_done(const struct indicator_fact *action)
{
    return json_get_bool(action->fields, "done");
}

void work_plan_done(struct indicator_work *work)
{
    count_actions(work, work->day, is_done);
}

/* ---- people ---- */

static bool is_trained(struct indicator_work *work, const char *user_name)
{
    const struct indicator_fact *record;
    const char *kind = work->query->word_count > 0 ? work->query->words[0] : NULL;
    size_t at = 0;
    while ((record = next_fact(work, FACT_EVIDENCE, &at)) != NULL) {
        const char *of = json_get_text(record->fields, "staff");
        const char *is = json_get_text(record->fields, "kind");
        if (strcmp(record->what, work->indicator->what) != 0 || of == NULL) continue;
        if (strcmp(of, user_name) != 0) continue;
        if (kind == NULL || (is != NULL && indicator_same(is, kind))) return true;
    }
    return false;
}

/* Staff with a record in force, of all. */
void work_trained(struct indicator_work *work)
{
    const struct indicator_fact *staff;
    size_t at = 0;
    if (work->asks != NULL) (void)is_trained(work, "");
    while ((staff = next_standing(work, FACT_STAFF, &at)) != NULL)
        add_fact(work, staff, is_trained(work, staff->reference), 1);
}
