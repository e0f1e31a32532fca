/* What standards have judged, and what the charter tells of it. */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/json_get.h"
#include "workflow/charter.h"
#include "workflow/indicator_int.h"
#include "workflow/period.h"
#include "workflow/standard.h"
#include "workflow/survey_guard.h"

/* The kinds that the vocabulary names: right-first-time is none of them. */
void work_standard_kinds(struct indicator_work *work)
{
    const struct indicator_fact *standard;
    uint32_t seen = 0;
    size_t at = 0;
    while ((standard = next_standing(work, FACT_STANDARD, &at)) != NULL) {
        int kind = name_number(&standard_kind_names, standard->what);
        if (kind == STANDARD_NONE || kind == STANDARD_RIGHT_FIRST_TIME) continue;
        if ((seen & (1u << kind)) == 0) add_fact(work, standard, 1, 0);
        seen |= 1u << kind;
    }
}

/* What standards have judged from a day on, by version: met and missed in turn. */
struct judged {
    struct sums sums[2 * INDICATOR_METRICS];
};

static struct judged judged_from(struct indicator_work *work, civil_day from)
{
    const struct indicator *indicator = work->indicator;
    civil_day own = work->from;
    struct judged judged;
    work->from = from;
    for (int i = 0; i < INDICATOR_METRICS; i++) {
        judged.sums[2 * i] = sums_of(work, indicator->numerator[i], 0, 0, SPLIT_BUCKET);
        judged.sums[2 * i + 1] = sums_of(work, indicator->denominator[i], 0, 0, SPLIT_BUCKET);
    }
    work->from = own;
    return judged;
}

/* How often a standard was measured in all its versions. */
static int64_t measured(struct indicator_work *work, const char *code, const struct judged *judged)
{
    const struct indicator_fact *version;
    int64_t count = 0;
    size_t at = 0;
    while ((version = next_standing(work, FACT_STANDARD_VERSION, &at)) != NULL) {
        if (strcmp(version->reference, code) != 0) continue;
        for (int i = 0; i < 2 * INDICATOR_METRICS; i++)
            count += sums_value(&judged->sums[i], version->key);
    }
    return count;
}

static struct indicator_part *add_standard(struct indicator_work *work, const char *code,
                                           civil_day day, int64_t count, bool counts)
{
    struct indicator_part part = {.of = name_of(&fact_names, FACT_STANDARD),
                                  .key = code,
                                  .day = day,
                                  .numerator = counts,
                                  .denominator = 1,
                                  .count = count,
                                  .counts = true};
    return add_part(work, &part);
}

void work_standards_measured(struct indicator_work *work)
{
    const struct indicator_fact *standard;
    struct judged judged = judged_from(work, work->from);
    size_t at = 0;
    if (work->asks != NULL) (void)measured(work, "", &judged);
    while ((standard = next_standing(work, FACT_STANDARD, &at)) != NULL) {
        int64_t count = measured(work, standard->reference, &judged);
        (void)add_standard(work, standard->reference, CIVIL_NONE, count,
                           count >= work->indicator->least);
    }
}

/* ---- the charter ---- */

/* A version as the charter knows it: by what the definition of the day said of it; one that was not
 * in it any more is not in force, but has judged what it has. */
static struct standard version_of(const struct indicator_fact *fact)
{
    const char *to = json_get_text(fact->fields, "in_force_to");
    struct standard standard = {
        .id = fact->key,
        .code = fact->reference,
        .kind = (enum standard_kind)name_number(&standard_kind_names, fact->what),
        .published = fact->numerator > 0,
        .active = json_get_bool(fact->fields, "active"),
        .in_force_from = fact->day,
        .in_force_to = CIVIL_DAY_MAX};
    if (to != NULL && !period_read_day(to, &standard.in_force_to))
        standard.in_force_to = CIVIL_DAY_MAX;
    return standard;
}

static int by_id(const void *one, const void *other)
{
    const struct standard *a = one, *b = other;
    return (a->id > b->id) - (a->id < b->id);
}

/* All versions that are known, as a desk of nothing else. False: the arena is full. */
static bool versions_of(struct indicator_work *work, struct desk *desk)
{
    const struct indicator_fact *version;
    struct standard *standards =
        arena_array(work->arena, work->facts->fact_count, sizeof *standards);
    size_t at = 0;
    if (standards == NULL) return false;
    while ((version = next_standing(work, FACT_STANDARD_VERSION, &at)) != NULL)
        standards[desk->standards_count++] = version_of(version);
    qsort(standards, desk->standards_count, sizeof *standards, by_id);
    standards_link(standards, desk->standards_count);
    desk->standards = standards;
    return true;
}

/* What a version has judged: of the days from the quarter's first on, without those from the next
 * one's first on. */
static struct charter_cell cell_of(const struct standard *version, const struct judged *since,
                                   const struct judged *after)
{
    struct charter_cell cell = {.standard_id = version->id};
    for (int i = 0; i < 2 * INDICATOR_METRICS; i++) {
        int64_t value =
            sums_value(&since->sums[i], version->id) - sums_value(&after->sums[i], version->id);
        cell.n += value;
        if (i % 2 == 0) cell.met += value;
    }
    return cell;
}

/* How many a result is of, whether it is told or not: those of all rows of its version. */
static int64_t count_of(const struct desk *desk, const struct charter_figures *figures,
                        const struct standard *version)
{
    int64_t count = 0;
    for (size_t i = 0; i < desk->standards_count; i++) {
        const struct standard *standard = &desk->standards[i];
        if (strcmp(standard->code, version->code) == 0 &&
            standard->in_force_from == version->in_force_from)
            count += figures->cells[i].n;
    }
    return count;
}

/* Each result of the page counts when it is told, and shows of how many it is also when not. */
static void add_results(struct indicator_work *work, const struct desk *desk,
                        const struct charter_figures *figures,
                        const struct charter_promises *promises)
{
    bool published = charter_is_published(promises);
    for (size_t i = 0; i < promises->count; i++)
        for (size_t k = 0; k < promises->items[i].result_count; k++) {
            const struct charter_result *result = &promises->items[i].results[k];
            const struct standard *version = result->standard;
            struct indicator_part *part = add_standard(work, version->code, version->in_force_from,
                                                       count_of(desk, figures, version),
                                                       published && result->status == CHARTER_TOLD);
            if (part != NULL && result->status == CHARTER_WITHHELD) part->of = "standard-withheld";
        }
    work->figure->value = published;
}

/* Whether the page tells results is said by the page's own rule (workflow/charter.h), applied to
 * what was defined on the day and judged in the last quarter that was over then. */
void work_charter(struct indicator_work *work)
{
    struct charter_figures figures;
    struct charter_promises promises;
    struct desk desk = {.standards_count = 0};
    survey_last_quarter(work->day, &figures.first, &figures.last);
    struct judged since = judged_from(work, figures.first);
    struct judged after = judged_from(work, figures.last + 1);
    if (work->asks != NULL) {
        (void)measured(work, "", &since);
        return;
    }
    struct charter_cell *cells = versions_of(work, &desk)
                                     ? arena_array(work->arena, desk.standards_count, sizeof *cells)
                                     : NULL;
    for (size_t i = 0; cells != NULL && i < desk.standards_count; i++)
        cells[i] = cell_of(&desk.standards[i], &since, &after);
    figures.cells = cells;
    figures.count = desk.standards_count;
    if (cells == NULL || !charter_promises(work->arena, &desk, 0, work->day, &figures, &promises))
        work->figure->full = true;
    else
        add_results(work, &desk, &figures, &promises);
}
