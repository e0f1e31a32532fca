/* A section as a table. Told by something, a row is what it is told by, and each measure has
 * columns of its own; told by nothing, a row is a measure. Times are written in the unit that suits
 * them. */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/json_get.h"
#include "workflow/measure.h"
#include "workflow/report.h"
#include "workflow/report_file.h"
#include "workflow/report_file_int.h"
#include "workflow/words.h"

/* ---- figures ---- */

static const struct report_cell withheld = {.kind = CELL_WITHHELD};

static struct report_cell whole(const struct json_object *figure, const char *part)
{
    struct json_object *value = NULL;
    if (json_get_bool(figure, "withheld")) return withheld;
    if (!json_object_object_get_ex(figure, part, &value) || value == NULL)
        return (struct report_cell){.kind = CELL_NOTHING};
    return (struct report_cell){.kind = CELL_COUNT, .number = (double)json_object_get_int64(value)};
}

static struct report_cell share_of(const struct json_object *figure, const char *part,
                                   const char *of, int64_t scale)
{
    struct report_cell some = whole(figure, part), all = whole(figure, of);
    if (some.kind == CELL_WITHHELD) return withheld;
    /* A small judged part of a distribution is withheld by itself. */
    if (some.kind == CELL_NOTHING || all.kind == CELL_NOTHING)
        return figure == NULL ? some : withheld;
    if (all.number <= 0) return (struct report_cell){.kind = CELL_NOTHING};
    double share = (double)scale * some.number / all.number;
    return (struct report_cell){.kind = scale == 1 ? CELL_SHARE : CELL_NUMBER, .number = share};
}

struct report_cell report_time_cell(const struct json_object *figure, const char *part,
                                    int64_t divisor)
{
    struct report_cell cell = whole(figure, part);
    if (cell.kind != CELL_COUNT || divisor == 1) return cell;
    return (struct report_cell){.kind = CELL_NUMBER, .number = cell.number / (double)divisor};
}

struct report_cell report_figure_cell(const struct json_object *measure,
                                      const struct json_object *figure)
{
    int kind = name_number(&measure_kind_names, json_get_text(measure, "kind"));
    return kind == MEASURE_SHARE ? share_of(figure, "value", "n", json_get_int(measure, "scale", 1))
                                 : whole(figure, "value");
}

/* ---- units of time ---- */

static void see_largest(const struct json_object *figure, int64_t *largest)
{
    int64_t p95 = json_get_int(figure, "p95", 0);
    if (p95 > *largest) *largest = p95;
}

struct report_unit report_unit_of(const struct report_document *document,
                                  const struct json_object *section, size_t place)
{
    enum { MINUTE = 60, HOUR = 3600, DAY = 86400, FEW = 3 };
    const struct json_object *measure = json_get_item(json_get_list(section, "measures"), place);
    const struct json_object *rows = json_get_list(section, "rows");
    const char *unit = json_get_text(measure, "unit");
    struct report_unit found = {words_named(document->words, "unit", unit == NULL ? "" : unit), 1};
    int64_t largest = 0;
    if (unit != NULL && strcmp(unit, "minutes") == 0)
        found.title = words_text(document->words, "report.minutes");
    if (unit == NULL || strcmp(unit, "seconds") != 0) return found;
    for (size_t i = 0; i < json_get_length(rows); i++)
        see_largest(json_get_item(json_get_list(json_get_item(rows, i), "figures"), place),
                    &largest);
    found.divisor = largest >= FEW * DAY      ? DAY
                    : largest >= FEW * HOUR   ? HOUR
                    : largest >= FEW * MINUTE ? MINUTE
                                              : 1;
    found.title = words_text(document->words, found.divisor == DAY      ? "report.days"
                                              : found.divisor == HOUR   ? "report.hours"
                                              : found.divisor == MINUTE ? "report.minutes"
                                                                        : "report.seconds");
    return found;
}

/* ---- columns ---- */

enum { TIME_COLUMNS = 5, PLAIN_COLUMNS = 9 };

struct making {
    const struct report_document *document;
    const struct json_object *section, *measures;
    struct report_table *table;
    struct report_unit units[REPORT_MEASURES];
    bool full;
};

static const char *word(const struct making *making, const char *key)
{
    return words_text(making->document->words, key);
}

/* "Median, days" */
static const char *with_unit(struct making *making, const char *key, const char *unit)
{
    const struct words_slot slots[] = {{"what", word(making, key)}, {"unit", unit}};
    const char *text =
        words_fill(making->document->words, making->document->arena, "report.with-unit", slots, 2);
    making->full |= text == NULL;
    return text;
}

static void add_column(struct making *making, const char *group, const char *title)
{
    struct report_table *table = making->table;
    table->columns[table->column_count++] = (struct report_column){group, title};
}

static void add_label(struct making *making, const char *title)
{
    add_column(making, NULL, title);
    making->table->label_count++;
}

static bool is_judged(const struct json_object *measure)
{
    return json_get_text(measure, "whole") != NULL;
}

size_t report_measure_width(const struct json_object *measure)
{
    switch (name_number(&measure_kind_names, json_get_text(measure, "kind"))) {
    case MEASURE_TIMES: return is_judged(measure) ? TIME_COLUMNS : TIME_COLUMNS - 1;
    case MEASURE_SHARE: return 2;
    default: return 1;
    }
}

static void add_measure_columns(struct making *making, size_t place)
{
    const struct json_object *measure = json_get_item(making->measures, place);
    const char *group = report_measure_title(making->document, measure);
    int kind = name_number(&measure_kind_names, json_get_text(measure, "kind"));
    if (kind == MEASURE_TIMES) {
        const char *unit = making->units[place].title;
        add_column(making, group, word(making, "report.n"));
        add_column(making, group, with_unit(making, "report.median", unit));
        add_column(making, group, with_unit(making, "report.p90", unit));
        add_column(making, group, with_unit(making, "report.p95", unit));
        if (is_judged(measure)) add_column(making, group, word(making, "report.in-time"));
    } else if (kind == MEASURE_SHARE) {
        bool of_1000 = json_get_int(measure, "scale", 1) != 1;
        add_column(making, group, word(making, of_1000 ? "report.per-1000" : "report.share"));
        add_column(making, group, word(making, "report.n"));
    } else {
        add_column(making, group, NULL);
    }
}

static struct report_cell *add_figure(const struct making *making, struct report_cell *cell,
                                      size_t place, const struct json_object *figure)
{
    const struct json_object *measure = json_get_item(making->measures, place);
    int kind = name_number(&measure_kind_names, json_get_text(measure, "kind"));
    if (kind == MEASURE_TIMES) {
        int64_t divisor = making->units[place].divisor;
        *cell++ = whole(figure, "n");
        *cell++ = report_time_cell(figure, "median", divisor);
        *cell++ = report_time_cell(figure, "p90", divisor);
        *cell++ = report_time_cell(figure, "p95", divisor);
        if (is_judged(measure)) *cell++ = share_of(figure, "in_time", "judged", 1);
    } else {
        *cell++ = report_figure_cell(measure, figure);
        if (kind == MEASURE_SHARE) *cell++ = whole(figure, "n");
    }
    return cell;
}

/* ---- told by something ---- */

const char *report_period_title(const struct report_document *document,
                                const struct json_object *section, const char *text)
{
    char title[WORDS_DATE];
    enum period any;
    civil_day first, last;
    enum period every = (enum period)name_number(&period_names, json_get_text(section, "every"));
    if (text == NULL || !period_read(text, &any, &first, &last)) return "";
    words_period(document->words, every, first, title);
    return arena_strdup(document->arena, title);
}

static struct report_cell text_cell(struct making *making, const char *text)
{
    making->full |= text == NULL;
    return (struct report_cell){.kind = CELL_TEXT, .text = text};
}

static void add_row(struct making *making, const struct json_object *row, struct report_cell *cell)
{
    size_t by = json_get_length(json_get_list(making->section, "by"));
    for (size_t i = 0; i < by; i++)
        *cell++ = text_cell(making, report_key_title(making->document, making->section, row, i));
    if (by < making->table->label_count)
        *cell++ = text_cell(making, report_period_title(making->document, making->section,
                                                        json_get_text(row, "period")));
    for (size_t i = 0; i < json_get_length(making->measures); i++)
        cell = add_figure(making, cell, i, json_get_item(json_get_list(row, "figures"), i));
}

static void add_total(struct making *making, const struct json_object *total,
                      struct report_cell *cell)
{
    for (size_t i = 0; i < making->table->label_count; i++)
        *cell++ = text_cell(making, i == 0 ? word(making, "report.total") : "");
    for (size_t i = 0; i < json_get_length(making->measures); i++)
        cell = add_figure(making, cell, i, json_get_item(total, i));
}

static void make_split(struct making *making)
{
    struct report_table *table = making->table;
    const struct json_object *rows = json_get_list(making->section, "rows");
    const struct json_object *by = json_get_list(making->section, "by");
    const struct json_object *total = json_get_list(making->section, "total");
    for (size_t i = 0; i < json_get_length(by); i++)
        add_label(making,
                  words_named(making->document->words, "dimension", json_get_element(by, i)));
    const char *every = json_get_text(making->section, "every");
    if (every != NULL) add_label(making, words_named(making->document->words, "period", every));
    for (size_t i = 0; i < json_get_length(making->measures); i++) add_measure_columns(making, i);
    size_t count = json_get_length(rows);
    table->totalled = total != NULL;
    table->cells = arena_array(making->document->arena, (count + 1) * table->column_count,
                               sizeof *table->cells);
    making->full |= table->cells == NULL;
    for (size_t i = 0; i < count && !making->full; i++)
        add_row(making, json_get_item(rows, i), &table->cells[i * table->column_count]);
    if (table->totalled && !making->full)
        add_total(making, total, &table->cells[count * table->column_count]);
    table->row_count = count + table->totalled;
}

/* ---- told by nothing ---- */

/* All columns that a measure may have. */
static void add_measure_row(struct making *making, size_t place, const struct json_object *figure,
                            struct report_cell cell[PLAIN_COLUMNS])
{
    const struct json_object *measure = json_get_item(making->measures, place);
    struct report_unit unit = making->units[place];
    bool times = name_number(&measure_kind_names, json_get_text(measure, "kind")) == MEASURE_TIMES;
    cell[0] = text_cell(making, report_measure_title(making->document, measure));
    if (times) {
        cell[2] = whole(figure, "n");
        cell[4] = report_time_cell(figure, "median", unit.divisor);
        cell[5] = report_time_cell(figure, "p90", unit.divisor);
        cell[6] = report_time_cell(figure, "p95", unit.divisor);
        if (is_judged(measure)) cell[7] = share_of(figure, "in_time", "judged", 1);
        cell[8] = text_cell(making, unit.title);
        return;
    }
    struct json_object *n = NULL;
    cell[1] = whole(figure, "value");
    if (json_object_object_get_ex(figure, "n", &n) ||
        name_number(&measure_kind_names, json_get_text(measure, "kind")) == MEASURE_SHARE) {
        cell[2] = whole(figure, "n");
        cell[3] = report_figure_cell(measure, figure);
    }
    cell[8] = text_cell(making, unit.title);
}

/* Takes away the columns in which no row has anything. */
static void drop_empty(struct report_table *table)
{
    size_t kept = 0, count = table->column_count;
    bool used[PLAIN_COLUMNS] = {false};
    for (size_t row = 0; row < table->row_count; row++)
        for (size_t i = 0; i < count; i++)
            used[i] |= table->cells[row * count + i].kind != CELL_NOTHING;
    for (size_t i = 0; i < count; i++)
        if (used[i]) table->columns[kept++] = table->columns[i];
    for (size_t row = 0, to = 0; row < table->row_count; row++)
        for (size_t i = 0; i < count; i++)
            if (used[i]) table->cells[to++] = table->cells[row * count + i];
    table->column_count = kept;
}

static void make_plain(struct making *making)
{
    static const char *const titles[PLAIN_COLUMNS] = {
        "report.measure", "report.value", "report.n",       "report.share", "report.median",
        "report.p90",     "report.p95",   "report.in-time", "report.unit"};
    struct report_table *table = making->table;
    size_t count = json_get_length(making->measures);
    const struct json_object *figures =
        json_get_list(json_get_item(json_get_list(making->section, "rows"), 0), "figures");
    add_label(making, word(making, titles[0]));
    for (size_t i = 1; i < PLAIN_COLUMNS; i++) add_column(making, NULL, word(making, titles[i]));
    table->cells =
        arena_array(making->document->arena, count * PLAIN_COLUMNS, sizeof *table->cells);
    making->full |= table->cells == NULL;
    table->row_count = count;
    for (size_t i = 0; i < count && !making->full; i++)
        add_measure_row(making, i, json_get_item(figures, i), &table->cells[i * PLAIN_COLUMNS]);
    if (!making->full) drop_empty(table);
}

bool report_table_make(const struct report_document *document, const struct json_object *section,
                       struct report_table *table)
{
    const struct json_object *texts = json_get_list(section, "texts");
    struct making making = {.document = document,
                            .section = section,
                            .measures = json_get_list(section, "measures"),
                            .table = table};
    size_t most = MEASURE_BY + 1 + PLAIN_COLUMNS + REPORT_MEASURES * TIME_COLUMNS;
    *table = (struct report_table){.section = section};
    table->title = report_text(document->words, texts, "title");
    table->about = report_text(document->words, texts, "about");
    table->columns = arena_array(document->arena, most, sizeof *table->columns);
    if (table->columns == NULL) return false;
    for (size_t i = 0; i < json_get_length(making.measures) && i < REPORT_MEASURES; i++)
        making.units[i] = report_unit_of(document, section, i);
    if (json_get_text(section, "every") == NULL &&
        json_get_length(json_get_list(section, "by")) == 0)
        make_plain(&making);
    else
        make_split(&making);
    return !making.full;
}

/* ---- cells ---- */

const char *report_cell_text(const struct report_document *document, const struct report_cell *cell)
{
    char text[WORDS_NUMBER];
    switch (cell->kind) {
    case CELL_NOTHING: return "–";
    case CELL_TEXT: return cell->text;
    case CELL_WITHHELD: return words_text(document->words, "report.withheld");
    case CELL_COUNT: words_number(document->words, (int64_t)cell->number, text); break;
    case CELL_SHARE: words_share(document->words, cell->number, text); break;
    case CELL_NUMBER: words_decimal(document->words, cell->number, 1, text); break;
    }
    return arena_strdup(document->arena, text);
}

/* ---- changes ---- */

static const struct json_object *find_named(const struct json_object *list, const char *key,
                                            const char *name)
{
    for (size_t i = 0; i < json_get_length(list); i++) {
        const char *there = json_get_text(json_get_item(list, i), key);
        if (there != NULL && name != NULL && strcmp(there, name) == 0)
            return json_get_item(list, i);
    }
    return NULL;
}

/* What a key of a change is called in the rows of its section; its code, when it is gone from them.
 */
static const char *changed_key(const struct report_document *document,
                               const struct json_object *section, const char *code, size_t place)
{
    const struct json_object *rows = json_get_list(section, "rows");
    if (code == NULL || *code == '\0') return words_text(document->words, "report.unknown");
    for (size_t i = 0; i < json_get_length(rows); i++) {
        const struct json_object *row = json_get_item(rows, i);
        const char *there = json_get_text(json_get_item(json_get_list(row, "keys"), place), "code");
        if (there != NULL && strcmp(there, code) == 0)
            return report_key_title(document, section, row, place);
    }
    return code;
}

/* What a change is of: its keys and period, or the total. */
static const char *change_of(const struct report_document *document,
                             const struct json_object *section, const struct json_object *change)
{
    const struct json_object *keys = json_get_list(change, "keys");
    const char *period = json_get_text(change, "period"), *text = "";
    if (keys == NULL && period == NULL) return words_text(document->words, "report.total");
    for (size_t i = 0; i < json_get_length(keys) && text != NULL; i++)
        text = arena_printf(document->arena, "%s%s%s", text, *text == '\0' ? "" : " · ",
                            changed_key(document, section, json_get_element(keys, i), i));
    if (period == NULL || text == NULL) return text;
    return arena_printf(document->arena, "%s%s%s", text, *text == '\0' ? "" : " · ",
                        report_period_title(document, section, period));
}

bool report_change_row(const struct report_document *document, const struct json_object *change,
                       struct report_cell cells[REPORT_CHANGE_COLUMNS])
{
    const struct json_object *section = find_named(json_get_list(document->figures, "sections"),
                                                   "code", json_get_text(change, "section"));
    const struct json_object *measure =
        find_named(json_get_list(section, "measures"), "name", json_get_text(change, "measure"));
    const char *texts[] = {report_text(document->words, json_get_list(section, "texts"), "title"),
                           measure == NULL ? NULL : report_measure_title(document, measure),
                           change_of(document, section, change),
                           words_named(document->words, "figure", json_get_text(change, "figure"))};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (texts[i] == NULL) return false;
        cells[i] = (struct report_cell){.kind = CELL_TEXT, .text = texts[i]};
    }
    cells[4] = whole(change, "from");
    cells[5] = whole(change, "to");
    return true;
}
