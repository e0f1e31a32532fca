/* What is different between two editions. Both are documents of the same report and period, but the
 * definition may have changed meanwhile: sections are found by their code, measures by their name,
 * rows by their keys and period. */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/json_get.h"
#include "workflow/report.h"
#include "workflow/tree_int.h"

static const char *const parts[] = {"value", "n", "median", "p90", "p95", "in_time", "judged"};
enum { PARTS = sizeof parts / sizeof *parts };

struct comparing {
    struct arena *arena;
    struct tree tree;
    int64_t count;
    const char *section;
};

/* A row, to be found by what it is of. */
struct row {
    const char *key[MEASURE_BY], *period;
    const struct json_object *of;
};

static int compare_rows(const void *a, const void *b)
{
    const struct row *one = a, *other = b;
    for (size_t i = 0; i < MEASURE_BY; i++) {
        int order = strcmp(one->key[i], other->key[i]);
        if (order != 0) return order;
    }
    return strcmp(one->period, other->period);
}

static struct row row_of(const struct json_object *of)
{
    struct row row = {.of = of};
    const char *period = json_get_text(of, "period");
    for (size_t i = 0; i < MEASURE_BY; i++) {
        const char *code = json_get_text(json_get_item(json_get_list(of, "keys"), i), "code");
        row.key[i] = code == NULL ? "" : code;
    }
    row.period = period == NULL ? "" : period;
    return row;
}

/* The rows of a section, sorted. NULL: the arena is full. */
static struct row *rows_of(struct arena *arena, const struct json_object *section, size_t *count)
{
    const struct json_object *list = json_get_list(section, "rows");
    *count = json_get_length(list);
    struct row *rows = arena_array(arena, *count, sizeof *rows);
    for (size_t i = 0; rows != NULL && i < *count; i++) rows[i] = row_of(json_get_item(list, i));
    if (rows != NULL && *count > 0) qsort(rows, *count, sizeof *rows, compare_rows);
    return rows;
}

static const struct json_object *named(const struct json_object *list, const char *key,
                                       const char *name, size_t *place)
{
    for (size_t i = 0; i < json_get_length(list); i++) {
        const char *there = json_get_text(json_get_item(list, i), key);
        if (there == NULL || name == NULL || strcmp(there, name) != 0) continue;
        *place = i;
        return json_get_item(list, i);
    }
    return NULL;
}

/* A part of a figure; false: there is none, or it is not told. */
static bool part_of(const struct json_object *figure, const char *part, int64_t *number)
{
    struct json_object *value = NULL;
    if (figure == NULL || !json_object_object_get_ex(figure, part, &value) || value == NULL)
        return false;
    *number = json_object_get_int64(value);
    return true;
}

static void put_side(struct tree *tree, const char *name, bool known, int64_t number)
{
    if (known)
        tree_number(tree, name, number);
    else
        tree_text(tree, name, NULL);
}

/* row NULL: of the total. */
static void tell(struct comparing *comparing, const char *measure, const struct row *row,
                 const char *part, const struct json_object *before, const struct json_object *now)
{
    int64_t from = 0, to = 0;
    bool was = part_of(before, part, &from), is = part_of(now, part, &to);
    struct tree *tree = &comparing->tree;
    size_t keys = row == NULL ? 0 : json_get_length(json_get_list(row->of, "keys"));
    if (was == is && from == to) return;
    if (comparing->count++ >= REPORT_CHANGES) return;
    tree_object(tree, NULL);
    tree_text(tree, "section", comparing->section);
    tree_text(tree, "measure", measure);
    if (keys == 0) {
        tree_text(tree, "keys", NULL);
    } else {
        tree_list(tree, "keys");
        for (size_t i = 0; i < keys; i++) tree_text(tree, NULL, row->key[i]);
        tree_end(tree);
    }
    tree_text(tree, "period", row == NULL || *row->period == '\0' ? NULL : row->period);
    tree_text(tree, "figure", part);
    put_side(tree, "from", was, from);
    put_side(tree, "to", is, to);
    tree_end(tree);
}

static void compare_figures(struct comparing *comparing, const char *measure, const struct row *row,
                            const struct json_object *before, const struct json_object *now)
{
    for (size_t i = 0; i < PARTS; i++) tell(comparing, measure, row, parts[i], before, now);
}

/* Whether a figure says that there was nothing, which is what a missing row says too. */
static bool says_nothing(const struct json_object *figure)
{
    int64_t number = 0;
    for (size_t i = 0; i < PARTS; i++)
        if (part_of(figure, parts[i], &number) && number != 0) return false;
    return json_get_bool(figure, "withheld") == false;
}

static const struct json_object *figure_of(const struct row *row, size_t place)
{
    return row == NULL ? NULL : json_get_item(json_get_list(row->of, "figures"), place);
}

/* The rows of now against those of before; those of before that are gone come last. */
static bool compare_rows_of(struct comparing *comparing, const struct json_object *before,
                            const struct json_object *now, const char *measure, size_t then,
                            size_t place)
{
    size_t old_count, count, i = 0, k = 0;
    struct row *old = rows_of(comparing->arena, before, &old_count);
    struct row *rows = rows_of(comparing->arena, now, &count);
    if (old == NULL || rows == NULL) return false;
    while (i < old_count || k < count) {
        int order = i == old_count ? 1 : k == count ? -1 : compare_rows(&old[i], &rows[k]);
        const struct row *one = order <= 0 ? &old[i++] : NULL;
        const struct row *other = order >= 0 ? &rows[k++] : NULL;
        const struct json_object *was = figure_of(one, then), *is = figure_of(other, place);
        if ((one == NULL && says_nothing(is)) || (other == NULL && says_nothing(was))) continue;
        compare_figures(comparing, measure, other == NULL ? one : other, was, is);
    }
    return true;
}

static bool compare_sections(struct comparing *comparing, const struct json_object *before,
                             const struct json_object *now)
{
    const struct json_object *list = json_get_list(now, "measures");
    comparing->section = json_get_text(now, "code");
    for (size_t place = 0; place < json_get_length(list); place++) {
        const char *measure = json_get_text(json_get_item(list, place), "name");
        size_t then = 0;
        if (named(json_get_list(before, "measures"), "name", measure, &then) == NULL) continue;
        if (!compare_rows_of(comparing, before, now, measure, then, place)) return false;
        compare_figures(comparing, measure, NULL,
                        json_get_item(json_get_list(before, "total"), then),
                        json_get_item(json_get_list(now, "total"), place));
    }
    return true;
}

const char *report_changes(struct arena *arena, const struct json_object *before,
                           const struct json_object *now)
{
    struct comparing comparing = {.arena = arena};
    const struct json_object *sections = json_get_list(now, "sections");
    size_t place;
    tree_begin(&comparing.tree);
    tree_object(&comparing.tree, NULL);
    tree_list(&comparing.tree, "changes");
    for (size_t i = 0; i < json_get_length(sections); i++) {
        const struct json_object *section = json_get_item(sections, i);
        const struct json_object *old = named(json_get_list(before, "sections"), "code",
                                              json_get_text(section, "code"), &place);
        if (old != NULL && !compare_sections(&comparing, old, section)) comparing.tree.full = true;
    }
    tree_end(&comparing.tree);
    tree_number(&comparing.tree, "count", comparing.count);
    tree_end(&comparing.tree);
    return tree_finish(&comparing.tree, arena);
}
