/* The rows of effects as parameters of the batch statements: one table of columns each, one
 * encoder. */
#ifndef ONESTOP_DB_BATCH_ROWS_H
#define ONESTOP_DB_BATCH_ROWS_H

#include "db/batch.h"
#include "db/pgarray.h"

enum column_type {
    COLUMN_ENUM,             /* an enum of C, smallint */
    COLUMN_INT16,            /* int16_t, smallint */
    COLUMN_INT32,            /* int32_t, integer */
    COLUMN_INT32_NATURAL,    /* null below 0 */
    COLUMN_INT64,            /* int64_t, bigint */
    COLUMN_INT64_ID,         /* null for 0 */
    COLUMN_TIME,             /* instant, null for NO_TIME */
    COLUMN_TIME_OR_INFINITY, /* infinity for NO_TIME */
    COLUMN_DAY,              /* int32_t days since 1970, date */
    COLUMN_BOOL,
    COLUMN_TEXT,    /* null for NULL */
    COLUMN_BYTES16, /* uint8_t[16], bytea */
    COLUMN_BYTES32,
    COLUMN_OFFICES /* struct kase: its contact offices, as text of an array */
};

struct column {
    enum column_type type;
    size_t offset;
};

/* A statement whose parameters are the agency, an array of ords, and an array a column. */
struct row_table {
    enum query query;
    const struct column *columns;
    size_t count;
};

/* In the order in which they are sent. */
enum row_kind {
    ROW_KASE_INSERT, /* struct kase */
    ROW_KASE_UPDATE,
    ROW_CUSTOMER_INSERT,
    ROW_CUSTOMER_UPDATE,
    ROW_IDENTIFIER,
    ROW_CUSTOMER_MOVE,
    ROW_ERASURE,
    ROW_EVENT,
    ROW_CONTACT,
    ROW_TASK,
    ROW_CLOCK,
    ROW_INTERVAL,
    ROW_RUNG,
    ROW_NOTE,
    ROW_LINK,
    ROW_NOTICE,
    ROW_OUTBOX,
    ROW_REPLY,
    ROW_RECORD, /* struct record_row; then the document of each kind */
#define ROW_RECORD_KIND(name, text) ROW_RECORD_##name,
    RECORDS(ROW_RECORD_KIND)
#undef ROW_RECORD_KIND
        ROW_RECOMPUTED,
    ROW_QUEUE_DAY,
    ROW_MOVE,
    ROW_KEY, /* struct batch_key; sent before all others */
    ROW_KINDS
};
extern const struct row_table row_tables[ROW_KINDS];

/* A row of a command; what it points to is what the table's offsets count from. */
struct batch_row {
    int32_t ord;
    const void *row;
};

enum pgtype column_pgtype(enum column_type type);
/* Adds one array: the column of all rows. */
void batch_rows_column(struct db_params *params, struct pgarray *writer,
                       const struct column *column, const struct batch_row *rows, size_t count);
void batch_rows_ords(struct db_params *params, struct pgarray *writer, const struct batch_row *rows,
                     size_t count);
/* Fills a whole statement. */
void batch_rows_statement(struct db_statement *statement, struct pgarray *writer,
                          enum row_kind kind, int32_t agency_id, const struct batch_row *rows,
                          size_t count);

/* How many rows of the kind a command has, and the i-th of them. */
size_t batch_rows_count(enum row_kind kind, const struct effects *effects,
                        const struct batch_key *key);
/* NULL when the i-th is of the other kind (insert, update). */
const void *batch_rows_get(enum row_kind kind, const struct effects *effects,
                           const struct batch_key *key, size_t i);

/* A guess at the bytes that a command takes on the wire; free texts are counted. */
size_t batch_rows_bytes(const struct effects *effects, const struct batch_key *key);

#endif
