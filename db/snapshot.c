/* Loading a snapshot: first the rows of the desk, then the offsets of its time zones and the work
 * in hand. */
#include "db/snapshot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/snapshot_int.h"
#include "db/sync.h"
#include "proto/arena.h"
#include "workflow/route.h"

struct snapshot *snapshot_hold(struct snapshot *snapshot)
{
    snapshot->references++;
    return snapshot;
}

void snapshot_release(struct snapshot *snapshot)
{
    if (snapshot == NULL || --snapshot->references > 0) return;
    struct arena *arena = snapshot->arena; /* the snapshot itself lives in it */
    arena_free(arena);
}

/* A load under way. */
struct loading {
    struct snapshot *snapshot;
    struct builder builder;
    PGresult *rows;
    char zone_from[16], zone_to[16];
    struct error error;
    snapshot_callback callback;
    void *context;
};

static struct loading *loading_new(snapshot_callback callback, void *context)
{
    struct loading *loading = calloc(1, sizeof *loading);
    struct arena *arena = arena_new(SNAPSHOT_ARENA_BYTES);
    struct snapshot *snapshot = arena == NULL ? NULL : arena_alloc(arena, sizeof *snapshot);
    if (loading == NULL || snapshot == NULL) {
        arena_free(arena);
        free(loading);
        return NULL;
    }
    snapshot->arena = arena;
    snapshot->references = 1;
    loading->snapshot = snapshot;
    loading->builder =
        (struct builder){.arena = arena, .desk = &snapshot->desk, .error = &loading->error};
    loading->callback = callback;
    loading->context = context;
    return loading;
}

/* Frees everything but the snapshot, which is given out unless something went wrong. */
static struct snapshot *loading_end(struct loading *loading, struct error *error)
{
    struct snapshot *snapshot = loading->snapshot;
    if (loading->error.code != ERR_OK) {
        *error = loading->error;
        snapshot_release(snapshot);
        snapshot = NULL;
    }
    PQclear(loading->rows);
    free(loading);
    return snapshot;
}

static void write_date(civil_day day, char text[16])
{
    int year, month, of_month;
    civil_to_ymd(day, &year, &month, &of_month);
    snprintf(text, 16, "%04d-%02d-%02d", year % 10000, month % 100, of_month % 100);
}

/* The second group: the offsets of each zone, then the work in hand. NULL when there is no room. */
static struct db_statement *second_group(struct loading *loading, size_t *count)
{
    struct builder *builder = &loading->builder;
    *count = builder->zone_count + 1;
    if (*count > DB_GROUP_MAX) {
        error_set(builder->error, ERR_INTERNAL, "the desk has more than %d time zones",
                  DB_GROUP_MAX - 1);
        return NULL;
    }
    struct db_statement *statements = calloc(*count, sizeof *statements);
    if (statements == NULL) builder_full(builder);
    write_date(builder->from - 366, loading->zone_from);
    write_date(builder->today + SNAPSHOT_ZONE_YEARS_AHEAD * 366, loading->zone_to);
    for (size_t i = 0; statements != NULL && i < builder->zone_count; i++) {
        statements[i].query = QUERY_ZONE_OFFSETS;
        db_text(&statements[i].params, builder->zones[i].name);
        db_text(&statements[i].params, loading->zone_from);
        db_text(&statements[i].params, loading->zone_to);
    }
    if (statements != NULL) statements[*count - 1].query = QUERY_DESK_LOAD_WORK;
    return statements;
}

static bool fill_zone(struct builder *builder, struct zone *zone, const PGresult *rows)
{
    size_t count = (size_t)PQntuples(rows);
    struct zone_offset *offsets = arena_array(builder->arena, count, sizeof *offsets);
    if (offsets == NULL) return builder_full(builder);
    for (size_t i = 0; i < count; i++) {
        offsets[i].from_us = db_get_int(rows, (int)i, 0, 0);
        offsets[i].offset_us = db_get_int(rows, (int)i, 1, 0);
    }
    zone->offsets = offsets;
    zone->count = count;
    return true;
}

/* An entry for everybody, so that a worker can count on what it assigns itself. */
static bool fill_loads(struct loading *loading, const PGresult *rows)
{
    const struct desk *desk = &loading->snapshot->desk;
    struct arena *arena = loading->snapshot->arena;
    struct route_load *loads = arena_alloc(arena, sizeof *loads);
    struct route_load_entry *entries = arena_array(arena, desk->staff_count, sizeof *entries);
    if (loads == NULL || entries == NULL) return builder_full(&loading->builder);
    int row = 0;
    for (size_t i = 0; i < desk->staff_count; i++) {
        entries[i].staff_id = desk->staff[i].id;
        while (row < PQntuples(rows) && db_get_int(rows, row, 0, 0) < entries[i].staff_id) row++;
        if (row == PQntuples(rows) || db_get_int(rows, row, 0, 0) != entries[i].staff_id) continue;
        entries[i].open_cases = (int32_t)db_get_int(rows, row, 1, 0);
        entries[i].minutes = db_get_int(rows, row, 2, 0);
        entries[i].last_assigned_at_us = db_get_int(rows, row, 3, 0);
    }
    loads->entries = entries;
    loads->count = desk->staff_count;
    loading->snapshot->loads = loads;
    return true;
}

static void finish(struct loading *loading, PGresult *const *results)
{
    struct builder *builder = &loading->builder;
    for (size_t i = 0; i < builder->zone_count; i++)
        if (!fill_zone(builder, &builder->zones[i], results[i])) return;
    if (builder_finish(builder)) fill_loads(loading, results[builder->zone_count]);
}

static void answer(struct loading *loading)
{
    struct error error = {0};
    snapshot_callback callback = loading->callback;
    void *context = loading->context;
    struct snapshot *snapshot = loading_end(loading, &error);
    callback(context, snapshot, snapshot == NULL ? &error : NULL);
}

static void on_second(void *context, struct db_reply *reply)
{
    struct loading *loading = context;
    if (reply->outcome == DB_DONE)
        finish(loading, reply->results);
    else
        loading->error = reply->error;
    answer(loading);
}

struct first {
    struct loading *loading;
    struct db *db;
};

/* From the rows of the desk to the second group. */
static void go_on(struct loading *loading, struct db *db, PGresult *rows)
{
    size_t count;
    loading->rows = rows;
    struct db_statement *statements =
        builder_begin(&loading->builder, rows) ? second_group(loading, &count) : NULL;
    if (statements == NULL)
        answer(loading);
    else
        db_send(db, DB_LOAD, NULL, statements, count, on_second, loading);
    free(statements);
}

static void on_first(void *context, struct db_reply *reply)
{
    struct first first = *(struct first *)context;
    struct loading *loading = first.loading;
    free(context);
    if (reply->outcome != DB_DONE) {
        loading->error = reply->error;
        answer(loading);
        return;
    }
    PGresult *rows = reply->results[0];
    reply->results[0] = NULL;
    go_on(loading, first.db, rows);
}

void snapshot_load(struct db *db, snapshot_callback callback, void *context)
{
    static const struct db_statement load = {.query = QUERY_DESK_LOAD};
    struct loading *loading = loading_new(callback, context);
    struct first *first = calloc(1, sizeof *first);
    if (loading == NULL || first == NULL) {
        struct error error = {0};
        error_set(&error, ERR_UNAVAILABLE, "out of memory");
        if (loading != NULL) {
            loading->error = error;
            loading_end(loading, &error);
        }
        free(first);
        callback(context, NULL, &error);
        return;
    }
    *first = (struct first){loading, db};
    db_send(db, DB_LOAD, NULL, &load, 1, on_first, first);
}

void snapshot_load_rows(struct db *db, PGresult *rows, snapshot_callback callback, void *context)
{
    struct loading *loading = loading_new(callback, context);
    struct error error = {0};
    if (loading != NULL) {
        go_on(loading, db, rows);
        return;
    }
    PQclear(rows);
    error_set(&error, ERR_UNAVAILABLE, "out of memory");
    callback(context, NULL, &error);
}

static enum error_code load_sync(PGconn *connection, struct loading *loading)
{
    static const struct db_statement load = {.query = QUERY_DESK_LOAD};
    struct error *error = &loading->error;
    size_t count;
    if (db_run(connection, &load, 1, &loading->rows, error) != ERR_OK) return error->code;
    if (!builder_begin(&loading->builder, loading->rows)) return error->code;
    struct db_statement *statements = second_group(loading, &count);
    if (statements == NULL) return error->code;
    PGresult *results[DB_GROUP_MAX];
    if (db_run(connection, statements, count, results, error) == ERR_OK) {
        finish(loading, results);
        db_clear_results(results, count);
    }
    free(statements);
    return error->code;
}

struct snapshot *snapshot_load_sync(PGconn *connection, struct error *error)
{
    struct loading *loading = loading_new(NULL, NULL);
    if (loading == NULL) {
        error_set(error, ERR_UNAVAILABLE, "out of memory");
        return NULL;
    }
    (void)load_sync(connection, loading);
    return loading_end(loading, error);
}
