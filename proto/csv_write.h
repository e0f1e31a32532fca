/* Writes CSV (RFC 4180) into an arena: UTF-8, lines end with CRLF, every text is quoted.
 *
 * A spreadsheet takes a text that begins with = + - @, a tab or a carriage return for a formula,
 * quoted or not: such a text gets an apostrophe before it, and stays a text (OWASP, "CSV
 * Injection"). Numbers are written as such. A full arena is remembered, and csv_text() is NULL
 * then. */
#ifndef ONESTOP_PROTO_CSV_WRITE_H
#define ONESTOP_PROTO_CSV_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct csv {
    struct arena *arena;
    char *bytes;
    size_t length, capacity;
    bool full, begun; /* begun: the line has a cell */
};

void csv_begin(struct csv *csv, struct arena *arena);
/* A cell each. */
void csv_string(struct csv *csv, const char *text); /* NULL: empty */
void csv_number(struct csv *csv, int64_t number);
/* A number in thousandths, without zeros at its end: 1500 is 1.5. NO_DECIMAL: empty. */
void csv_decimal(struct csv *csv, int64_t thousandths);
/* A number with at most six decimals, without zeros at its end. NAN, infinite: empty. */
void csv_double(struct csv *csv, double number);
void csv_line_end(struct csv *csv);

/* The text, ended by NUL, its length in *length. NULL when the arena was full. */
const char *csv_text(struct csv *csv, size_t *length);

#endif
