/* Rows of a CSV file (RFC 4180, also compressed with gzip), with the line each begins on. */
#ifndef ONESTOP_CLIENT_ROWS_H
#define ONESTOP_CLIENT_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "proto/arena.h"

enum { ROWS_COLUMNS = 256, ROWS_BYTES = 1024 * 1024 };

struct row {
    long line; /* from 1; a quoted value may run over several lines */
    size_t count;
    const char **values;
};

struct rows;

/* NULL, with *why, when the file cannot be read. */
struct rows *rows_open(const char *path, const char **why);
void rows_close(struct rows *rows);
/* The next row, in the arena; blank lines are skipped. 1, 0 at the end of the file, or -1, with
 * row->line and *why, when it cannot go on (the file is damaged, a quote is never closed). */
int rows_next(struct rows *rows, struct arena *arena, struct row *row, const char **why);
/* Writes a value behind a comma, in quotes where it needs them. */
void rows_write(FILE *file, const char *value);
/* How much of the file has been read, 0 … 1. */
double rows_progress(struct rows *rows);

#endif
