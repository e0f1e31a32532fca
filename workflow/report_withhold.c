/* Small groups of a report. A figure is of so many: the n of a share or distribution, else its
 * value; what of a distribution was judged is a figure of its own.
 *
 * Rows that differ in one thing only (a key, or the period) are a line, and what a line sums up to
 * may stand somewhere: below the section, in another section, in a report before. So no line may
 * have one withheld figure alone, nor some that are less than REPORT_LEAST together.
 *
 * The charter of the agency tells figures too: of each promise, all kinds apart, in a quarter. Who
 * reads both could subtract one from the other, so that
 * - the services of a promise are a line of their own: the charter may tell their sum (a promise of
 *   16 cases less the 13 that a row tells gives 3);
 * - of rows by promise none is told where one is small: the charter withholds another one beside it
 *   than this would, and each would tell what the other does not;
 * - what sums up several kinds of promise is told by promise and as a whole only: a row less what
 *   the charter tells of one kind would be the other one. */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/json_get.h"
#include "workflow/report.h"

enum { PLACES = MEASURE_BY + 1, FIXED = PLACES + 1 };

/* A row at the end of a line: what it shares with the others of the line. */
struct place {
    const char *fixed[FIXED]; /* and the promise, where lines are of one */
    size_t row;
};

struct section {
    struct arena *arena;
    struct json_object *rows, *measures;
    size_t row_count, measure_count;
    size_t column_count; /* of each measure how many it is of, then how many were judged */
    int64_t *sizes;      /* of row × column */
    bool *withheld;      /* likewise */
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

/* The promise by which cases of the row's service are judged; "": it is of no service, or of one
 * without. */
static const char *promise_at(const struct section *section, size_t row, size_t place)
{
    const struct json_object *keys = json_get_list(json_get_item(section->rows, row), "keys");
    const char *text =
        place == MEASURE_BY ? NULL : json_get_text(json_get_item(keys, place), "promise");
    return text == NULL ? "" : text;
}

static int compare_places(const void *a, const void *b)
{
    const struct place *one = a, *other = b;
    for (size_t i = 0; i < FIXED; i++) {
        int order = strcmp(one->fixed[i], other->fixed[i]);
        if (order != 0) return order;
    }
    return one->row < other->row ? -1 : one->row > other->row;
}

static bool same_line(const struct place *one, const struct place *other)
{
    for (size_t i = 0; i < FIXED; i++)
        if (strcmp(one->fixed[i], other->fixed[i]) != 0) return false;
    return true;
}

static size_t cell_at(const struct section *section, size_t row, size_t column)
{
    return row * section->column_count + column;
}

/* All that the row tells; when it is what was judged, that alone. */
static void withhold_row(struct section *section, size_t row, size_t column)
{
    bool judged = column >= section->measure_count;
    for (size_t c = judged ? column : 0; c < (judged ? column + 1 : section->column_count); c++)
        if (section->sizes[cell_at(section, row, c)] != 0)
            section->withheld[cell_at(section, row, c)] = true;
}

/* One line and column: true when another figure had to go. */
static bool guard_line(struct section *section, const struct place *line, size_t count,
                       size_t column)
{
    size_t withheld = 0, smallest = section->row_count;
    int64_t least = 0, sum = 0;
    for (size_t i = 0; i < count; i++) {
        size_t cell = cell_at(section, line[i].row, column);
        if (section->sizes[cell] == 0) continue;
        if (section->withheld[cell]) {
            withheld++;
            sum += section->sizes[cell];
        } else if (smallest == section->row_count || section->sizes[cell] < least) {
            smallest = line[i].row;
            least = section->sizes[cell];
        }
    }
    bool gives_away = withheld == 1 || (withheld > 0 && is_small(sum));
    if (!gives_away || smallest == section->row_count) return false;
    withhold_row(section, smallest, column);
    return true;
}

/* All lines along a place; of one promise each, or whatever it is. */
static bool guard_place(struct section *section, size_t place, bool of_promise)
{
    bool more = false;
    for (size_t row = 0; row < section->row_count; row++) {
        struct place *of = &section->places[row];
        of->row = row;
        for (size_t i = 0; i < PLACES; i++)
            of->fixed[i] = i == place ? "" : text_at(section, row, i);
        of->fixed[PLACES] = of_promise ? promise_at(section, row, place) : "";
    }
    qsort(section->places, section->row_count, sizeof *section->places, compare_places);
    for (size_t first = 0, end; first < section->row_count; first = end) {
        for (end = first + 1;
             end < section->row_count && same_line(&section->places[first], &section->places[end]);)
            end++;
        for (size_t c = 0; c < section->column_count; c++)
            while (guard_line(section, &section->places[first], end - first, c)) more = true;
    }
    return more;
}

static struct json_object *withheld_figure(void)
{
    struct json_object *figure = json_object_new_object();
    if (figure != NULL) json_object_object_add(figure, "withheld", json_object_new_boolean(1));
    return figure;
}

/* What of a distribution was judged. */
static void hide_judged(struct json_object *figure)
{
    json_object_object_add(figure, "judged", NULL);
    json_object_object_add(figure, "in_time", NULL);
}

static int64_t judged_of(const struct json_object *figure)
{
    return json_get_int(figure, "judged", 0);
}

static void apply(const struct section *section)
{
    for (size_t row = 0; row < section->row_count; row++) {
        struct json_object *figures = json_get_list(json_get_item(section->rows, row), "figures");
        for (size_t m = 0; m < section->measure_count; m++) {
            if (section->withheld[cell_at(section, row, m)])
                json_object_array_put_idx(figures, m, withheld_figure());
            else if (section->withheld[cell_at(section, row, section->measure_count + m)])
                hide_judged(json_get_item(figures, m));
        }
    }
}

static void guard_total(struct json_object *total)
{
    for (size_t m = 0; m < json_get_length(total); m++) {
        struct json_object *figure = json_get_item(total, m);
        if (is_small(size_of(figure)))
            json_object_array_put_idx(total, m, withheld_figure());
        else if (is_small(judged_of(figure)))
            hide_judged(figure);
    }
}

/* ---- what is withheld to begin with ---- */

static bool is_by(const struct json_object *of, enum dimension dimension)
{
    const struct json_object *by = json_get_list(of, "by");
    for (size_t i = 0; i < json_get_length(by); i++)
        if (strcmp(json_get_element(by, i), name_of(&dimension_names, (int)dimension)) == 0)
            return true;
    return false;
}

/* Whether a measure sums up several kinds of promise. */
static bool is_of_kinds(const struct json_object *of)
{
    const char *name = json_get_text(of, "name");
    const struct measure *measure = name == NULL ? NULL : measure_by_name(name);
    return measure != NULL && (measure->standards & (measure->standards - 1)) != 0;
}

/* Whether no row of a column is told. */
static bool tells_no_row(const struct section *section, const struct json_object *of, size_t column)
{
    const struct json_object *measure = json_get_item(section->measures, column);
    if (!is_by(of, DIMENSION_STANDARD))
        return is_of_kinds(measure) &&
               (is_by(of, DIMENSION_SERVICE) || is_by(of, DIMENSION_CHANNEL) ||
                is_by(of, DIMENSION_SEGMENT));
    for (size_t row = 0; row < section->row_count; row++)
        if (section->withheld[cell_at(section, row, column)]) return true;
    return false;
}

static void begin(struct section *section, const struct json_object *of)
{
    size_t count = section->measure_count;
    for (size_t row = 0; row < section->row_count; row++)
        for (size_t m = 0; m < count; m++) {
            const struct json_object *figure = figure_at(section, row, m);
            size_t cell = cell_at(section, row, m), judged = cell + count;
            section->sizes[cell] = size_of(figure);
            section->sizes[judged] = judged_of(figure);
            section->withheld[cell] = is_small(section->sizes[cell]);
            section->withheld[judged] = section->withheld[cell] || is_small(section->sizes[judged]);
        }
    for (size_t m = 0; m < count; m++)
        if (tells_no_row(section, of, m))
            for (size_t row = 0; row < section->row_count; row++)
                if (section->sizes[cell_at(section, row, m)] != 0)
                    section->withheld[cell_at(section, row, m)] = true;
}

static bool guard_section(struct arena *arena, struct json_object *of)
{
    struct section section = {.arena = arena,
                              .rows = json_get_list(of, "rows"),
                              .measures = json_get_list(of, "measures")};
    section.row_count = json_get_length(section.rows);
    section.measure_count = json_get_length(section.measures);
    section.column_count = 2 * section.measure_count;
    size_t cells = section.row_count * section.column_count;
    section.sizes = arena_array(arena, cells, sizeof *section.sizes);
    section.withheld = arena_array(arena, cells, sizeof *section.withheld);
    section.places = arena_array(arena, section.row_count, sizeof *section.places);
    if (section.sizes == NULL || section.withheld == NULL || section.places == NULL) return false;
    begin(&section, of);
    for (bool more = section.row_count > 0; more;) {
        more = false;
        for (size_t place = 0; place < PLACES; place++) more |= guard_place(&section, place, false);
        for (size_t place = 0; place < MEASURE_BY; place++)
            more |= guard_place(&section, place, true);
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
