/* Surveys by their secret link, without a log-in.
 *
 * An attempt is counted for its address before it is tried, as log-ins are, and given back when the
 * secret is right. What is unknown, over, used or forged gets one and the same answer. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "config/settings.h"
#include "daemon/handlers.h"
#include "daemon/login.h"
#include "daemon/street.h"
#include "daemon/survey_int.h"
#include "daemon/survey_secret.h"
#include "daemon/worker.h"
#include "proto/arena.h"

struct visit {
    struct survey_answers_body body; /* of both: answers is empty when they are not given yet */
    const char *language;
    bool answers;
    bool counted; /* the attempt was given back */
    char subject[LOGIN_SUBJECT];
    uint8_t hash[LINK_HASH];
    struct survey survey, after;
    struct effects effects;
    struct error error;
};

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

static bool read_survey(struct request *request, struct visit *visit, const PGresult *rows)
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

/* ---- what is asked ---- */

static void on_cleared(struct request *request)
{
    if (request_failed(request)) return;
    request_answer_result(request, 200, 1);
}

/* Gives the attempt back, and reads what is asked. */
static void show(struct request *request, struct visit *visit)
{
    struct db_statement *statements = request_statements(request, 2);
    if (statements == NULL) {
        request_answer_full(request);
        return;
    }
    statements[0].query = QUERY_LOGIN_CLEAR;
    db_text(&statements[0].params, "");
    db_text(&statements[0].params, visit->subject);
    db_int(&statements[0].params, request->worker->settings->login.attempts * LOGIN_ADDRESS_FACTOR);
    statements[1].query = QUERY_SURVEY_QUESTIONS;
    db_int(&statements[1].params, visit->survey.header.agency_id);
    db_int(&statements[1].params, visit->survey.header.id);
    db_text(&statements[1].params, visit->language);
    request_query(request, DB_LOAD, NULL, statements, 2, on_cleared);
}

/* ---- answers ---- */

static void look(struct request *request);

static void decide(struct request *request)
{
    static const struct actor customer = {.staff = NULL};
    static const char thanks[] = "{\"state\":\"answered\"}";
    struct visit *visit = request->state;
    struct decision_context context;
    street_context(request, &context);
    context.ids = 1;
    memset(&visit->error, 0, sizeof visit->error);
    if (survey_answer(&context, &customer, &visit->survey, CHANNEL_WEB, visit->body.answers.items,
                      visit->body.answers.count, &visit->effects, &visit->after,
                      &visit->error) != ERR_OK) {
        if (visit->error.code == ERR_REFUSED)
            answer_void(request);
        else
            request_answer_error(request, &visit->error);
        return;
    }
    struct street_answer answer = {.status = 200, .body = thanks};
    street_submit(request, &visit->effects, visit->survey.header.agency_id, &answer, look);
}

static void on_given_back(struct request *request)
{
    struct visit *visit = request->state;
    if (request_failed(request)) return;
    visit->counted = true;
    decide(request);
}

static void give_back(struct request *request, struct visit *visit)
{
    struct db_statement *statement = request_statement(request, QUERY_LOGIN_CLEAR);
    if (statement == NULL) {
        request_answer_full(request);
        return;
    }
    db_text(&statement->params, "");
    db_text(&statement->params, visit->subject);
    db_int(&statement->params, request->worker->settings->login.attempts * LOGIN_ADDRESS_FACTOR);
    request_query(request, DB_LOAD, NULL, statement, 1, on_given_back);
}

/* ---- the link ---- */

static void on_looked(struct request *request)
{
    struct visit *visit = request->state;
    if (request_failed(request)) return;
    const PGresult *attempt = request->reply.results[0];
    if (!visit->counted && !db_get_bool(attempt, 0, 0))
        answer_throttled(request, (int)db_get_int(attempt, 0, 1, 1));
    else if (!read_survey(request, visit, request->reply.results[visit->counted ? 0 : 1]))
        answer_void(request);
    else if (!visit->answers)
        show(request, visit);
    else if (!visit->counted)
        give_back(request, visit);
    else
        decide(request);
}

/* Counts the attempt (once) and loads the survey. */
static void look(struct request *request)
{
    struct visit *visit = request->state;
    const struct settings *settings = request->worker->settings;
    size_t count = 0;
    struct db_statement *statements = request_statements(request, 2);
    if (statements == NULL) {
        request_answer_full(request);
        return;
    }
    if (!visit->counted) {
        statements[count].query = QUERY_SURVEY_LINK_COUNT;
        db_text(&statements[count].params, visit->subject);
        db_int(&statements[count].params, settings->login.attempts * LOGIN_ADDRESS_FACTOR);
        db_int(&statements[count++].params, settings->login.window_ms / 1000);
    }
    statements[count].query = QUERY_SURVEY_BY_LINK;
    db_bytes(&statements[count++].params, visit->hash, sizeof visit->hash);
    request_query(request, DB_LOAD, NULL, statements, count, on_looked);
}

static void begin(struct request *request, struct visit *visit)
{
    login_subject(visit->subject, "address", request->address);
    survey_secret_hash(visit->body.secret, visit->hash);
    request->state = visit;
    look(request);
}

void handle_survey_link_open(struct request *request)
{
    struct survey_link_body body = {.secret = NULL};
    struct visit *visit = arena_alloc(request->arena, sizeof *visit);
    struct error error = {.code = ERR_OK};
    if (visit == NULL) {
        request_answer_full(request);
    } else if (body_decode(request->arena, request->body, request->route->body, "", false, &body,
                           NULL, &error) != ERR_OK) {
        request_answer_error(request, &error);
    } else {
        visit->body.secret = body.secret;
        visit->language = body.language;
        begin(request, visit);
    }
}

void handle_survey_link_answer(struct request *request)
{
    struct visit *visit = arena_alloc(request->arena, sizeof *visit);
    struct error error = {.code = ERR_OK};
    if (visit == NULL) {
        request_answer_full(request);
    } else if (body_decode(request->arena, request->body, request->route->body, "", false,
                           &visit->body, NULL, &error) != ERR_OK) {
        request_answer_error(request, &error);
    } else {
        visit->answers = true;
        begin(request, visit);
    }
}
