/* Frozen figures: rows of groups and periods, each with a figure of every measure of its section.
 */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/json_get.h"
#include "workflow/charter.h"
#include "workflow/desk.h"
#include "workflow/report.h"
#include "workflow/tree_int.h"
#include "workflow/words.h"

struct group {
    int32_t key[MEASURE_BY];
    int64_t size; /* of its first figures: larger ones come first */
};

struct writing {
    struct arena *arena;
    const struct desk *desk;
    const struct report *report;
    const struct measure_cells *cells;
    struct tree *tree;
};

/* A value of the definition as it is. */
static void put_member(struct tree *tree, const struct json_object *from, const char *name)
{
    struct json_object *value = NULL;
    json_object_object_get_ex(from, name, &value);
    tree_value(tree, name, value);
}

/* ---- keys ---- */

/* The promise that the charter shows of a service at the end of the period; NULL: none. */
static const char *promise_of(const struct writing *writing, int32_t key)
{
    const struct service *service = desk_service(writing->desk, key);
    const struct standard *standard =
        service == NULL ? NULL : charter_of_service(writing->desk, service, writing->report->to);
    return standard == NULL ? NULL : standard->code;
}

/* A key that the desk does not know any more is told by its number. */
static void put_key(const struct writing *writing, enum dimension dimension, int32_t key)
{
    char text[MEASURE_KEY_TEXT];
    const char *code = measure_key_code(writing->desk, dimension, key, text);
    if (code == NULL && key != 0) code = arena_printf(writing->arena, "#%d", (int)key);
    tree_object(writing->tree, NULL);
    tree_text(writing->tree, "code", code);
    tree_text(writing->tree, "name", measure_key_name(writing->desk, dimension, key));
    const char *promise = dimension == DIMENSION_SERVICE ? promise_of(writing, key) : NULL;
    if (promise != NULL) tree_text(writing->tree, "promise", promise);
    tree_end(writing->tree);
}

static void put_filters(const struct writing *writing, const struct report_section *section)
{
    tree_list(writing->tree, "filters");
    for (int dimension = DIMENSION_OFFICE; dimension <= DIMENSION_QUEUE; dimension++) {
        int32_t key = dimension == DIMENSION_QUEUE ? section->queue_id : section->filter[dimension];
        char text[MEASURE_KEY_TEXT];
        if (key == 0) continue;
        tree_object(writing->tree, NULL);
        tree_text(writing->tree, "dimension", name_of(&dimension_names, dimension));
        tree_text(writing->tree, "code",
                  measure_key_code(writing->desk, (enum dimension)dimension, key, text));
        tree_text(writing->tree, "name",
                  measure_key_name(writing->desk, (enum dimension)dimension, key));
        tree_end(writing->tree);
    }
    tree_end(writing->tree);
}

/* ---- figures ---- */

static void number_or_null(struct tree *tree, const char *name, bool known, int64_t number)
{
    if (known)
        tree_number(tree, name, number);
    else
        tree_text(tree, name, NULL);
}

/* cell NULL: nothing was counted. */
static void put_figure(struct tree *tree, const struct measure *measure,
                       const struct measure_cell *cell)
{
    const struct measure_cell nothing = {.median = -1};
    if (cell == NULL) cell = &nothing;
    tree_object(tree, NULL);
    if (measure->kind == MEASURE_TIMES) {
        tree_number(tree, "n", cell->n);
        number_or_null(tree, "median", cell->n > 0, cell->median);
        number_or_null(tree, "p90", cell->n > 0, cell->p90);
        number_or_null(tree, "p95", cell->n > 0, cell->p95);
        tree_number(tree, "in_time", cell->in_time);
        tree_number(tree, "judged", cell->judged);
    } else {
        tree_number(tree, "value", cell->value);
        if (measure->kind == MEASURE_SHARE) tree_number(tree, "n", cell->n);
    }
    tree_end(tree);
}

static int compare_keys(const void *a, const void *b)
{
    const struct group *one = a, *other = b;
    for (size_t i = 0; i < MEASURE_BY; i++)
        if (one->key[i] != other->key[i]) return one->key[i] < other->key[i] ? -1 : 1;
    return 0;
}

static int compare_groups(const void *a, const void *b)
{
    const struct group *one = a, *other = b;
    if (one->size != other->size) return one->size > other->size ? -1 : 1;
    return compare_keys(a, b);
}

/* The first cell of a group in the answer; NULL: it has none. */
static const struct measure_cell *cells_of(const struct measure_cells *cells,
                                           const struct group *group)
{
    size_t low = 0, high = cells->group_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct measure_cell *cell = &cells->cells[middle * cells->period_count];
        struct group there = {{cell->key[0], cell->key[1]}, 0};
        int order = compare_keys(&there, group);
        if (order == 0) return cell;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static int64_t size_of(const struct measure_cells *cells, const struct group *group)
{
    const struct measure_cell *cell = cells_of(cells, group);
    int64_t size = 0;
    for (size_t i = 0; cell != NULL && i < cells->period_count; i++)
        size += cell[i].n > 0 ? cell[i].n : cell[i].value;
    return size;
}

/* All groups that any measure of the section has, the largest first. NULL: the arena is full. */
static struct group *groups_of(const struct writing *writing, const struct report_section *section,
                               size_t *count)
{
    const struct measure_cells *cells = &writing->cells[section->first];
    size_t room = 0, kept = 0;
    *count = 0;
    for (size_t i = 0; i < section->measure_count; i++) room += cells[i].group_count;
    struct group *groups = arena_array(writing->arena, room, sizeof *groups);
    if (groups == NULL) return NULL;
    for (size_t i = 0; i < section->measure_count; i++)
        for (size_t g = 0; g < cells[i].group_count; g++) {
            const struct measure_cell *cell = &cells[i].cells[g * cells[i].period_count];
            memcpy(groups[(*count)++].key, cell->key, sizeof cell->key);
        }
    if (*count > 0) qsort(groups, *count, sizeof *groups, compare_keys);
    for (size_t i = 0; i < *count; i++)
        if (kept == 0 || compare_keys(&groups[kept - 1], &groups[i]) != 0)
            groups[kept++] = groups[i];
    *count = kept;
    for (size_t i = 0; i < kept; i++) groups[i].size = size_of(&cells[0], &groups[i]);
    if (kept > 0) qsort(groups, kept, sizeof *groups, compare_groups);
    return groups;
}

static void put_row(const struct writing *writing, const struct report_section *section,
                    const struct group *group, size_t number, civil_day day)
{
    struct tree *tree = writing->tree;
    char period[PERIOD_TEXT];
    tree_object(tree, NULL);
    tree_list(tree, "keys");
    for (size_t i = 0; i < MEASURE_BY && section->by[i] != DIMENSION_NONE; i++)
        put_key(writing, section->by[i], group->key[i]);
    tree_end(tree);
    tree_text(tree, "period",
              section->every == PERIOD_NONE ? NULL : period_text(PERIOD_DAY, day, period));
    tree_list(tree, "figures");
    for (size_t i = 0; i < section->measure_count; i++) {
        const struct measure_cell *cell = cells_of(&writing->cells[section->first + i], group);
        put_figure(tree, section->measures[i], cell == NULL ? NULL : cell + number);
    }
    tree_end(tree);
    tree_end(tree);
}

static bool put_rows(const struct writing *writing, const struct report_section *section)
{
    const struct report *report = writing->report;
    size_t count, periods = period_count(section->every, report->from, report->to);
    struct group *groups = groups_of(writing, section, &count);
    if (groups == NULL) return false;
    tree_list(writing->tree, "rows");
    for (size_t i = 0; i < count; i++) {
        civil_day day = period_first(section->every, report->from);
        for (size_t k = 0; k < periods; k++) {
            put_row(writing, section, &groups[i], k, day);
            day = period_last(section->every, day) + 1;
        }
    }
    tree_end(writing->tree);
    return true;
}

static void put_total(const struct writing *writing, const struct report_section *section)
{
    if (!section->totalled) {
        tree_text(writing->tree, "total", NULL);
        return;
    }
    tree_list(writing->tree, "total");
    for (size_t i = 0; i < section->measure_count; i++) {
        const struct measure_cells *cells = &writing->cells[section->totals[i]];
        put_figure(writing->tree, section->measures[i], cells->count > 0 ? cells->cells : NULL);
    }
    tree_end(writing->tree);
}

static void put_measure(struct tree *tree, const struct measure *measure)
{
    tree_object(tree, NULL);
    tree_text(tree, "name", measure->name);
    tree_text(tree, "kind", name_of(&measure_kind_names, (int)measure->kind));
    tree_text(tree, "unit", measure->unit);
    tree_text(tree, "what", measure_numerator(words_at(0), measure));
    tree_text(tree, "whole", measure_denominator(words_at(0), measure));
    tree_number(tree, "scale", measure_scale(measure));
    tree_number(tree, "error_permille", measure_error_permille(measure));
    tree_bool(tree, "of_answers", measure_is_of_answers(measure));
    tree_end(tree);
}

static bool put_section(const struct writing *writing, const struct report_section *section)
{
    struct tree *tree = writing->tree;
    tree_object(tree, NULL);
    put_member(tree, section->definition, "code");
    put_member(tree, section->definition, "texts");
    put_member(tree, section->definition, "show");
    tree_text(tree, "every",
              section->every == PERIOD_NONE ? NULL : name_of(&period_names, (int)section->every));
    put_member(tree, section->definition, "by");
    put_filters(writing, section);
    tree_list(tree, "measures");
    for (size_t i = 0; i < section->measure_count; i++) put_measure(tree, section->measures[i]);
    tree_end(tree);
    bool good = put_rows(writing, section);
    put_total(writing, section);
    tree_end(tree);
    return good;
}

const char *report_figures(struct arena *arena, const struct desk *desk,
                           const struct report *report, const struct measure_cells *cells)
{
    struct tree tree;
    struct writing writing = {arena, desk, report, cells, &tree};
    const struct agency *agency = desk_agency(desk, report->agency_id);
    char text[PERIOD_TEXT];
    tree_begin(&tree);
    tree_object(&tree, NULL);
    put_member(&tree, report->definition, "code");
    put_member(&tree, report->definition, "texts");
    tree_object(&tree, "agency");
    tree_text(&tree, "code", agency == NULL ? NULL : agency->code);
    tree_text(&tree, "name", agency == NULL ? NULL : agency->name);
    tree_end(&tree);
    tree_text(&tree, "every", name_of(&period_names, (int)report->period));
    tree_text(&tree, "period", period_text(report->period, report->from, text));
    tree_text(&tree, "from", period_text(PERIOD_DAY, report->from, text));
    tree_text(&tree, "to", period_text(PERIOD_DAY, report->to, text));
    tree_list(&tree, "sections");
    for (size_t i = 0; i < report->section_count; i++)
        if (!put_section(&writing, &report->sections[i])) tree.full = true;
    tree_end(&tree);
    tree_end(&tree);
    return tree_finish(&tree, arena);
}
