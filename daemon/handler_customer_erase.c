/* What is personal of a customer: all of it, for who asks for them, and its end. What that is, is
 * listed in db/schema/0059_erasure.sql; who did it is written down (audit_personal). */
#include <string.h>

#include "daemon/access.h"
#include "daemon/complaint_int.h"
#include "daemon/customer_int.h"
#include "daemon/handlers.h"
#include "daemon/page.h"
#include "daemon/record_list.h"
#include "daemon/street.h"
#include "proto/arena.h"

/* Beyond that, it is asked for section by section. */
enum { EXPORT_BYTES_MAX = 16 << 20 };

/* Which complaints the caller sees: caller, line, agencies, places, keys. False: the arena is full.
 */
static bool put_sight(struct request *request, struct db_params *params)
{
    const struct staff *staff = request->who->staff;
    struct access_scope scope;
    struct access_line line;
    if (access_scope(request->arena, request->desk, staff, &scope) != 0 ||
        access_line(request->arena, request->desk, staff, &line) != 0)
        return false;
    db_int(params, staff->id);
    db_text(params, line.line);
    db_text(params, scope.agencies);
    db_text(params, scope.places);
    db_text(params, line.keys);
    return true;
}

/* ---- erase ---- */

struct erasing {
    struct customer_erase_body body;
    struct customer before, after;
    struct effects effects;
    struct error error;
    int64_t id;
};

static const struct customer_busy *read_busy(struct arena *arena, const PGresult *rows)
{
    struct customer_busy *busy = arena_array(arena, (size_t)PQntuples(rows) + 1, sizeof *busy);
    for (int i = 0; i < PQntuples(rows) && busy != NULL; i++)
        busy[i] = (struct customer_busy){PQgetvalue(rows, i, 0), PQgetvalue(rows, i, 1)};
    return busy;
}

/* Whether the record is there for the caller, who may erase in the whole agency, as they saw it. */
static bool may_erase(struct request *request, struct erasing *erasing)
{
    struct error narrow = {.code = ERR_OK};
    bool own = customer_read_own(request, erasing->id, request->http.if_match, &erasing->before,
                                 &erasing->error);
    if (!own && erasing->error.code != ERR_STALE) return false;
    if (access_check_whole(request->who->staff, erasing->before.row.agency_id,
                           request->route->roles, &narrow) == ERR_OK)
        return own;
    erasing->error = narrow;
    return false;
}

static void on_erasing(struct request *request)
{
    struct erasing *erasing = request->state;
    if (request_failed(request)) return;
    const PGresult *rows = request->reply.results[CUSTOMER_OTHER];
    const struct customer_busy *busy = read_busy(request->arena, rows);
    struct customer_context context = customer_context_of(request, request->arena);
    struct street_answer answer = {.status = 200};
    if (busy == NULL) {
        request_answer_full(request);
        return;
    }
    if (!may_erase(request, erasing) ||
        customer_erase(&context, &erasing->before, erasing->body.reason, busy,
                       (size_t)PQntuples(rows), &erasing->effects, &erasing->after,
                       &erasing->error) != ERR_OK) {
        street_refuse(request, erasing->before.row.agency_id, &erasing->error);
        return;
    }
    answer.etag = erasing->after.row.version;
    answer.body = customer_json(request->arena, request->desk, &erasing->after, 0, 0);
    if (answer.body == NULL)
        request_answer_full(request);
    else
        street_submit(request, &erasing->effects, erasing->before.row.agency_id, &answer, NULL);
}

void handle_customer_erase(struct request *request)
{
    int64_t id = customer_id_of_path(request);
    struct erasing *erasing = id == 0 ? NULL : arena_alloc(request->arena, sizeof *erasing);
    if (id == 0) return;
    if (erasing == NULL) {
        request_answer_full(request);
        return;
    }
    request->state = erasing;
    if (!request_body(request, &erasing->body)) return;
    erasing->id = id;
    struct db_statement *statements =
        customer_load(request, arena_printf(request->arena, "{%lld}", (long long)id));
    if (statements == NULL) return;
    struct db_params *params = &statements[CUSTOMER_OTHER].params;
    statements[CUSTOMER_OTHER].query = QUERY_CUSTOMER_BUSY;
    db_text(params, request_agencies(request));
    db_int(params, id);
    if (put_sight(request, params))
        request_query(request, DB_LOAD, NULL, statements, CUSTOMER_RESULTS, on_erasing);
    else
        request_answer_full(request);
}

/* ---- export ---- */

enum {
    EXPORT_JSON,
    EXPORT_AGENCY,
    EXPORT_ID,
    EXPORT_VERSION,
    EXPORT_BYTES,
    EXPORT_KNOWN,
    EXPORT_SERIOUS
};

static void free_export(void *result)
{
    PQclear(result);
}

static void answer_export(struct request *request)
{
    const PGresult *export = request->state;
    if (request_failed(request)) return;
    request_etag(request, db_get_int(export, 0, EXPORT_VERSION, 0));
    request_answer_json(request, 200, PQgetvalue(export, 0, EXPORT_JSON),
                        (size_t)PQgetlength(export, 0, EXPORT_JSON));
}

/* It is written down before it is shown. */
static void note_export(struct request *request)
{
    const PGresult *export = request->state;
    if (request_failed(request)) return;
    struct db_statement *statement = request_statement(request, QUERY_PERSONAL_ACT_INSERT);
    if (statement == NULL) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, db_get_int(export, 0, EXPORT_AGENCY, 0));
    db_int(&statement->params, request->who->staff->id);
    db_int(&statement->params, PERSONAL_EXPORTED);
    db_int(&statement->params, db_get_int(export, 0, EXPORT_ID, 0));
    request_query(request, DB_LOAD, NULL, statement, 1, answer_export);
}

static enum error_code check_export(const struct request *request, const PGresult *export,
                                    struct error *error)
{
    int32_t agency_id = (int32_t)db_get_int(export, 0, EXPORT_AGENCY, 0);
    if (access_check_whole(request->who->staff, agency_id, request->route->roles, error) != ERR_OK)
        return error->code;
    if (strcmp(PQgetvalue(export, 0, EXPORT_KNOWN), "t") != 0)
        error_field(error, "section", "is none of those that an export has");
    if (error->code != ERR_OK || !PQgetisnull(export, 0, EXPORT_JSON)) return error->code;
    error_set(error, ERR_TOO_LARGE, "the export has %lld bytes, more than %d at once",
              (long long)db_get_int(export, 0, EXPORT_BYTES, 0), EXPORT_BYTES_MAX);
    error_hint(error, "ask for one section after the other, with section=cases and so on");
    return ERR_TOO_LARGE;
}

static void on_export(struct request *request)
{
    struct error error = {.code = ERR_OK};
    if (request_failed(request)) return;
    PGresult *export = request->reply.results[0];
    if (PQntuples(export) == 0) {
        request_answer_absent(request);
        return;
    }
    if (check_export(request, export, &error) != ERR_OK) {
        request_answer_error(request, &error);
        return;
    }
    request->reply.results[0] = NULL; /* kept until it is answered */
    if (arena_cleanup(request->arena, free_export, export) != 0) {
        PQclear(export);
        request_answer_full(request);
        return;
    }
    request->state = export;
    if (PQgetisnull(export, 0, EXPORT_SERIOUS))
        note_export(request);
    else
        complaint_note_reads(request, PQgetvalue(export, 0, EXPORT_SERIOUS), note_export);
}

void handle_customer_export(struct request *request)
{
    int64_t id = customer_id_of_path(request);
    if (id == 0) return;
    const char *agencies = request_agencies(request);
    struct db_statement *statement = request_statement(request, QUERY_CUSTOMER_EXPORT);
    if (agencies == NULL || statement == NULL) {
        request_answer_full(request);
        return;
    }
    struct db_params *params = &statement->params;
    db_text(params, agencies);
    db_int(params, id);
    db_text(params, request_query_value(request, "section"));
    if (!put_sight(request, params)) {
        request_answer_full(request);
        return;
    }
    db_int(params, EXPORT_BYTES_MAX);
    request_query(request, DB_SLOW, agencies, statement, 1, on_export);
}

/* ---- who did so ---- */

void handle_audit_personal(struct request *request)
{
    struct error error = {.code = ERR_OK};
    int64_t cursor_id = 0, limit = 0;
    const char *agencies =
        access_led_agencies(request->arena, request->desk, request->who->staff, ROLES_AUDIT, 0);
    request_query_int(request, "cursor", 1, INT64_MAX, 0, &cursor_id, &error);
    request_query_int(request, "limit", 1, PAGE_MAX, PAGE_DEFAULT, &limit, &error);
    if (error.code == ERR_OK && agencies != NULL && agencies[1] == '}')
        error_set(&error, ERR_FORBIDDEN, "an audit is of a whole agency");
    if (error.code != ERR_OK) {
        request_answer_error(request, &error);
        return;
    }
    struct db_statement *statement = request_statement(request, QUERY_PERSONAL_ACT_LIST);
    if (agencies == NULL || statement == NULL) {
        request_answer_full(request);
        return;
    }
    db_text(&statement->params, agencies);
    record_filter_id(&statement->params, cursor_id);
    db_int(&statement->params, limit);
    request_query(request, DB_READ, agencies, statement, 1, page_answer);
}
