/* Rows of clocks and ledgers → pages of clocks. */
#include "daemon/recompute_rows.h"

#include <stdio.h>
#include <string.h>

#include "daemon/load.h"
#include "proto/arena.h"

enum { COLUMN_VERSION = 14, COLUMN_INTERVAL = 22 };

void recompute_load(struct db_statement *statement, const struct recompute_part *part,
                    const struct recompute_position *from, int limit)
{
    statement->query = QUERY_RECOMPUTE_LOAD;
    db_params_clear(&statement->params);
    db_int(&statement->params, part->agency_id);
    db_text(&statement->params, part->standards);
    db_int(&statement->params, from->owner_id);
    db_int(&statement->params, from->clock_id);
    db_int(&statement->params, limit);
}

static void read_row(const PGresult *r, int i, int32_t agency_id, struct kase *row)
{
    int c = COLUMN_VERSION;
    row->agency_id = agency_id;
    row->id = db_get_int(r, i, 0, 0);
    row->version = (int32_t)db_get_int(r, i, c++, 0);
    load_read_hex(PQgetvalue(r, i, c++), row->hash, sizeof row->hash);
    row->office_id = (int32_t)db_get_int(r, i, c++, 0);
    row->service_id = (int32_t)db_get_int(r, i, c++, 0);
    row->segment_id = (int32_t)db_get_int(r, i, c++, 0);
    row->channel = (enum channel)db_get_int(r, i, c++, 0);
    row->pause_reason = (enum pause_reason)db_get_int(r, i, c++, 0);
    row->due_at_us = db_get_time(r, i, c++);
    row->closed_at_us = NO_TIME;
}

/* How many rows from i on are of one clock: one for each interval of its ledger. */
static int rows_of(const PGresult *r, int i, int64_t clock_id)
{
    int count = 0;
    while (i + count < PQntuples(r) && db_get_int(r, i + count, 1, 0) == clock_id) count++;
    return count;
}

static bool read_ledger(struct arena *arena, const PGresult *r, int i, int rows,
                        struct kase_clock *clock)
{
    if (PQgetisnull(r, i, COLUMN_INTERVAL)) return true;
    clock->ledger = arena_array(arena, (size_t)rows, sizeof *clock->ledger);
    if (clock->ledger == NULL) return false;
    clock->ledger_count = (size_t)rows;
    for (int k = 0; k < rows; k++)
        clock->ledger[k] = (struct clock_interval){
            .state = (enum clock_state)db_get_int(r, i + k, COLUMN_INTERVAL, 0),
            .from_us = db_get_time(r, i + k, COLUMN_INTERVAL + 1),
            .to_us = db_get_time(r, i + k, COLUMN_INTERVAL + 2)};
    return true;
}

bool recompute_read(struct arena *arena, const PGresult *rows, int32_t agency_id,
                    struct recompute_page *page)
{
    struct kase *row = NULL;
    page->count = 0;
    page->clocks = arena_array(arena, (size_t)PQntuples(rows), sizeof *page->clocks);
    if (page->clocks == NULL) return false;
    for (int i = 0, used; i < PQntuples(rows); i += used) {
        struct recompute_clock *clock = &page->clocks[page->count++];
        int64_t owner_id = db_get_int(rows, i, 0, 0);
        load_read_clock(rows, i, &clock->clock.clock);
        used = rows_of(rows, i, clock->clock.clock.id);
        if (!read_ledger(arena, rows, i, used, &clock->clock)) return false;
        if (!PQgetisnull(rows, i, COLUMN_VERSION) && (row == NULL || row->id != owner_id)) {
            row = arena_alloc(arena, sizeof *row);
            if (row == NULL) return false;
            read_row(rows, i, agency_id, row);
        }
        clock->row = row != NULL && row->id == owner_id ? row : NULL;
        page->end = (struct recompute_position){owner_id, clock->clock.clock.id};
    }
    return true;
}

/* Whether a code stands in an array of codes as text: "{reply,ten-days}". */
static bool in_array(const char *array, const char *code)
{
    size_t length = strlen(code);
    for (const char *at = array; (at = strstr(at, code)) != NULL; at += length)
        if (at > array && strchr("{,\"", at[-1]) != NULL && strchr("},\"", at[length]) != NULL)
            return true;
    return false;
}

const char *recompute_cause(struct arena *arena, const struct desk *desk,
                            const struct recompute_part *part, const struct standard *standard)
{
    const struct calendar_entry *calendar = desk_calendar_entry(desk, standard->calendar_id);
    if (calendar == NULL || in_array(part->changed, standard->code))
        return arena_printf(arena, "standard:%s", standard->code);
    return arena_printf(arena, "calendar:%s", calendar->code);
}

const char *recompute_ladder_cause(struct arena *arena, const struct desk *desk,
                                   const struct ladder *ladder)
{
    const char *code = "";
    for (size_t i = 0; i < desk->calendars_count; i++)
        if (desk->calendars[i].calendar == ladder->calendar) code = desk->calendars[i].code;
    return arena_printf(arena, "calendar:%s", code);
}
