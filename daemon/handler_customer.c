/* Adding and changing customers. The rules are workflow/customer.h; what is written goes
 * the street to the batch. */
#include <string.h>

#include "daemon/access.h"
#include "daemon/customer_int.h"
#include "daemon/handlers.h"
#include "daemon/street.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "proto/json_write.h"

/* A record being written. */
struct writing {
    struct customer_body body;
    struct customer_told told;
    struct customer before, after;
    struct effects effects;
    struct error error;
    int64_t id;
    int32_t agency_id; /* 0: not known yet */
};

/* Starts a decision over: nothing decided, nothing wrong. */
static void begin_again(struct writing *writing)
{
    memset(&writing->effects, 0, sizeof writing->effects);
    memset(&writing->error, 0, sizeof writing->error);
}

/* The body, decoded and brought into form; NULL when it was answered already. */
static struct writing *read_body(struct request *request, bool partial)
{
    struct writing *writing = arena_alloc(request->arena, sizeof *writing);
    uint64_t given = 0;
    if (writing == NULL) {
        request_answer_full(request);
        return NULL;
    }
    request->state = writing;
    if (body_decode(request->arena, request->body, request->route->body, "", partial,
                    &writing->body, &given, &writing->error) == ERR_OK &&
        customer_read(request->arena, &writing->body, given, &writing->told, &writing->error) ==
            ERR_OK)
        return writing;
    request_answer_error(request, &writing->error);
    return NULL;
}

/* The statement that looks for who has the identifiers told. False: the arena is full. */
static bool ask_holders(struct request *request, const struct writing *writing,
                        const char *agencies, struct db_statement *statement)
{
    struct json json;
    size_t length;
    json_begin(&json, request->arena);
    json_array(&json, NULL);
    for (size_t i = 0; i < writing->told.identifier_count; i++) {
        json_object(&json, NULL);
        json_string(&json, "kind", writing->told.identifiers[i].kind);
        json_string(&json, "value", writing->told.identifiers[i].value);
        json_object_end(&json);
    }
    json_array_end(&json);
    const char *wanted = json_text(&json, &length);
    statement->query = QUERY_CUSTOMER_HOLDERS;
    db_text(&statement->params, agencies);
    db_text(&statement->params, wanted);
    return wanted != NULL;
}

static void read_holders(const PGresult *holders, int32_t agency_id, struct customer_told *told)
{
    for (size_t i = 0; i < told->identifier_count; i++) {
        struct customer_identifier *identifier = &told->identifiers[i];
        identifier->holder_id = 0;
        for (int row = 0; row < PQntuples(holders); row++)
            if (db_get_int(holders, row, 0, 0) == agency_id &&
                strcmp(PQgetvalue(holders, row, 1), identifier->kind) == 0 &&
                strcmp(PQgetvalue(holders, row, 2), identifier->value) == 0)
                identifier->holder_id = db_get_int(holders, row, 3, 0);
    }
}

/* ---- add ---- */

static void look_for_holders(struct request *request);

static void add(struct request *request)
{
    struct writing *writing = request->state;
    if (writing->id == 0 && !street_ids(request, 1, &writing->id, add)) return;
    struct customer_context context = customer_context_of(request, request->arena);
    begin_again(writing);
    if (customer_add(&context, writing->agency_id, writing->id, &writing->told, &writing->effects,
                     &writing->after, &writing->error) != ERR_OK) {
        street_refuse(request, writing->agency_id, &writing->error);
        return;
    }
    struct street_answer answer = {
        .status = 201,
        .etag = writing->after.row.version,
        .location =
            arena_printf(request->arena, API_PREFIX "/customers/%lld", (long long)writing->id),
        .body = customer_json(request->arena, request->desk, &writing->after, 0, 0)};
    if (answer.location == NULL || answer.body == NULL)
        request_answer_full(request);
    else
        street_submit(request, &writing->effects, writing->agency_id, &answer, look_for_holders);
}

static void on_holders(struct request *request)
{
    struct writing *writing = request->state;
    if (request_failed(request)) return;
    read_holders(request->reply.results[0], writing->agency_id, &writing->told);
    add(request);
}

static void look_for_holders(struct request *request)
{
    struct writing *writing = request->state;
    struct db_statement *statement = request_statement(request, QUERY_CUSTOMER_HOLDERS);
    const char *agencies = arena_printf(request->arena, "{%d}", (int)writing->agency_id);
    if (writing->told.identifier_count == 0)
        add(request);
    else if (statement == NULL || agencies == NULL ||
             !ask_holders(request, writing, agencies, statement))
        request_answer_full(request);
    else
        request_query(request, DB_LOAD, NULL, statement, 1, on_holders);
}

void handle_customer_add(struct request *request)
{
    struct writing *writing = read_body(request, false);
    if (writing == NULL) return;
    writing->agency_id =
        access_agency(request->desk, request->who->staff, writing->body.agency, &writing->error);
    if (writing->agency_id == 0 ||
        access_check(access_agency_roles(request->who->staff, writing->agency_id),
                     request->route->roles, &writing->error) != ERR_OK)
        request_answer_error(request, &writing->error);
    else
        look_for_holders(request);
}

/* ---- change ---- */

static void on_changing(struct request *request)
{
    struct writing *writing = request->state;
    if (request_failed(request)) return;
    begin_again(writing);
    if (!customer_read_own(request, writing->id, request->http.if_match, &writing->before,
                           &writing->error)) {
        request_answer_error(request, &writing->error);
        return;
    }
    writing->agency_id = writing->before.row.agency_id;
    read_holders(request->reply.results[CUSTOMER_OTHER], writing->agency_id, &writing->told);
    struct customer_context context = customer_context_of(request, request->arena);
    if (customer_change(&context, &writing->before, &writing->told, &writing->effects,
                        &writing->after, &writing->error) != ERR_OK) {
        request_answer_error(request, &writing->error);
        return;
    }
    struct street_answer answer = {
        .status = 200,
        .etag = writing->after.row.version,
        .body = customer_json(request->arena, request->desk, &writing->after, 0, 0)};
    if (answer.body == NULL) {
        request_answer_full(request);
    } else if (writing->effects.customers_count == 0) { /* nothing changes */
        request_etag(request, answer.etag);
        request_answer_json(request, answer.status, answer.body, strlen(answer.body));
    } else {
        street_submit(request, &writing->effects, writing->agency_id, &answer, NULL);
    }
}

void handle_customer_change(struct request *request)
{
    int64_t id = customer_id_of_path(request);
    struct writing *writing = id == 0 ? NULL : read_body(request, true);
    if (writing == NULL) return;
    writing->id = id;
    struct db_statement *statements =
        customer_load(request, arena_printf(request->arena, "{%lld}", (long long)id));
    if (statements == NULL) return;
    if (ask_holders(request, writing, request_agencies(request), &statements[CUSTOMER_OTHER]))
        request_query(request, DB_LOAD, NULL, statements, CUSTOMER_RESULTS, on_changing);
    else
        request_answer_full(request);
}
