/* Layout of tables and records; see table.h. */
#include "client/cli/table.h"

#include <stdio.h>
#include <string.h>

#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/text.h"
#include "client/cli/when.h"

enum { COLUMNS_MAX = 16, GAP = 2, CUT_LEAST = 10, TEXT_LEAST = 5 };

struct cell {
    const char *text;
    enum style style;
};

struct table {
    struct cli *cli;
    struct column columns[COLUMNS_MAX];
    size_t column_count;
    struct cell *cells;
    size_t cell_count, cell_capacity;
    size_t widths[COLUMNS_MAX];
};

const char *styled(struct cli *cli, const char *text, enum style style)
{
    static const char *const codes[] = {"", "1", "2", "33", "31", "32"};
    if (!cli->colour || style == STYLE_PLAIN || text[0] == '\0') return text;
    return mem_printf(cli->arena, "\033[%sm%s\033[0m", codes[style], text);
}

static const char *time_text(struct cli *cli, const char *text, bool due, int64_t now_us,
                             enum style *style)
{
    int64_t at_us;
    char local[WHEN_TEXT], hint[WHEN_TEXT];
    if (!when_parse(text, &at_us)) return text_clean(cli->arena, text, TEXT_ONE_LINE);
    when_format_local(at_us, local);
    if (!due) return mem_strdup(cli->arena, local);
    when_hint(at_us, now_us, hint);
    if (at_us < now_us)
        *style = STYLE_BAD;
    else if (at_us - now_us < US_PER_DAY)
        *style = STYLE_WARN;
    return mem_printf(cli->arena, "%s  %s", local, hint);
}

/* An item of a list in a word: itself, "kind:value" (an identifier), or its code or name. */
static void add_item(struct mem_text *text, struct json_object *item)
{
    const char *one = json_text(item, "");
    const char *kind = json_text(item, "kind"), *value = json_text(item, "value");
    if (text->length > 0) mem_add_text(text, ", ");
    if (json_object_is_type(item, json_type_object)) one = json_text(item, "code|name");
    if (kind != NULL && value != NULL)
        mem_add_printf(text, "%s:%s", kind, value);
    else
        mem_add_text(text, one != NULL ? one : "");
}

static const char *list_text(struct cli *cli, struct json_object *list)
{
    struct mem_text text = {.arena = cli->arena};
    for (size_t i = 0; i < json_count(list, ""); i++) add_item(&text, json_item(list, "", i));
    return text_clean(cli->arena, mem_text(&text), TEXT_ONE_LINE);
}

const char *cell_text(struct cli *cli, struct json_object *object, const struct column *column,
                      int64_t now_us, enum style *style)
{
    char span[WHEN_TEXT];
    bool due;
    struct json_object *value = json_at(object, column->path);
    *style = STYLE_PLAIN;
    if (value == NULL) return "";
    switch (column->kind) {
    case CELL_TIME:
    case CELL_DUE:
        due = column->kind == CELL_DUE && json_at(object, "closed_at") == NULL;
        return time_text(cli, json_text(value, ""), due, now_us, style);
    case CELL_YES: return json_true(value, "") ? "yes" : "";
    case CELL_SPAN_S:
        when_span(json_number(value, "", 0) * US_PER_S, span);
        return mem_strdup(cli->arena, span);
    case CELL_LIST: return list_text(cli, value);
    case CELL_NUMBER: return json_number(value, "", 0) == 0 ? "·" : json_text(value, "");
    case CELL_TEXT:
    case CELL_CUT: return text_clean(cli->arena, json_text(value, ""), TEXT_ONE_LINE);
    }
    return "";
}

struct table *table_new(struct cli *cli, const struct column *columns)
{
    struct table *table = mem_array(cli->arena, 1, sizeof *table);
    table->cli = cli;
    for (; columns->title != NULL && table->column_count < COLUMNS_MAX; columns++) {
        table->widths[table->column_count] = text_width(columns->title);
        table->columns[table->column_count++] = *columns;
    }
    return table;
}

void table_cell(struct table *table, const char *text, enum style style)
{
    void *cells = table->cells;
    mem_grow(table->cli->arena, &cells, table->cell_count, &table->cell_capacity,
             sizeof *table->cells);
    table->cells = cells;
    size_t column = table->cell_count % table->column_count, width = text_width(text);
    table->cells[table->cell_count++] = (struct cell){text, style};
    if (width > table->widths[column]) table->widths[column] = width;
}

/* The least width that a column gives way to; one that never does has SIZE_MAX. The first column
 * is what one goes on with: a reference stays whole. */
static size_t least_width(const struct table *table, size_t c, bool texts)
{
    enum cell_kind kind = table->columns[c].kind;
    if (kind == CELL_CUT) return texts ? TEXT_LEAST : CUT_LEAST;
    return texts && c > 0 && (kind == CELL_TEXT || kind == CELL_LIST) ? TEXT_LEAST : SIZE_MAX;
}

/* Takes columns from the widest of those that give way until the table fits; true: it does. */
static bool fit(struct table *table, bool texts)
{
    for (;;) {
        size_t total = 0, widest = COLUMNS_MAX;
        for (size_t c = 0; c < table->column_count; c++) {
            if (table->widths[c] > 0) total += table->widths[c] + (c > 0 ? GAP : 0);
            if (table->widths[c] > least_width(table, c, texts) &&
                (widest == COLUMNS_MAX || table->widths[c] > table->widths[widest]))
                widest = c;
        }
        if (total <= table->cli->width) return true;
        if (widest == COLUMNS_MAX) return false;
        table->widths[widest]--;
    }
}

/* First what may be cut is, then other texts too, then times are left out (what is due stays). */
static void fit_somehow(struct table *table)
{
    if (fit(table, false)) return;
    for (size_t c = 1; !fit(table, true) && c < table->column_count; c++)
        if (table->columns[c].kind == CELL_TIME) table->widths[c] = 0;
}

static void print_row(struct table *table, const struct cell *cells)
{
    struct cli *cli = table->cli;
    size_t owed = 0; /* spaces that are printed only when something follows */
    for (size_t c = 0; c < table->column_count; c++) {
        if (table->widths[c] == 0) continue;
        const char *text = text_cut(cli->arena, cells[c].text, table->widths[c]);
        size_t fill = table->widths[c] - text_width(text);
        bool right = table->columns[c].kind == CELL_NUMBER;
        if (right) owed += fill;
        if (text[0] != '\0') {
            printf("%*s%s", (int)owed, "", styled(cli, text, cells[c].style));
            owed = 0;
        }
        owed += GAP + (right ? 0 : fill);
    }
    printf("\n");
}

void table_out(struct table *table)
{
    struct cell titles[COLUMNS_MAX];
    if (table->cli->width > 0) fit_somehow(table);
    for (size_t c = 0; c < table->column_count; c++)
        titles[c] = (struct cell){table->columns[c].title, STYLE_TITLE};
    print_row(table, titles);
    for (size_t i = 0; i + table->column_count <= table->cell_count; i += table->column_count)
        print_row(table, table->cells + i);
}

static bool has_values(struct json_object *items, const char *path)
{
    for (size_t i = 0; i < json_count(items, ""); i++)
        if (json_at(json_item(items, "", i), path) != NULL) return true;
    return false;
}

void table_print(struct cli *cli, struct json_object *items, const struct column *columns,
                 const char *nothing_text)
{
    struct column used[COLUMNS_MAX + 1] = {COLUMNS_END};
    size_t count = 0;
    if (json_count(items, "") == 0) {
        if (nothing_text != NULL) printf("%s\n", nothing_text);
        return;
    }
    for (; columns->title != NULL && count < COLUMNS_MAX; columns++)
        if (has_values(items, columns->path)) used[count++] = *columns;
    if (count == 0) return;
    struct table *table = table_new(cli, used);
    int64_t now_us = when_now_us();
    for (size_t i = 0; i < json_count(items, ""); i++) {
        for (size_t c = 0; c < count; c++) {
            enum style style;
            const char *text = cell_text(cli, json_item(items, "", i), &used[c], now_us, &style);
            table_cell(table, text, style);
        }
    }
    table_out(table);
}

void record_print(struct cli *cli, struct json_object *object, const struct column *columns)
{
    size_t width = 0;
    for (const struct column *c = columns; c->title != NULL; c++)
        if (text_width(c->title) > width) width = text_width(c->title);
    int64_t now_us = when_now_us();
    for (const struct column *c = columns; c->title != NULL; c++) {
        enum style style;
        const char *text = cell_text(cli, object, c, now_us, &style);
        if (text[0] == '\0') continue;
        printf("%s%*s  %s\n", styled(cli, c->title, STYLE_DIM), (int)(width - text_width(c->title)),
               "", styled(cli, text, style));
    }
}
