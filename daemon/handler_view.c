/* Views: lists that staff keep for themselves, or share with their agency. What a view asks for is
 * the client's matter; who opens one sees there what they may see. */
#include <inttypes.h>
#include <string.h>

#include "daemon/access.h"
#include "daemon/handlers.h"
#include "proto/arena.h"

enum {
    VIEWS_EACH = 100, /* of one person */
    VIEWS_SHOWN = 1000
};

/* ---- list ---- */

static void on_listed(struct request *request)
{
    if (!request_failed(request)) request_answer_result(request, 200, 0);
}

void handle_view_list(struct request *request)
{
    const struct staff *staff = request->who->staff;
    const char *agencies =
        access_agencies(request->arena, request->desk, staff, request->route->roles);
    /* One's own stand in the agency that one belongs to, wherever one works. */
    const char *seen =
        agencies == NULL ? NULL
        : strcmp(agencies, "{}") == 0
            ? arena_printf(request->arena, "{%d}", (int)staff->agency_id)
            : arena_printf(request->arena, "{%d,%s", (int)staff->agency_id, agencies + 1);
    struct db_statement *statement = request_statement(request, QUERY_VIEW_LIST);
    if (seen == NULL || statement == NULL) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, staff->id);
    db_text(&statement->params, agencies);
    db_int(&statement->params, VIEWS_SHOWN);
    request_query(request, DB_READ, seen, statement, 1, on_listed);
}

/* ---- save ---- */

static void on_saved(struct request *request)
{
    struct error error = {.code = ERR_OK};
    if (request_failed(request)) return;
    if (PQntuples(request->reply.results[0]) > 0) {
        request_answer_result(request, 200, 0);
        return;
    }
    error_set(&error, ERR_REFUSED, "you have %d views, and no more are kept for one person",
              VIEWS_EACH);
    error_hint(&error, "delete one that you no longer use");
    request_answer_error(request, &error);
}

void handle_view_save(struct request *request)
{
    struct view_body body = {.query = NULL};
    if (!request_body(request, &body)) return;
    struct db_statement *statement = request_statement(request, QUERY_VIEW_SAVE);
    if (statement == NULL) {
        request_answer_full(request);
        return;
    }
    struct db_params *params = &statement->params;
    db_int(params, request->who->staff->agency_id);
    db_int(params, request->who->staff->id);
    db_text(params, body.name);
    db_text(params, body.page);
    db_text(params, body.query == NULL ? "" : body.query);
    db_bool(params, body.shared);
    db_int(params, VIEWS_EACH);
    request_query(request, DB_LOAD, NULL, statement, 1, on_saved);
}

/* ---- delete ---- */

static void on_deleted(struct request *request)
{
    if (request_failed(request)) return;
    const PGresult *told = request->reply.results[0];
    if (!db_get_bool(told, 0, 0))
        request_answer_absent(request);
    else if (!db_get_bool(told, 0, 1))
        request_answer_code(request, ERR_FORBIDDEN,
                            "this view is somebody else's: they or a team lead delete it");
    else
        request_answer_empty(request, 204);
}

void handle_view_delete(struct request *request)
{
    const struct staff *staff = request->who->staff;
    int64_t id = request_param_id(request, "id");
    const char *agencies =
        access_agencies(request->arena, request->desk, staff, request->route->roles);
    const char *led =
        access_agencies(request->arena, request->desk, staff, ROLE_BIT(ROLE_TEAM_LEAD));
    struct db_statement *statement = request_statement(request, QUERY_VIEW_DELETE);
    if (id == 0) {
        request_answer_absent(request);
        return;
    }
    if (agencies == NULL || led == NULL || statement == NULL) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, id);
    db_int(&statement->params, staff->id);
    db_text(&statement->params, agencies);
    db_text(&statement->params, led);
    request_query(request, DB_LOAD, NULL, statement, 1, on_deleted);
}
