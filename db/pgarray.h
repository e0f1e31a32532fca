/* Writes PostgreSQL's binary arrays (one dimension), for parameters of statements.
 *
 *   pgarray_begin(writer, PGTYPE_INT4); pgarray_int32(writer, 7); …
 *   bytes = pgarray_end(writer, &length);
 *
 * What pgarray_end() gives stays where it is until pgarray_clear(). A writer that ran out of memory
 * swallows what it is given and says so in pgarray_failed(). */
#ifndef ONESTOP_DB_PGARRAY_H
#define ONESTOP_DB_PGARRAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum pgtype { /* the element types, by their fixed numbers in pg_type */
              PGTYPE_BOOL = 16,
              PGTYPE_BYTEA = 17,
              PGTYPE_INT8 = 20,
              PGTYPE_INT2 = 21,
              PGTYPE_INT4 = 23,
              PGTYPE_TEXT = 25,
              PGTYPE_DATE = 1082,
              PGTYPE_TIMESTAMPTZ = 1184
};

struct pgarray;

struct pgarray *pgarray_new(void); /* NULL without memory */
void pgarray_free(struct pgarray *writer);
void pgarray_clear(struct pgarray *writer);
bool pgarray_failed(const struct pgarray *writer);
/* Bytes written since the last clear. */
size_t pgarray_size(const struct pgarray *writer);

void pgarray_begin(struct pgarray *writer, enum pgtype type);
const uint8_t *pgarray_end(struct pgarray *writer, size_t *length);

void pgarray_null(struct pgarray *writer);
void pgarray_bool(struct pgarray *writer, bool value);
void pgarray_int16(struct pgarray *writer, int16_t value);
void pgarray_int32(struct pgarray *writer, int32_t value);
void pgarray_int64(struct pgarray *writer, int64_t value);
void pgarray_text(struct pgarray *writer, const char *text); /* NULL: null */
void pgarray_bytes(struct pgarray *writer, const void *bytes, size_t length);
void pgarray_day(struct pgarray *writer, int32_t day);    /* days since 1970-01-01 */
void pgarray_time(struct pgarray *writer, int64_t at_us); /* µs since 1970 UTC */
void pgarray_infinity(struct pgarray *writer);            /* an instant after all others */

#endif
