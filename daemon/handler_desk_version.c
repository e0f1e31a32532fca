/* The versions of the desk definition that were applied to an agency. */
#include "daemon/access.h"
#include "daemon/handlers.h"
#include "daemon/page.h"

/* The agency asked about: the caller holds a role of the route for the whole of it. NULL: answered.
 */
static const struct agency *agency_of(struct request *request)
{
    struct error error = {.code = ERR_OK};
    const struct agency *agency = request_agency(request, request_query_value(request, "agency"));
    if (agency == NULL || access_check_whole(request->who->staff, agency->id, request->route->roles,
                                             &error) == ERR_OK)
        return agency;
    request_answer_error(request, &error);
    return NULL;
}

void handle_desk_versions(struct request *request)
{
    struct error error = {.code = ERR_OK};
    int64_t cursor, limit;
    bool good = request_query_int(request, "cursor", 1, INT64_MAX, INT64_MAX, &cursor, &error);
    good &= request_query_int(request, "limit", 1, PAGE_MAX, PAGE_DEFAULT, &limit, &error);
    if (!good) {
        request_answer_error(request, &error);
        return;
    }
    const struct agency *agency = agency_of(request);
    if (agency == NULL) return;
    struct db_statement *statement = request_statement(request, QUERY_DESK_VERSION_LIST);
    if (statement == NULL) {
        request_answer_full(request);
        return;
    }
    db_text(&statement->params, agency->code);
    db_int(&statement->params, cursor);
    db_int(&statement->params, limit);
    request_query(request, DB_SLOW, request_agencies(request), statement, 1, page_answer);
}

static void on_shown(struct request *request)
{
    if (!request_failed(request)) request_answer_result(request, 200, 0);
}

void handle_desk_version(struct request *request)
{
    const struct agency *agency = agency_of(request);
    if (agency == NULL) return;
    int64_t number = request_param_id(request, "number");
    struct db_statement *statement = request_statement(request, QUERY_DESK_VERSION_SHOW);
    if (number == 0) {
        request_answer_absent(request);
    } else if (statement == NULL) {
        request_answer_full(request);
    } else {
        db_text(&statement->params, agency->code);
        db_int(&statement->params, number);
        request_query(request, DB_SLOW, request_agencies(request), statement, 1, on_shown);
    }
}
