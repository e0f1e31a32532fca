/* The promises of a charter and what may be told of their results. */
#include "workflow/charter_int.h"

#include <stdlib.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/standard.h"

static bool same_code(const struct standard *one, const struct standard *other)
{
    return one->agency_id == other->agency_id && strcmp(one->code, other->code) == 0;
}

/* ---- versions ---- */

/* A version that was edited is a row of its own that begins on the same day: the newest of them. */
static const struct standard *newest(const struct desk *desk, const struct standard *standard)
{
    for (size_t i = desk->standards_count; i > 0; i--) { /* sorted by id */
        const struct standard *other = &desk->standards[i - 1];
        if (same_code(other, standard) && other->in_force_from == standard->in_force_from &&
            (other->active || !standard->active))
            return other;
    }
    return standard;
}

/* Whether it has been in force on one of these days. */
static bool in_force_within(const struct standard *standard, civil_day first, civil_day last)
{
    return standard->in_force_from <= last && standard->in_force_until >= first &&
           standard->in_force_from <= standard->in_force_until;
}

/* How well a version stands for its standard on a day: in force, else to come, else over. */
static int standing(const struct standard *standard, civil_day day)
{
    if (in_force_within(standard, day, day)) return 2;
    return standard->in_force_from > day ? 1 : 0;
}

/* Whether `one` is shown rather than `other`: of those to come the next one, of past ones the last.
 */
static bool stands_before(const struct standard *one, const struct standard *other, civil_day day)
{
    int a = standing(one, day), b = standing(other, day);
    if (a != b) return a > b;
    return a == 1 ? one->in_force_from < other->in_force_from
                  : one->in_force_from > other->in_force_from;
}

/* ---- results ---- */

static int compare_results(const void *a, const void *b)
{
    const struct charter_result *one = a, *other = b;
    return (one->standard->in_force_from > other->standard->in_force_from) -
           (one->standard->in_force_from < other->standard->in_force_from);
}

static struct charter_result *result_of(struct charter_promise *promise,
                                        const struct standard *standard)
{
    for (size_t i = 0; i < promise->result_count; i++)
        if (promise->results[i].standard == standard) return &promise->results[i];
    struct charter_result *result = &promise->results[promise->result_count++];
    *result = (struct charter_result){.standard = standard};
    return result;
}

static const struct charter_cell *cell_of(const struct charter_figures *figures,
                                          int32_t standard_id)
{
    for (size_t i = 0; i < figures->count; i++)
        if (figures->cells[i].standard_id == standard_id) return &figures->cells[i];
    return NULL;
}

/* The results of a standard: of each version that was in force in the quarter, and of each other
 * that has judged something in it. */
static bool take_results(struct arena *arena, const struct desk *desk,
                         const struct charter_figures *figures, struct charter_promise *promise)
{
    size_t versions = 0;
    for (size_t i = 0; i < desk->standards_count; i++)
        if (same_code(&desk->standards[i], promise->standard)) versions++;
    promise->results = arena_array(arena, versions, sizeof *promise->results);
    if (promise->results == NULL) return false;
    for (size_t i = 0; i < desk->standards_count; i++) {
        const struct standard *standard = &desk->standards[i];
        if (!same_code(standard, promise->standard)) continue;
        const struct standard *version = newest(desk, standard);
        const struct charter_cell *cell = cell_of(figures, standard->id);
        bool judged = cell != NULL && cell->n > 0;
        bool in_force = standard == version && standard->active &&
                        in_force_within(standard, figures->first, figures->last);
        if (!version->published || (!judged && !in_force)) continue;
        struct charter_result *result = result_of(promise, version);
        if (!judged) continue;
        result->met += cell->met;
        result->n += cell->n;
    }
    qsort(promise->results, promise->result_count, sizeof *promise->results, compare_results);
    return true;
}

/* ---- what is withheld ---- */

#define KIND(kind) (1u << (kind))
/* All but what customers answer: what the measure standards-met sums up. */
enum { OBSERVED = ~(KIND(STANDARD_CONDUCT) | KIND(STANDARD_SATISFACTION)) & 0x7fffffff };

static void guard_small(struct charter_promises *promises)
{
    for (size_t i = 0; i < promises->count; i++)
        for (size_t k = 0; k < promises->items[i].result_count; k++) {
            struct charter_result *result = &promises->items[i].results[k];
            result->status = result->n == 0                    ? CHARTER_NOT_MEASURED
                             : result->n < CHARTER_SMALL_GROUP ? CHARTER_WITHHELD
                                                               : CHARTER_TOLD;
        }
}

/* What is withheld of some kinds, and the smallest result that is told of them. */
struct held {
    size_t count;
    int64_t n;
    struct charter_result *smallest;
};

static struct held held_of(const struct charter_promises *promises, uint32_t kinds)
{
    struct held held = {0, 0, NULL};
    for (size_t i = 0; i < promises->count; i++) {
        if ((KIND(promises->items[i].standard->kind) & kinds) == 0) continue;
        for (size_t k = 0; k < promises->items[i].result_count; k++) {
            struct charter_result *result = &promises->items[i].results[k];
            if (result->status == CHARTER_WITHHELD) {
                held.count++;
                held.n += result->n;
            } else if (result->status == CHARTER_TOLD &&
                       (held.smallest == NULL || result->n < held.smallest->n)) {
                held.smallest = result;
            }
        }
    }
    return held;
}

/* Whether something had to be withheld beside what was. */
static bool guard_sum(struct charter_promises *promises, uint32_t kinds)
{
    struct held held = held_of(promises, kinds);
    bool gives_away = held.count == 1 || (held.count > 0 && held.n < CHARTER_SMALL_GROUP);
    if (!gives_away || held.smallest == NULL) return false;
    held.smallest->status = CHARTER_WITHHELD;
    return true;
}

static bool guard_sums(struct charter_promises *promises)
{
    bool changed = false;
    for (int kind = STANDARD_NONE + 1; kind < STANDARD_KINDS; kind++)
        changed |= guard_sum(promises, KIND(kind));
    return changed || guard_sum(promises, OBSERVED);
}

static void guard(struct charter_promises *promises)
{
    guard_small(promises);
    while (guard_sums(promises)) continue;
    for (size_t i = 0; i < promises->count; i++)
        for (size_t k = 0; k < promises->items[i].result_count; k++) {
            struct charter_result *result = &promises->items[i].results[k];
            if (result->status == CHARTER_WITHHELD) result->met = result->n = 0;
        }
}

/* ---- promises ---- */

static struct charter_promise *find(const struct charter_promises *promises,
                                    const struct standard *standard)
{
    for (size_t i = 0; i < promises->count; i++)
        if (same_code(promises->items[i].standard, standard)) return &promises->items[i];
    return NULL;
}

static int compare_promises(const void *a, const void *b)
{
    const struct standard *one = ((const struct charter_promise *)a)->standard;
    const struct standard *other = ((const struct charter_promise *)b)->standard;
    if (one->kind != other->kind) return one->kind < other->kind ? -1 : 1;
    return strcmp(one->code, other->code);
}

/* The version of each standard that stands for it; of those only the published ones are kept. */
static void choose(const struct desk *desk, int32_t agency_id, struct charter_promises *promises)
{
    for (size_t i = 0; i < desk->standards_count; i++) {
        const struct standard *standard = &desk->standards[i];
        if (standard->agency_id != agency_id || !standard->active) continue;
        if (standard->in_force_from > standard->in_force_until) continue; /* replaced */
        struct charter_promise *promise = find(promises, standard);
        if (promise == NULL)
            promises->items[promises->count++].standard = standard;
        else if (stands_before(standard, promise->standard, promises->today))
            promise->standard = standard;
    }
    size_t kept = 0;
    for (size_t i = 0; i < promises->count; i++) {
        const struct standard *standard = promises->items[i].standard;
        bool over = standing(standard, promises->today) == 0 &&
                    !in_force_within(standard, promises->first, promises->last);
        if (standard->published && !over) promises->items[kept++] = promises->items[i];
    }
    promises->count = kept;
}

bool charter_promises(struct arena *arena, const struct desk *desk, int32_t agency_id,
                      civil_day today, const struct charter_figures *figures,
                      struct charter_promises *promises)
{
    *promises = (struct charter_promises){
        .today = today,
        .first = figures->first,
        .last = figures->last,
        .items = arena_array(arena, desk->standards_count, sizeof *promises->items)};
    if (promises->items == NULL) return false;
    choose(desk, agency_id, promises);
    for (size_t i = 0; i < promises->count; i++)
        if (!take_results(arena, desk, figures, &promises->items[i])) return false;
    qsort(promises->items, promises->count, sizeof *promises->items, compare_promises);
    guard(promises);
    return true;
}

size_t charter_published_count(const struct charter_promises *promises)
{
    size_t count = 0;
    for (size_t i = 0; i < promises->count; i++)
        if (standing(promises->items[i].standard, promises->today) == 2) count++;
    return count;
}

bool charter_is_published(const struct charter_promises *promises)
{
    if (charter_published_count(promises) == 0) return false;
    for (size_t i = 0; i < promises->count; i++)
        for (size_t k = 0; k < promises->items[i].result_count; k++)
            if (promises->items[i].results[k].status == CHARTER_TOLD) return true;
    return false;
}

bool charter_kept(const struct charter_result *result)
{
    return result->met * 100 >= result->n * result->standard->target_percent;
}

const struct standard *charter_of_service(const struct desk *desk, const struct service *service,
                                          civil_day today)
{
    struct standard_wish wish = {.kind = STANDARD_PROCESSING,
                                 .agency_id = service->agency_id,
                                 .service = service,
                                 .day = today};
    const struct standard *standard = standard_for(desk, &wish);
    return standard != NULL && standard->published ? standard : NULL;
}

/* ---- what is in it ---- */

static bool names(const struct standard *standard, const struct service *service)
{
    if (standard->kind == STANDARD_PROCESSING && service->standard_code != NULL &&
        strcmp(service->standard_code, standard->code) == 0)
        return true;
    for (size_t i = 0; i < standard->service_count; i++)
        if (strcmp(standard->services[i], service->code) == 0) return true;
    return false;
}

const struct service *charter_next_service(const struct desk *desk, const struct standard *standard,
                                           size_t *at)
{
    while (*at < desk->services_count) {
        const struct service *service = &desk->services[(*at)++];
        if (service->active && service->agency_id == standard->agency_id &&
            names(standard, service))
            return service;
    }
    return NULL;
}

const struct ladder *charter_next_ladder(const struct charter *charter, size_t *at)
{
    while (*at < charter->desk->ladders_count) {
        const struct ladder *ladder = &charter->desk->ladders[(*at)++];
        if (ladder->agency_id == charter->agency->id &&
            ladder_in_force(charter->desk, ladder, charter->promises.today))
            return ladder;
    }
    return NULL;
}

const struct calendar *charter_calendar(const struct charter *charter, const struct office *office)
{
    const struct calendar_entry *entry = desk_calendar_entry(charter->desk, office->calendar_id);
    return entry == NULL ? NULL : entry->calendar;
}

int64_t charter_valid_until(const struct charter *charter)
{
    struct charter_hours hours;
    const struct zone *zone = charter->agency->zone;
    civil_day today = zone_local(zone, charter->now_us).day;
    int64_t until_us = zone_instant(zone, (struct civil_time){today + 1, 0});
    for (size_t i = 0; i < charter->office_count; i++) {
        const struct calendar *calendar = charter_calendar(charter, charter->offices[i].office);
        if (calendar == NULL) continue;
        charter_hours(calendar, charter->now_us, &hours);
        if (hours.valid_until_us < until_us) until_us = hours.valid_until_us;
    }
    return until_us;
}
