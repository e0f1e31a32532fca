/* Standards: what is promised, and what has come of it this month and quarter. */
#include <string.h>

#include "daemon/access.h"
#include "daemon/handlers.h"
#include "daemon/page.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "workflow/counter.h"

/* An agency that the caller works for, by the query; NULL with *wrong: there is none such. */
static const struct agency *named_agency(const struct request *request, bool *wrong)
{
    const char *code = request_query_value(request, "agency");
    const struct agency *agency = desk_agency_by_code(request->desk, code);
    bool mine = agency != NULL && access_agency_roles(request->who->staff, agency->id) != 0;
    *wrong = code != NULL && !mine;
    return mine ? agency : NULL;
}

static const char *named_kind(const struct request *request, bool *wrong)
{
    const char *kind = request_query_value(request, "kind");
    *wrong = kind != NULL && name_number(&standard_kind_names, kind) == 0;
    return kind;
}

/* What standards have judged, of cases, contacts and answers: met, and missed; and of which
 * agencies the caller is told what answers say: where they lead or audit. */
static bool add_metrics(struct request *request, struct db_statement *statement)
{
    db_text(&statement->params,
            arena_printf(request->arena, "{%d,%d,%d,%d}", METRIC_STANDARD_MET,
                         METRIC_COUNTER_WAIT_MET, METRIC_PHONE_ANSWER_MET, METRIC_PUNCTUALITY_MET));
    db_text(&statement->params,
            arena_printf(request->arena, "{%d,%d,%d,%d}", METRIC_STANDARD_MISSED,
                         METRIC_COUNTER_WAIT_MISSED, METRIC_PHONE_ANSWER_MISSED,
                         METRIC_PUNCTUALITY_MISSED));
    struct access_scope read;
    if (access_led_scope(request->arena, request->who->staff, ROLES_SURVEY_READ, &read) != 0)
        return false;
    db_text(&statement->params, read.agencies);
    return true;
}

void handle_standard_list(struct request *request)
{
    bool no_agency, no_kind;
    const struct agency *agency = named_agency(request, &no_agency);
    const char *kind = named_kind(request, &no_kind);
    struct db_statement *statement = request_statement(request, QUERY_STANDARD_LIST);
    struct error error = {.code = ERR_OK};
    if (statement == NULL) {
        request_answer_full(request);
        return;
    }
    if (no_agency) error_field(&error, "agency", "there is no such agency that you work for");
    if (no_kind) error_field(&error, "kind", "must be one of those in the contract");
    if (error.code != ERR_OK) {
        request_answer_error(request, &error);
        return;
    }
    if (agency == NULL)
        db_null(&statement->params);
    else
        db_int(&statement->params, agency->id);
    db_text(&statement->params, kind);
    if (add_metrics(request, statement))
        request_query(request, DB_READ, request_agencies(request), statement, 1, page_answer);
    else
        request_answer_full(request);
}

/* The agency of a code: the one named, else the only one of the caller's that has it. NULL: none,
 * or *several. */
static const struct agency *agency_of(const struct request *request, const char *code,
                                      bool *several)
{
    bool wrong;
    const struct desk *desk = request->desk;
    const struct agency *named = named_agency(request, &wrong), *found = NULL;
    *several = false;
    for (size_t i = 0; !wrong && i < desk->standards_count; i++) {
        const struct standard *standard = &desk->standards[i];
        if (!standard->active || strcmp(standard->code, code) != 0) continue;
        if (named != NULL && standard->agency_id != named->id) continue;
        if (access_agency_roles(request->who->staff, standard->agency_id) == 0) continue;
        *several |= found != NULL && found->id != standard->agency_id;
        found = desk_agency(desk, standard->agency_id);
    }
    return *several ? NULL : found;
}

static void on_shown(struct request *request)
{
    if (!request_failed(request)) request_answer_result(request, 200, 0);
}

void handle_standard_show(struct request *request)
{
    bool several;
    const char *code = request_param(request, "code");
    const struct agency *agency = agency_of(request, code, &several);
    struct db_statement *statement = request_statement(request, QUERY_STANDARD_SHOW);
    if (statement == NULL) {
        request_answer_full(request);
    } else if (several) {
        struct error error = {.code = ERR_OK};
        error_field(&error, "agency", "several agencies promise %s: name one", code);
        request_answer_error(request, &error);
    } else if (agency == NULL) {
        request_answer_code(request, ERR_NOT_FOUND, "there is no standard %s", code);
    } else {
        db_int(&statement->params, agency->id);
        db_text(&statement->params, code);
        if (add_metrics(request, statement))
            request_query(request, DB_READ, request_agencies(request), statement, 1, on_shown);
        else
            request_answer_full(request);
    }
}
