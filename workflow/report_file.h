/* Files of a report: what a frozen run is written as, in any language there is. The same document
 * gives the same bytes. Pure; XLSX is daemon/report_xlsx.h. */
#ifndef ONESTOP_WORKFLOW_REPORT_FILE_H
#define ONESTOP_WORKFLOW_REPORT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "workflow/civil.h"

struct arena;
struct json_object;
struct words;

/* A frozen run, to be written. */
struct report_frozen {
    const char *figures; /* of workflow/report.h */
    const char *before;  /* of the edition before; NULL: this is the first */
    const char *digest;  /* in hex */
    int edition;
    civil_day frozen_on;
    bool withheld; /* small groups are left out */
};

struct report_document {
    struct arena *arena;
    const struct words *words;
    struct json_object *figures; /* belongs to the arena */
    struct json_object *changes; /* as report_changes(); NULL: the first edition */
    const struct report_frozen *frozen;
    const char *title, *about; /* about NULL: none */
    const char *agency, *period;
};

/* Reads a frozen run. False: the arena is full (or the text is none of ours). */
bool report_document_read(struct arena *arena, const struct report_frozen *frozen,
                          const char *language, struct report_document *document)
    __attribute__((warn_unused_result));
/* Of a list of texts the title or about (key) in the language nearest to that of the words; NULL:
 * there is none. */
const char *report_text(const struct words *words, const struct json_object *texts,
                        const char *key);

/* ---- a section as a table ---- */

enum report_cell_kind {
    CELL_NOTHING,
    CELL_TEXT,
    CELL_COUNT,
    CELL_SHARE,  /* of 1 */
    CELL_NUMBER, /* with one decimal */
    CELL_WITHHELD
};
struct report_cell {
    enum report_cell_kind kind;
    const char *text;
    double number;
};
struct report_column {
    const char *group; /* the measure; NULL: a label */
    const char *title; /* NULL: the group says it all */
};
struct report_table {
    const struct json_object *section;
    const char *title, *about; /* about NULL: none */
    struct report_column *columns;
    size_t column_count, label_count; /* labels are the first columns */
    struct report_cell *cells;        /* row × column */
    size_t row_count;
    bool totalled; /* the last row is the total */
};
/* False: the arena is full. */
bool report_table_make(const struct report_document *document, const struct json_object *section,
                       struct report_table *table) __attribute__((warn_unused_result));
/* A cell as it is written in the language. NULL: the arena is full. */
const char *report_cell_text(const struct report_document *document,
                             const struct report_cell *cell);
/* A change as a row: section, measure, of what, figure, from, to. */
enum { REPORT_CHANGE_COLUMNS = 6 };
bool report_change_row(const struct report_document *document, const struct json_object *change,
                       struct report_cell cells[REPORT_CHANGE_COLUMNS])
    __attribute__((warn_unused_result));
/* Whether a section is to be shown as "table" or "chart". */
bool report_shows(const struct json_object *section, const char *how);
/* What is called so: of a measure, a dimension's key. */
const char *report_measure_title(const struct report_document *document,
                                 const struct json_object *measure);
const char *report_key_title(const struct report_document *document,
                             const struct json_object *section, const struct json_object *row,
                             size_t place);

/* ---- a section as a picture ---- */

enum { REPORT_BARS = 24 };

/* The figures of a picture: lines over labels. NAN: there is none. */
struct report_lines {
    const char *title;
    bool bars, shares, whole;
    const char **labels;
    size_t count, line_count;
    const char **names;
    double **values; /* line × label */
    const char *unit, *label_word;
    size_t rhythm;
    /* Where the values stand in the table of the section. */
    size_t *columns, *first_rows, label_column;
};
/* line_count 0: there is nothing to be drawn. False: the arena is full. */
bool report_lines_make(const struct report_document *document, const struct json_object *section,
                       struct report_lines *lines) __attribute__((warn_unused_result));

/* ---- whole files ---- */

/* Text of the file, ended by NUL; NULL: the arena is full. */
const char *report_html(const struct report_document *document, size_t *length);
/* What stands between <style> and </style> of the page, for a policy. */
const char *report_style(struct arena *arena);
const char *report_csv(const struct report_document *document, size_t *length);
const char *report_json(const struct report_document *document, size_t *length);

#endif
