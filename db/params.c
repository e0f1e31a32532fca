/* Parameters of statements, and reads of results. */
#include <assert.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/db.h"
#include "proto/arena.h"
#include "proto/types.h"
#include "workflow/civil.h"

static int add(struct db_params *params, const char *value, size_t length, uint8_t format)
{
    int i = params->count++;
    assert(i < DB_PARAMS);
    params->values[i] = value;
    params->lengths[i] = (int)length;
    params->formats[i] = format;
    params->kept[i] = false;
    return i;
}

void db_params_clear(struct db_params *params)
{
    params->count = 0;
}

void db_text(struct db_params *params, const char *text)
{
    add(params, text, 0, 0);
}

void db_null(struct db_params *params)
{
    add(params, NULL, 0, 0);
}

void db_bool(struct db_params *params, bool value)
{
    add(params, value ? "t" : "f", 0, 0);
}

void db_int(struct db_params *params, int64_t value)
{
    int i = add(params, NULL, 0, 0);
    params->kept[i] = true;
    snprintf(params->numbers[i], sizeof params->numbers[i], "%" PRId64, value);
}

void db_time(struct db_params *params, int64_t at_us)
{
    if (at_us == NO_TIME) {
        db_null(params);
        return;
    }
    int64_t days = at_us / US_PER_DAY - (at_us % US_PER_DAY < 0);
    int64_t of_day = at_us - days * US_PER_DAY;
    int year, month, day;
    civil_to_ymd((civil_day)days, &year, &month, &day);
    assert(year >= 1 && year <= 9999);
    int i = add(params, NULL, 0, 0);
    params->kept[i] = true;
    snprintf(params->numbers[i], sizeof params->numbers[i], "%04u-%02u-%02u %02u:%02u:%02u.%06u+00",
             (unsigned)year % 10000, month % 100, (unsigned)day % 100,
             (unsigned)(of_day / (60 * US_PER_MIN)) % 100, (unsigned)(of_day / US_PER_MIN % 60),
             (unsigned)(of_day / US_PER_S % 60), (unsigned)(of_day % US_PER_S));
}

void db_bytes(struct db_params *params, const void *bytes, size_t length)
{
    assert(length <= INT32_MAX);
    add(params, bytes != NULL ? bytes : "", length, 1);
}

void db_array(struct db_params *params, const void *bytes, size_t length)
{
    db_bytes(params, bytes, length);
}

int64_t db_get_int(const PGresult *result, int row, int column, int64_t fallback)
{
    if (PQgetisnull(result, row, column)) return fallback;
    const char *value = PQgetvalue(result, row, column);
    if (PQfformat(result, column) == 0) return strtoll(value, NULL, 10);
    int length = PQgetlength(result, row, column); /* two's complement, high byte first */
    uint64_t number = (value[0] & 0x80) != 0 ? UINT64_MAX : 0;
    for (int i = 0; i < length; i++) number = number << 8 | (uint8_t)value[i];
    return (int64_t)number;
}

bool db_get_bool(const PGresult *result, int row, int column)
{
    return PQgetvalue(result, row, column)[0] == 't';
}

char *db_get_text(struct arena *arena, const PGresult *result, int row, int column)
{
    if (PQgetisnull(result, row, column)) return NULL;
    return arena_strdup(arena, PQgetvalue(result, row, column));
}

uint8_t *db_get_bytes(struct arena *arena, const PGresult *result, int row, int column,
                      size_t *length)
{
    *length = 0;
    if (PQgetisnull(result, row, column)) return NULL;
    const char *text = PQgetvalue(result, row, column); /* "\x0aff" */
    size_t digits = strlen(text), most = digits / 2 + 1;
    uint8_t *bytes = arena_alloc(arena, most);
    if (bytes == NULL || digits < 2 ||
        sodium_hex2bin(bytes, most, text + 2, digits - 2, NULL, length, NULL) != 0)
        return NULL;
    return bytes;
}

int64_t db_get_time(const PGresult *result, int row, int column)
{
    return db_get_int(result, row, column, NO_TIME);
}
