/* Reads the columns of one row of a result one after the other. */
#ifndef ONESTOP_DAEMON_RECORD_ROW_H
#define ONESTOP_DAEMON_RECORD_ROW_H

#include "db/db.h"
#include "workflow/record_alarm.h"

struct record_row_reader {
    struct arena *arena;
    const PGresult *rows;
    int column;  /* the next one */
    bool failed; /* the arena was full, or something could not be read */
};

int64_t record_row_number(struct record_row_reader *reader); /* 0 for null */
int32_t record_row_id(struct record_row_reader *reader);
int64_t record_row_time(struct record_row_reader *reader);
/* Thousandths; NO_DECIMAL for null. */
int64_t record_row_decimal(struct record_row_reader *reader);
/* NULL for null, or when the arena is full. */
const char *record_row_text(struct record_row_reader *reader);
/* Of a record's running clock: id, set at, due at. */
struct record_alarm record_row_alarm(struct record_row_reader *reader);
/* Hex into exactly size bytes. */
void record_row_bytes(struct record_row_reader *reader, uint8_t *bytes, size_t size);

#endif
