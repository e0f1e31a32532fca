/* Small groups of a report. A figure is of so many: the n of a share or distribution, else its
 * value.
 *
 * Rows that differ in one thing only (a key, or the period) are a line, and what a line sums up to
 * may stand somewhere: below the section, in another section, in a report before. So no line may
 * have one withheld figure alone. */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/json_get.h"
#include "workflow/report.h"

enum { PLACES = MEASURE_BY + 1, PASSES = 8 };

/* A row at the end of a line: what it shares with the others of the line. */
struct place {
    const char *fixed[PLACES];
    size_t row;
};

struct section {
    struct arena *arena;
    struct json_object *rows, *measures;
    size_t row_count, measure_count;
    int64_t *sizes; /* of row × measure */
    bool *withheld; /* likewise */
    struct place *places;
};

static struct json_object *figure_at(const struct section *section, size_t row, size_t measure)
{
    return json_get_item(json_get_list(json_get_item(section->rows, row), "figures"), measure);
}

static int64_t size_of(const struct json_object *figure)
{
    return json_get_int(figure, "n", json_get_int(figure, "value", 0));
}

static bool is_small(int64_t size)
{
    return size != 0 && size > -REPORT_LEAST && size < REPORT_LEAST;
}

/* What a row has at a place; "" when rows are not told apart by it. */
static const char *text_at(const struct section *section, size_t row, size_t place)
{
    const struct json_object *of = json_get_item(section->rows, row);
    const char *text = place == MEASURE_BY
                           ? json_get_text(of, "period")
                           : json_get_text(json_get_item(json_get_list(of, "keys"), place), "code");
    return text == NULL ? "" : text;
}

static int compare_places(const void *a, const void *b)
{
    const struct place *one = a, *other = b;
    for (size_t i = 0; i < PLACES; i++) {
        int order = strcmp(one->fixed[i], other->fixed[i]);
        if (order != 0) return order;
    }
    return one->row < other->row ? -1 : one->row > other->row;
}

static bool same_line(const struct place *one, const struct place *other)
{
    for (size_t i = 0; i < PLACES; i++)
        if (strcmp(one->fixed[i], other->fixed[i]) != 0) return false;
    return true;
}

static void withhold_row(struct section *section, size_t row)
{
    for (size_t m = 0; m < section->measure_count; m++)
        if (section->sizes[row * section->measure_count + m] != 0)
            section->withheld[row * section->measure_count + m] = true;
}

/* One line and measure: true when another figure had to go. */
static bool guard_line(struct section *section, const struct place *line, size_t count,
                       size_t measure)
{
    size_t withheld = 0, smallest = section->row_count;
    int64_t least = 0;
    for (size_t i = 0; i < count; i++) {
        size_t cell = line[i].row * section->measure_count + measure;
        if (section->sizes[cell] == 0) continue;
        if (section->withheld[cell]) {
            withheld++;
        } else if (smallest == section->row_count || section->sizes[cell] < least) {
            smallest = line[i].row;
            least = section->sizes[cell];
        }
    }
    if (withheld != 1 || smallest == section->row_count) return false;
    withhold_row(section, smallest);
    return true;
}

/* All lines along a place. */
static bool guard_place(struct section *section, size_t place)
{
    bool more = false;
    for (size_t row = 0; row < section->row_count; row++) {
        section->places[row].row = row;
        for (size_t i = 0; i < PLACES; i++)
            section->places[row].fixed[i] = i == place ? "" : text_at(section, row, i);
    }
    qsort(section->places, section->row_count, sizeof *section->places, compare_places);
    for (size_t first = 0, end; first < section->row_count; first = end) {
        for (end = first + 1;
             end < section->row_count && same_line(&section->places[first], &section->places[end]);)
            end++;
        for (size_t m = 0; m < section->measure_count; m++)
            more |= guard_line(section, &section->places[first], end - first, m);
    }
    return more;
}

static struct json_object *withheld_figure(void)
{
    struct json_object *figure = json_object_new_object();
    if (figure != NULL) json_object_object_add(figure, "withheld", json_object_new_boolean(1));
    return figure;
}

/* A distribution whose judged part alone is small. */
static void hide_small_judged(struct json_object *figure)
{
    if (!is_small(json_get_int(figure, "judged", 0))) return;
    json_object_object_add(figure, "judged", NULL);
    json_object_object_add(figure, "in_time", NULL);
}

static void apply(const struct section *section)
{
    for (size_t row = 0; row < section->row_count; row++) {
        struct json_object *figures = json_get_list(json_get_item(section->rows, row), "figures");
        for (size_t m = 0; m < section->measure_count; m++) {
            if (section->withheld[row * section->measure_count + m])
                json_object_array_put_idx(figures, m, withheld_figure());
            else
                hide_small_judged(json_get_item(figures, m));
        }
    }
}

static void guard_total(struct json_object *total)
{
    for (size_t m = 0; m < json_get_length(total); m++) {
        if (is_small(size_of(json_get_item(total, m))))
            json_object_array_put_idx(total, m, withheld_figure());
        else
            hide_small_judged(json_get_item(total, m));
    }
}

static bool guard_section(struct arena *arena, struct json_object *of)
{
    struct section section = {.arena = arena,
                              .rows = json_get_list(of, "rows"),
                              .measures = json_get_list(of, "measures")};
    section.row_count = json_get_length(section.rows);
    section.measure_count = json_get_length(section.measures);
    size_t cells = section.row_count * section.measure_count;
    section.sizes = arena_array(arena, cells, sizeof *section.sizes);
    section.withheld = arena_array(arena, cells, sizeof *section.withheld);
    section.places = arena_array(arena, section.row_count, sizeof *section.places);
    if (section.sizes == NULL || section.withheld == NULL || section.places == NULL) return false;
    for (size_t row = 0; row < section.row_count; row++)
        for (size_t m = 0; m < section.measure_count; m++) {
            size_t cell = row * section.measure_count + m;
            section.sizes[cell] = size_of(figure_at(&section, row, m));
            section.withheld[cell] = is_small(section.sizes[cell]);
        }
    bool more = section.row_count > 0;
    for (int pass = 0; more && pass < PASSES; pass++) {
        more = false;
        for (size_t place = 0; place < PLACES; place++) more |= guard_place(&section, place);
    }
    apply(&section);
    guard_total(json_get_list(of, "total"));
    return true;
}

bool report_withhold(struct arena *arena, struct json_object *figures)
{
    struct json_object *sections = json_get_list(figures, "sections");
    for (size_t i = 0; i < json_get_length(sections); i++)
        if (!guard_section(arena, json_get_item(sections, i))) return false;
    return true;
}
