/* Reads the columns of one row of a result one after the other. */
#include "daemon/record_row.h"

#include <sodium.h>
#include <string.h>

#include "proto/types.h"

int64_t record_row_number(struct record_row_reader *reader)
{
    return db_get_int(reader->rows, 0, reader->column++, 0);
}

int32_t record_row_id(struct record_row_reader *reader)
{
    return (int32_t)record_row_number(reader);
}

int64_t record_row_time(struct record_row_reader *reader)
{
    return db_get_time(reader->rows, 0, reader->column++);
}

int64_t record_row_decimal(struct record_row_reader *reader)
{
    return db_get_int(reader->rows, 0, reader->column++, NO_DECIMAL);
}

const char *record_row_text(struct record_row_reader *reader)
{
    int column = reader->column++;
    const char *text = db_get_text(reader->arena, reader->rows, 0, column);
    reader->failed |= text == NULL && !PQgetisnull(reader->rows, 0, column);
    return text;
}

struct record_alarm record_row_alarm(struct record_row_reader *reader)
{
    struct record_alarm alarm = {.id = record_row_number(reader)};
    alarm.set_at_us = record_row_time(reader);
    alarm.due_at_us = record_row_time(reader);
    return alarm;
}

void record_row_bytes(struct record_row_reader *reader, uint8_t *bytes, size_t size)
{
    const char *hex = PQgetvalue(reader->rows, 0, reader->column++);
    size_t length = 0;
    if (sodium_hex2bin(bytes, size, hex, strlen(hex), NULL, &length, NULL) != 0 || length != size)
        reader->failed = true;
}
