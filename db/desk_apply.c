/* The group of statements that applies a desk definition, and what it answers. */
#include "db/desk_apply.h"

#include <stdarg.h>
#include <string.h>

#include "db/sync.h"
#include "proto/arena.h"

/* In the order in which parts refer to each other. */
static const enum query steps[] = {
    QUERY_DESK_APPLY_LOCK,     QUERY_DESK_APPLY_BEGIN,   QUERY_DESK_APPLY_AGENCY,
    QUERY_DESK_APPLY_CALENDAR, QUERY_DESK_APPLY_SKILL,   QUERY_DESK_APPLY_OFFICE,
    QUERY_DESK_APPLY_QUEUE,    QUERY_DESK_APPLY_SEGMENT, QUERY_DESK_APPLY_STANDARD,
    QUERY_DESK_APPLY_PROCESS,  QUERY_DESK_APPLY_LADDER,  QUERY_DESK_APPLY_SERVICE,
    QUERY_DESK_APPLY_STAFF,    QUERY_DESK_APPLY_SURVEY,  QUERY_DESK_APPLY_REPORT,
    QUERY_DESK_APPLY_CHART,    QUERY_DESK_APPLY_ABSENCE, QUERY_DESK_APPLY_RECOMPUTE,
    QUERY_DESK_APPLY_NOTIFY,
};
enum {
    STEPS = sizeof steps / sizeof *steps,
    BEGIN = 1,         /* its answer: the id, or refusals */
    FIRST_CHANGES = 2, /* their answers: changes */
    LAST_CHANGES = 15,
    MOVING = 17
};
_Static_assert(STEPS + 2 == DESK_APPLY_STATEMENTS && (int)STEPS == (int)DESK_APPLY_LOADED,
               "every step, the desk and the undo have their place");

size_t desk_apply_group(struct db_statement statements[DESK_APPLY_STATEMENTS], const char *document,
                        int32_t applied_by, int32_t seen, bool dry_run)
{
    size_t count = STEPS;
    for (size_t i = 0; i < STEPS; i++) {
        statements[i].query = steps[i];
        db_params_clear(&statements[i].params);
    }
    db_text(&statements[BEGIN].params, document);
    if (applied_by != 0)
        db_int(&statements[BEGIN].params, applied_by);
    else
        db_null(&statements[BEGIN].params);
    if (seen != 0)
        db_int(&statements[BEGIN].params, seen);
    else
        db_null(&statements[BEGIN].params);
    if (dry_run) {
        statements[count].query = QUERY_DESK_LOAD;
        db_params_clear(&statements[count++].params);
        statements[count].query = QUERY_DESK_APPLY_UNDO;
        db_params_clear(&statements[count++].params);
    }
    return count;
}

/* Faults and columns of the begin's answer, as db/query/desk_apply_begin.sql numbers them. */
enum fault { FAULT_TIME_ZONE = 1, FAULT_USER_NAME, FAULT_ABSENCE };
enum { COLUMN_FILE = 1, COLUMN_PATH, COLUMN_FAULT, COLUMN_SAID = 6, SAID = 6, REASON_BYTES = 1024 };

static bool refuse(struct arena *arena, struct desk_refusal *refusal, const char *format, ...)
{
    char reason[REASON_BYTES];
    va_list args;
    va_start(args, format);
    error_say(reason, sizeof reason, &refusal->source, format, args);
    va_end(args);
    refusal->reason = arena_strdup(arena, reason);
    return refusal->reason != NULL;
}

/* False: the arena is full. */
static bool read_reason(struct arena *arena, const PGresult *begin, int row,
                        struct desk_refusal *refusal)
{
    const char *said[SAID];
    for (int i = 0; i < SAID; i++) said[i] = PQgetvalue(begin, row, COLUMN_SAID + i);
    switch ((enum fault)db_get_int(begin, row, COLUMN_FAULT, 0)) {
    case FAULT_TIME_ZONE:
        return refuse(arena, refusal, "agency \"%s\": the database knows no time zone \"%s\"",
                      said[0], said[1]);
    case FAULT_USER_NAME:
        return refuse(arena, refusal,
                      "user name \"%s\" belongs to somebody of agency \"%s\" and is never given to "
                      "another agency; take another one",
                      said[0], said[1]);
    case FAULT_ABSENCE: break;
    }
    return refuse(arena, refusal,
                  "the absence of \"%s\" from %s to %s overlaps with %s, which was entered from %s "
                  "to %s: leave it out, or have that one taken back",
                  said[0], said[1], said[2], said[3], said[4], said[5]);
}

/* The file of the begin's answer is null unless its rows are refusals. */
static bool read_refusals(struct arena *arena, const PGresult *begin, struct desk_applied *applied)
{
    size_t rows = (size_t)PQntuples(begin);
    if (rows == 0 || PQgetisnull(begin, 0, COLUMN_FILE)) return true;
    applied->refusals = arena_array(arena, rows, sizeof *applied->refusals);
    if (applied->refusals == NULL) return false;
    for (int row = 0; row < (int)rows; row++) {
        struct desk_refusal *refusal = &applied->refusals[applied->refusal_count++];
        refusal->file = db_get_text(arena, begin, row, COLUMN_FILE);
        refusal->path = db_get_text(arena, begin, row, COLUMN_PATH);
        if (refusal->file == NULL || refusal->path == NULL ||
            !read_reason(arena, begin, row, refusal))
            return false;
    }
    return true;
}

static bool read_changes(struct arena *arena, PGresult *const *results,
                         struct desk_applied *applied)
{
    size_t rows = 0;
    for (int i = FIRST_CHANGES; i <= LAST_CHANGES; i++) rows += (size_t)PQntuples(results[i]);
    applied->changes = arena_array(arena, rows, sizeof *applied->changes);
    if (applied->changes == NULL) return false;
    for (int i = FIRST_CHANGES; i <= LAST_CHANGES; i++)
        for (int row = 0; row < PQntuples(results[i]); row++) {
            struct desk_change change = {
                db_get_text(arena, results[i], row, 0), db_get_text(arena, results[i], row, 1),
                db_get_text(arena, results[i], row, 2), db_get_text(arena, results[i], row, 3)};
            if (!change.agency || !change.kind || !change.code || !change.change) return false;
            applied->changes[applied->change_count++] = change;
        }
    return true;
}

static bool read_moving(struct arena *arena, const PGresult *rows, struct desk_applied *applied)
{
    applied->moving = arena_array(arena, (size_t)PQntuples(rows), sizeof *applied->moving);
    if (applied->moving == NULL) return false;
    for (int row = 0; row < PQntuples(rows); row++) {
        struct desk_moving moving = {
            (int32_t)db_get_int(rows, row, 0, 0), db_get_text(arena, rows, row, 1),
            db_get_text(arena, rows, row, 2), db_get_text(arena, rows, row, 3),
            db_get_text(arena, rows, row, 4)};
        if (!moving.agency || !moving.standards || !moving.changed || !moving.ladders) return false;
        applied->moving[applied->moving_count++] = moving;
    }
    return true;
}

enum error_code desk_apply_read(struct arena *arena, PGresult *const *results, size_t count,
                                struct desk_applied *applied, struct error *error)
{
    memset(applied, 0, sizeof *applied);
    if (count < STEPS) return error_set(error, ERR_INTERNAL, "the definition was half applied");
    applied->definition_id = db_get_int(results[BEGIN], 0, 0, 0);
    applied->version = db_get_int(results[BEGIN], 0, 4, 0);
    if (db_get_bool(results[BEGIN], 0, 5))
        return error_set(error, ERR_STALE, "another definition has been applied since");
    if (!read_refusals(arena, results[BEGIN], applied) || !read_changes(arena, results, applied) ||
        !read_moving(arena, results[MOVING], applied))
        return error_set(error, ERR_TOO_LARGE, "the definition is too large");
    if (applied->refusal_count == 0) return ERR_OK;
    return error_set(error, ERR_INVALID,
                     applied->refusal_count == 1
                         ? "the definition has %zu fault; nothing was changed"
                         : "the definition has %zu faults; nothing was changed",
                     applied->refusal_count);
}

/* The undo of a dry run warns that no transaction was begun by hand: that is as meant. */
static void on_notice(void *unused, const PGresult *result)
{
    (void)unused, (void)result;
}

enum error_code desk_apply_sync(PGconn *connection, struct arena *arena, const char *document,
                                int32_t applied_by, bool dry_run, struct desk_applied *applied,
                                struct error *error)
{
    PGresult *results[DESK_APPLY_STATEMENTS];
    struct db_statement *statements = arena_array(arena, DESK_APPLY_STATEMENTS, sizeof *statements);
    if (statements == NULL) return error_set(error, ERR_TOO_LARGE, "the definition is too large");
    size_t count = desk_apply_group(statements, document, applied_by, 0, dry_run);
    PQnoticeReceiver before = PQsetNoticeReceiver(connection, on_notice, NULL);
    enum error_code code = db_run(connection, statements, count, results, error);
    PQsetNoticeReceiver(connection, before, NULL);
    if (code != ERR_OK) return code;
    code = desk_apply_read(arena, results, count, applied, error);
    db_clear_results(results, count);
    return code;
}
