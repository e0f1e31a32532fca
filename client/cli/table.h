/* Tables and records on standard output: aligned, cleaned, cut to the terminal's width. Without a
 * terminal they look the same, but are not cut and have no colour. */
#ifndef ONESTOP_CLIENT_TABLE_H
#define ONESTOP_CLIENT_TABLE_H

#include <json-c/json.h>
#include <stdint.h>

#include "client/cli/cli.h"

enum style { STYLE_PLAIN, STYLE_TITLE, STYLE_DIM, STYLE_WARN, STYLE_BAD, STYLE_GOOD };

enum cell_kind {
    CELL_TEXT,
    CELL_CUT,    /* text that gives way when the terminal is narrow */
    CELL_NUMBER, /* to the right; 0 is shown as a dot */
    CELL_TIME,   /* local time */
    CELL_DUE,    /* local time and "in 2 h" or "3 d late"; only the time of what has a closed_at */
    CELL_YES,    /* yes or nothing */
    CELL_SPAN_S, /* seconds as a length of time */
    CELL_LIST    /* an array of texts, or of objects with code, name or kind and value */
};

/* A column of a table, or a line of a record: where its value stands in the JSON (see json.h). */
struct column {
    const char *title, *path;
    enum cell_kind kind;
};

#define COLUMNS_END                                                                                \
    {                                                                                              \
        NULL, NULL, CELL_TEXT                                                                      \
    }

/* The value of a column as clean text in the arena ("" when it is not there), and its style. */
const char *cell_text(struct cli *cli, struct json_object *object, const struct column *column,
                      int64_t now_us, enum style *style);

/* A table of a JSON array; columns end with a NULL title. Columns in which no row has a value are
 * left out. Prints nothing_text when the array is empty. */
void table_print(struct cli *cli, struct json_object *items, const struct column *columns,
                 const char *nothing_text);
/* "Title  value" lines of what is there. */
void record_print(struct cli *cli, struct json_object *object, const struct column *columns);

/* A table from cells that are no JSON. Texts are borrowed. */
struct table;
struct table *table_new(struct cli *cli, const struct column *columns);
void table_cell(struct table *table, const char *text, enum style style); /* row by row */
void table_out(struct table *table);

/* Text in a style, in the arena; as it is when there is no colour. */
const char *styled(struct cli *cli, const char *text, enum style style);

#endif
