/* One statement a query, as many in a group as have room; rows become figures in
 * workflow/measure_cells.c, in a scratch arena that is emptied after each. */
#include "daemon/measure_read.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "daemon/worker.h"
#include "proto/arena.h"
#include "proto/error.h"

enum { GROUP = 16, SCRATCH_MAX = 256 << 20, METRICS_TEXT = 256 };

struct reading {
    struct worker *worker;
    enum db_lane lane;
    struct arena *arena;
    const struct desk *desk;
    const char *agencies;
    struct measure_query *queries;
    struct db_statement *statements; /* of a group */
    size_t count, done, under_way;
    struct measure_cells *answers;
    measure_callback callback;
    void *context;
    struct error error;
};

/* What a statement is told, while it is sent. */
struct told {
    char from[PERIOD_TEXT], to[PERIOD_TEXT], metrics[METRICS_TEXT];
};

static void write_metrics(const struct measure *measure, char text[METRICS_TEXT])
{
    enum metric metrics[MEASURE_METRICS_ALL];
    size_t count = measure_metrics(measure, metrics), used = 0;
    for (size_t i = 0; i < count; i++)
        used += (size_t)snprintf(text + used, METRICS_TEXT - used, "%s%d", i == 0 ? "{" : ",",
                                 (int)metrics[i]);
    snprintf(text + used, METRICS_TEXT - used, "}");
}

static void ask(const struct measure_query *query, struct told *told,
                struct db_statement *statement)
{
    struct db_params *params = &statement->params;
    db_params_clear(params);
    statement->query = QUERY_MEASURE_ROWS;
    write_metrics(query->measure, told->metrics);
    db_int(params, query->agency_id);
    db_text(params, period_text(PERIOD_DAY, measure_since(query), told->from));
    db_text(params, period_text(PERIOD_DAY, query->to, told->to));
    db_text(params, told->metrics);
    db_text(params, query->every == PERIOD_NONE ? NULL : name_of(&period_names, (int)query->every));
    db_int(params, measure_slices(query));
    for (int slice = DIMENSION_OFFICE; slice <= DIMENSION_SEGMENT; slice++)
        db_int(params, query->filter[slice]);
    db_int(params, measure_sums(query, true));
    db_int(params, measure_sums(query, false));
}

enum {
    COLUMN_DAY,
    COLUMN_SLICE,
    COLUMN_METRIC = COLUMN_SLICE + MEASURE_SLICES,
    COLUMN_BUCKET, /* of what is packed the set */
    COLUMN_VALUE,
    COLUMN_PACKED
};

static void read_row(const PGresult *result, int at, struct measure_row *row)
{
    row->day = (civil_day)db_get_int(result, at, COLUMN_DAY, 0);
    for (int slice = DIMENSION_OFFICE; slice <= DIMENSION_SEGMENT; slice++)
        row->slice[slice] =
            (int32_t)db_get_int(result, at, COLUMN_SLICE + slice - DIMENSION_OFFICE, 0);
    row->metric = (enum metric)db_get_int(result, at, COLUMN_METRIC, 0);
    row->bucket = (int32_t)db_get_int(result, at, COLUMN_BUCKET, 0);
    row->value = db_get_int(result, at, COLUMN_VALUE, 0);
    if (PQgetisnull(result, at, COLUMN_PACKED)) return;
    row->packed = (const uint8_t *)PQgetvalue(result, at, COLUMN_PACKED);
    row->packed_length = (size_t)PQgetlength(result, at, COLUMN_PACKED);
}

static struct measure_row *read_rows(struct arena *scratch, const PGresult *result)
{
    int count = PQntuples(result);
    struct measure_row *rows = arena_array(scratch, (size_t)count, sizeof *rows);
    for (int i = 0; rows != NULL && i < count; i++) read_row(result, i, &rows[i]);
    return rows;
}

/* Figures of one answer. False: there is no room. */
static bool make(struct reading *reading, size_t at, const PGresult *result)
{
    struct arena *scratch = arena_new(SCRATCH_MAX);
    struct measure_row *rows = scratch == NULL ? NULL : read_rows(scratch, result);
    bool made = rows != NULL &&
                measure_cells_make(reading->arena, scratch, reading->desk, &reading->queries[at],
                                   rows, (size_t)PQntuples(result), &reading->answers[at]);
    arena_free(scratch);
    return made;
}

static void send_next(struct reading *reading);

static void end(const struct reading *reading)
{
    bool failed = reading->error.code != ERR_OK;
    reading->callback(reading->context, failed ? NULL : reading->answers,
                      failed ? &reading->error : NULL);
}

static void on_rows(void *context, struct db_reply *reply)
{
    struct reading *reading = context;
    if (reply->outcome != DB_DONE) reading->error = reply->error;
    for (size_t i = 0; i < reading->under_way && reading->error.code == ERR_OK; i++)
        if (!make(reading, reading->done + i, reply->results[i]))
            error_set(&reading->error, ERR_TOO_LARGE,
                      "the figures need more memory than one request may have");
    reading->done += reading->under_way;
    if (reading->error.code != ERR_OK || reading->done == reading->count)
        end(reading);
    else
        send_next(reading);
}

static void send_next(struct reading *reading)
{
    struct told told[GROUP];
    size_t left = reading->count - reading->done;
    reading->under_way = left < GROUP ? left : GROUP;
    for (size_t i = 0; i < reading->under_way; i++)
        ask(&reading->queries[reading->done + i], &told[i], &reading->statements[i]);
    db_send(reading->worker->db, reading->lane, reading->agencies, reading->statements,
            reading->under_way, on_rows, reading);
}

bool measure_read_on(struct worker *worker, enum db_lane lane, struct arena *arena,
                     const struct desk *desk, int32_t agency_id,
                     const struct measure_query *queries, size_t count, measure_callback callback,
                     void *context)
{
    struct reading *reading = arena_alloc(arena, sizeof *reading);
    assert(count > 0);
    if (reading == NULL) return false;
    *reading = (struct reading){.worker = worker,
                                .lane = lane,
                                .arena = arena,
                                .desk = desk,
                                .agencies = arena_printf(arena, "{%d}", (int)agency_id),
                                .queries = arena_array(arena, count, sizeof *queries),
                                .statements = arena_array(arena, count < GROUP ? count : GROUP,
                                                          sizeof *reading->statements),
                                .count = count,
                                .answers = arena_array(arena, count, sizeof *reading->answers),
                                .callback = callback,
                                .context = context};
    if (reading->agencies == NULL || reading->queries == NULL || reading->statements == NULL ||
        reading->answers == NULL)
        return false;
    memcpy(reading->queries, queries, count * sizeof *queries);
    send_next(reading);
    return true;
}

bool measure_read(struct worker *worker, struct arena *arena, const struct desk *desk,
                  int32_t agency_id, const struct measure_query *queries, size_t count,
                  measure_callback callback, void *context)
{
    return measure_read_on(worker, DB_SLOW, arena, desk, agency_id, queries, count, callback,
                           context);
}
