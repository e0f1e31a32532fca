/* The CSV writer: one buffer that doubles, and whether the line has begun. */
#include "proto/csv_write.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/json_write.h"
#include "proto/types.h"

void csv_begin(struct csv *csv, struct arena *arena)
{
    *csv = (struct csv){.arena = arena};
}

static void put(struct csv *csv, const char *bytes, size_t length)
{
    size_t capacity = csv->capacity == 0 ? 512 : csv->capacity;
    if (csv->full) return;
    while (capacity - csv->length <= length) capacity *= 2;
    if (capacity != csv->capacity) {
        char *grown = arena_alloc(csv->arena, capacity);
        csv->full = grown == NULL;
        if (grown == NULL) return;
        if (csv->length > 0) memcpy(grown, csv->bytes, csv->length);
        csv->bytes = grown;
        csv->capacity = capacity;
    }
    if (length > 0) memcpy(csv->bytes + csv->length, bytes, length);
    csv->length += length;
    csv->bytes[csv->length] = '\0';
}

static void begin_cell(struct csv *csv)
{
    if (csv->begun) put(csv, ",", 1);
    csv->begun = true;
}

void csv_string(struct csv *csv, const char *text)
{
    begin_cell(csv);
    if (text == NULL) return;
    put(csv, "\"", 1);
    if (text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL) put(csv, "'", 1);
    for (const char *quote; (quote = strchr(text, '"')) != NULL; text = quote + 1) {
        put(csv, text, (size_t)(quote - text));
        put(csv, "\"\"", 2);
    }
    put(csv, text, strlen(text));
    put(csv, "\"", 1);
}

void csv_number(struct csv *csv, int64_t number)
{
    char text[24];
    int length = snprintf(text, sizeof text, "%lld", (long long)number);
    begin_cell(csv);
    put(csv, text, (size_t)length);
}

void csv_decimal(struct csv *csv, int64_t thousandths)
{
    char text[DECIMAL_TEXT];
    begin_cell(csv);
    if (thousandths != NO_DECIMAL) put(csv, text, decimal_text(thousandths, text));
}

void csv_double(struct csv *csv, double number)
{
    char text[DOUBLE_TEXT];
    begin_cell(csv);
    if (isfinite(number)) put(csv, text, double_text(number, text));
}

void csv_line_end(struct csv *csv)
{
    put(csv, "\r\n", 2);
    csv->begun = false;
}

const char *csv_text(struct csv *csv, size_t *length)
{
    put(csv, "", 0);
    if (csv->full) return NULL;
    *length = csv->length;
    return csv->bytes;
}
