/* A survey visited by its secret link. */
#include "daemon/survey_visit.h"

#include <sodium.h>
#include <string.h>

#include "config/settings.h"
#include "daemon/survey_int.h"
#include "daemon/survey_secret.h"
#include "daemon/worker.h"
#include "proto/arena.h"

static void answer_void(struct request *request)
{
    request_answer_code(request, ERR_NOT_FOUND, "this link is not valid, or not any more");
}

static void answer_throttled(struct request *request, int retry_after_s)
{
    struct error error = {.code = ERR_OK};
    error_set(&error, ERR_THROTTLED, "too many links that are not valid: wait %d seconds",
              retry_after_s);
    error.retry_after_s = retry_after_s;
    request_answer_error(request, &error);
}

static bool read_survey(struct request *request, struct survey_visit *visit, const PGresult *rows)
{
    struct record header = {.kind = RECORD_SURVEY};
    if (PQntuples(rows) != 1 || !record_read_header(request->arena, rows, &header) ||
        !survey_read_row(request, rows, &header, &visit->survey))
        return false;
    const struct survey *survey = &visit->survey;
    return survey->has_link && sodium_memcmp(survey->link_hash, visit->hash, LINK_HASH) == 0 &&
           survey->state == SURVEY_INVITED &&
           worker_now_us(request->worker) <= survey->expires_at_us;
}

static int attempts(const struct request *request)
{
    return request->worker->settings->login.attempts * LOGIN_ADDRESS_FACTOR;
}

static void on_given_back(struct request *request)
{
    struct survey_visit *visit = request->state;
    if (request_failed(request)) return;
    const PGresult *asked = request->reply.results[1];
    if (PQntuples(asked) == 0 || PQgetisnull(asked, 0, 0)) {
        answer_void(request);
        return;
    }
    visit->asked = arena_strdup(request->arena, PQgetvalue(asked, 0, 0));
    visit->counted = true;
    if (visit->asked == NULL)
        request_answer_full(request);
    else
        visit->opened(request);
}

/* Gives the attempt back, and reads what is asked. */
static void give_back(struct request *request, const struct survey_visit *visit)
{
    struct db_statement *statements = request_statements(request, 2);
    if (statements == NULL) {
        request_answer_full(request);
        return;
    }
    statements[0].query = QUERY_LOGIN_CLEAR;
    db_text(&statements[0].params, "");
    db_text(&statements[0].params, visit->subject);
    db_int(&statements[0].params, attempts(request));
    statements[1].query = QUERY_SURVEY_QUESTIONS;
    db_int(&statements[1].params, visit->survey.header.agency_id);
    db_int(&statements[1].params, visit->survey.header.id);
    db_text(&statements[1].params, visit->language);
    request_query(request, DB_LOAD, NULL, statements, 2, on_given_back);
}

static void on_looked(struct request *request)
{
    struct survey_visit *visit = request->state;
    if (request_failed(request)) return;
    const PGresult *attempt = request->reply.results[0];
    if (!visit->counted && !db_get_bool(attempt, 0, 0))
        answer_throttled(request, (int)db_get_int(attempt, 0, 1, 1));
    else if (!read_survey(request, visit, request->reply.results[visit->counted ? 0 : 1]))
        answer_void(request);
    else if (visit->counted)
        visit->opened(request);
    else
        give_back(request, visit);
}

/* Counts the attempt (once) and loads the survey. */
static void look(struct request *request)
{
    struct survey_visit *visit = request->state;
    size_t count = 0;
    struct db_statement *statements = request_statements(request, 2);
    if (statements == NULL) {
        request_answer_full(request);
        return;
    }
    if (!visit->counted) {
        statements[count].query = QUERY_SURVEY_LINK_COUNT;
        db_text(&statements[count].params, visit->subject);
        db_int(&statements[count].params, attempts(request));
        db_int(&statements[count++].params, request->worker->settings->login.window_ms / 1000);
    }
    statements[count].query = QUERY_SURVEY_BY_LINK;
    db_bytes(&statements[count++].params, visit->hash, sizeof visit->hash);
    request_query(request, DB_LOAD, NULL, statements, count, on_looked);
}

void survey_visit_begin(struct request *request, struct survey_visit *visit, const char *secret)
{
    login_subject(visit->subject, "address", request->address);
    survey_secret_hash(secret, visit->hash);
    request->state = visit;
    look(request);
}

enum error_code survey_visit_answer(struct request *request, const struct survey_answers_body *body,
                                    const struct street_answer *answer, struct error *error)
{
    static const struct actor customer = {.staff = NULL};
    struct survey_visit *visit = request->state;
    struct decision_context context;
    street_context(request, &context);
    context.ids = 1;
    memset(error, 0, sizeof *error);
    memset(&visit->effects, 0, sizeof visit->effects);
    enum error_code code =
        survey_answer(&context, &customer, &visit->survey, CHANNEL_WEB, body->answers.items,
                      body->answers.count, &visit->effects, &visit->after, error);
    if (code == ERR_OK)
        street_submit(request, &visit->effects, visit->survey.header.agency_id, answer, look);
    else if (code == ERR_REFUSED)
        answer_void(request);
    else if (code != ERR_INVALID)
        request_answer_error(request, error);
    return code;
}
