/* The imports: past requests of another system, replayed as commands at their own times, and
 * contacts that ticket desks and phone systems have measured.
 *
 * Each row is one decision (a request: opened, rungs, closed) and one entry of the batch, so rows
 * succeed and fail alone. A window of rows is under way at a time; what comes back makes room for
 * the next. A row whose external id is there already is told so and changes nothing: an import that
 * was cut is simply run again. Most of those are found by one look before any is decided; the batch
 * finds what came in meanwhile. */
#include <json-c/json.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "daemon/access.h"
#include "daemon/handlers.h"
#include "daemon/id_block.h"
#include "daemon/street.h"
#include "daemon/work_in_hand.h"
#include "daemon/worker.h"
#include "db/pgarray.h"
#include "proto/arena.h"
#include "proto/codec.h"

enum { WINDOW = 256, IMPORT_BYTES = 64 << 20 };

/* What the rows are. */
struct import_kind {
    enum command_kind command;
    const struct body_fields *row;
    enum query known; /* finds those that are there already */
    bool needs_service;
};

enum row_result { ROW_WAITING, ROW_IMPORTED, ROW_EXISTS, ROW_REJECTED };

struct import;

struct row {
    struct import *import;
    struct command command;
    struct effects effects;
    enum row_result result;
    char reason[ERROR_TEXT];
};

struct import {
    struct request *request;
    const struct import_kind *kind;
    struct arena *arena; /* larger than a request's */
    const char *source;
    int32_t agency_id;
    struct row *rows;
    size_t count, next; /* next: the first row not decided yet */
    size_t under_way;
    bool waiting; /* request_await() is on: the last callback of a window wakes it */
    enum error_code failed;
    int tries;
};

static void reject(struct row *row, const struct error *error)
{
    row->result = ROW_REJECTED;
    if (error->field_count > 0)
        snprintf(row->reason, sizeof row->reason, "%s: %s", error->fields[0].field + 1,
                 error->fields[0].message);
    else
        snprintf(row->reason, sizeof row->reason, "%s", error->message);
}

static void on_batched(void *context, const struct batch_result *result)
{
    struct row *row = context;
    struct import *import = row->import;
    switch (result->outcome) {
    case BATCH_COMMITTED:
        row->result = ROW_IMPORTED;
        if (row->effects.kases_count > 0)
            work_in_hand_moved(import->request->worker, NULL, row->effects.kases[0].row);
        break;
    case BATCH_EXISTS: row->result = ROW_EXISTS; break;
    case BATCH_UNKNOWN: import->failed = ERR_OUTCOME_UNKNOWN; break;
    case BATCH_FAILED:
        if (result->error.code == ERR_UNAVAILABLE)
            import->failed = ERR_UNAVAILABLE;
        else
            reject(row, &result->error);
        break;
    case BATCH_STALE:
    case BATCH_KEY_USED:
    case BATCH_CUSTOMER_GONE:
    case BATCH_RUNG_TAKEN:
    case BATCH_SURVEY_TAKEN:
    case BATCH_IDENTIFIER_TAKEN: reject(row, &result->error); break;
    }
    import->under_way--;
    if (import->waiting && import->under_way <= WINDOW / 2) {
        import->waiting = false;
        request_wake(import->request);
    }
}

/* Resolves the row's codes within the import's agency. */
static enum error_code resolve(const struct import *import, struct row *row, struct error *error)
{
    struct command *command = &row->command;
    command->kind = import->kind->command;
    command->source = import->source;
    command->agency_id = import->agency_id;
    command->agency = desk_agency(import->request->desk, import->agency_id)->code;
    return access_resolve_log(import->request->desk, import->request->who->staff, command,
                              import->kind->needs_service, error);
}

/* Decides a row and hands it to the batch. False: no ids left, come again. */
static bool decide(struct import *import, struct row *row)
{
    struct request *request = import->request;
    struct error error = {.code = ERR_OK};
    struct actor actor = {.staff = request->who->staff, .roles = ROLE_BIT(ROLE_ADMINISTRATOR)};
    struct decision_context context;
    street_context(request, &context);
    context.arena = import->arena;
    if (!id_block_take(request->worker->ids, DECISION_IDS, &context.first_id)) return false;
    if (resolve(import, row, &error) != ERR_OK ||
        kase_decide(&context, &actor, &row->command, NULL, &row->effects, &error) != ERR_OK) {
        id_block_give_back(request->worker->ids, context.first_id);
        reject(row, &error);
        return true;
    }
    id_block_give_back(request->worker->ids, context.first_id + row->effects.ids_used);
    if (batch_submit(request->worker->batch, &row->effects, NULL, on_batched, row, &error) ==
        ERR_OK)
        import->under_way++;
    else
        import->failed = ERR_UNAVAILABLE;
    return true;
}

static json_object *row_json(const struct row *row)
{
    static const char *const names[] = {"rejected", "imported", "exists", "rejected"};
    json_object *object = json_object_new_object();
    json_object_object_add(
        object, "external_id",
        row->command.external_id == NULL ? NULL : json_object_new_string(row->command.external_id));
    json_object_object_add(object, "result", json_object_new_string(names[row->result]));
    if (row->reason[0] != '\0')
        json_object_object_add(object, "reason", json_object_new_string(row->reason));
    return object;
}

static void answer(struct import *import)
{
    struct request *request = import->request;
    if (import->failed != ERR_OK) {
        request_answer_code(request, import->failed,
                            "the import was cut: send the same rows again, none is doubled");
        return;
    }
    json_object *object = json_object_new_object(), *results = json_object_new_array();
    for (size_t i = 0; i < import->count; i++)
        json_object_array_add(results, row_json(&import->rows[i]));
    json_object_object_add(object, "results", results);
    const char *text =
        arena_strdup(import->arena, json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
    json_object_put(object);
    if (text == NULL)
        request_answer_full(request);
    else
        request_answer_json(request, 200, text, strlen(text));
}

static void go_on(struct request *request)
{
    struct import *import = request->state;
    while (import->failed == ERR_OK && import->next < import->count && import->under_way < WINDOW) {
        struct row *row = &import->rows[import->next];
        if (row->result == ROW_WAITING && !decide(import, row)) {
            if (++import->tries > (int)import->count) {
                import->failed = ERR_UNAVAILABLE;
                break;
            }
            id_block_await(request->worker->ids, request, go_on);
            return;
        }
        import->next++;
    }
    if (import->under_way > 0) {
        import->waiting = true;
        request_await(request, go_on);
    } else if (import->failed != ERR_OK || import->next == import->count) {
        answer(import);
    } else {
        go_on(request); /* nothing under way and rows left: the window is empty */
    }
}

static void on_known(struct request *request)
{
    struct import *import = request->state;
    if (request_failed(request)) return;
    const PGresult *known = request->reply.results[0];
    for (int i = 0; i < PQntuples(known); i++) {
        size_t ord = (size_t)db_get_int(known, i, 0, 1) - 1;
        if (import->rows[ord].result == ROW_WAITING) import->rows[ord].result = ROW_EXISTS;
    }
    go_on(request);
}

/* Asks which of the rows are there already. False: no memory. */
static bool look(struct import *import)
{
    struct request *request = import->request;
    struct db_statement *statement = request_statement(request, import->kind->known);
    struct pgarray *ids = pgarray_new();
    size_t length;
    if (statement == NULL || ids == NULL) goto failed;
    pgarray_begin(ids, PGTYPE_TEXT);
    for (size_t i = 0; i < import->count; i++)
        pgarray_text(ids, import->rows[i].command.external_id);
    const uint8_t *bytes = pgarray_end(ids, &length);
    if (pgarray_failed(ids)) goto failed;
    db_int(&statement->params, import->agency_id);
    db_text(&statement->params, import->source);
    db_array(&statement->params, bytes, length);
    request_query(request, DB_LOAD, NULL, statement, 1, on_known);
    pgarray_free(ids);
    return true;
failed:
    pgarray_free(ids);
    return false;
}

/* Reads the rows; a row that cannot be read is rejected, not the import. */
static bool read_rows(struct import *import, json_object *rows)
{
    import->count = json_object_array_length(rows);
    import->rows = arena_array(import->arena, import->count + 1, sizeof *import->rows);
    if (import->rows == NULL) return false;
    for (size_t i = 0; i < import->count; i++) {
        struct row *row = &import->rows[i];
        struct error error = {.code = ERR_OK};
        row->import = import;
        command_clear(&row->command);
        enum error_code code =
            body_decode(import->arena, json_object_array_get_idx(rows, i), import->kind->row, "",
                        false, &row->command, NULL, &error);
        if (code == ERR_TOO_LARGE) return false;
        if (code != ERR_OK) reject(row, &error);
    }
    return true;
}

/* The agency named, or the only one of which the caller is administrator; 0: *error says why. */
static int32_t import_agency(const struct request *request, const char *code, struct error *error)
{
    const struct staff *staff = request->who->staff;
    int32_t found = 0;
    if (code != NULL) {
        found = access_agency(request->desk, staff, code, error);
        bool good = found != 0 && access_check_whole(staff, found, ROLES_ADMIN, error) == ERR_OK;
        return good ? found : 0;
    }
    for (size_t i = 0; i < staff->grant_count; i++) {
        const struct grant *grant = &staff->grants[i];
        if (grant->role != ROLE_ADMINISTRATOR || grant->office_id != 0) continue;
        if (found != 0) {
            error_field(error, "/agency", "you administer several agencies: name one");
            return 0;
        }
        found = grant->agency_id;
    }
    if (found == 0) error_set(error, ERR_FORBIDDEN, "you are not administrator of a whole agency");
    return found;
}

static void release_arena(void *arena)
{
    arena_free(arena);
}

static void run_import(struct request *request, const struct import_kind *kind)
{
    struct error error = {.code = ERR_OK};
    struct import_body body = {.rows = NULL};
    struct import *import = arena_alloc(request->arena, sizeof *import);
    struct arena *arena = arena_new(IMPORT_BYTES);
    if (import == NULL || arena == NULL ||
        arena_cleanup(request->arena, release_arena, arena) != 0) {
        arena_free(arena);
        request_answer_full(request);
        return;
    }
    if (!request_body(request, &body)) return;
    import->agency_id = import_agency(request, body.agency, &error);
    if (error.code != ERR_OK) {
        request_answer_error(request, &error);
        return;
    }
    import->request = request;
    import->kind = kind;
    import->arena = arena;
    import->source = body.source;
    request->state = import;
    if (!read_rows(import, body.rows) || !look(import)) request_answer_full(request);
}

void handle_import_requests(struct request *request)
{
    static const struct import_kind requests = {COMMAND_CASE_IMPORT, &body_import_row,
                                                QUERY_IMPORT_KNOWN, true};
    run_import(request, &requests);
}

void handle_import_contacts(struct request *request)
{
    static const struct import_kind contacts = {COMMAND_CONTACT_IMPORT, &body_import_contact_row,
                                                QUERY_IMPORT_KNOWN_CONTACTS, false};
    run_import(request, &contacts);
}
