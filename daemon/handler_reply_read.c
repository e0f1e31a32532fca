/* Replies about a case: a list, one, and one as a letter. */

#include "daemon/case_read.h"
#include "daemon/handlers.h"
#include "daemon/page.h"
#include "daemon/page_policy.h"
#include "daemon/record_row.h"
#include "proto/arena.h"
#include "workflow/reply.h"

/* A statement about the case: its agency and id. NULL: answered already. */
static struct db_statement *about(struct request *request, enum query query, const struct kase *row,
                                  const char **agencies)
{
    struct db_statement *statement = request_statement(request, query);
    *agencies = arena_printf(request->arena, "{%d}", (int)row->agency_id);
    if (statement == NULL || *agencies == NULL) {
        request_answer_full(request);
        return NULL;
    }
    db_int(&statement->params, row->agency_id);
    db_int(&statement->params, row->id);
    return statement;
}

/* ---- list ---- */

static void list(struct request *request, const struct kase_loaded *kase)
{
    struct error error = {.code = ERR_OK};
    int64_t cursor, limit;
    const char *agencies;
    bool good = request_query_int(request, "cursor", 1, INT64_MAX, 0, &cursor, &error);
    good &= request_query_int(request, "limit", 1, PAGE_MAX, PAGE_DEFAULT, &limit, &error);
    if (!good) {
        request_answer_error(request, &error);
        return;
    }
    struct db_statement *statement = about(request, QUERY_REPLY_LIST, &kase->row, &agencies);
    if (statement == NULL) return;
    if (cursor == 0)
        db_null(&statement->params);
    else
        db_int(&statement->params, cursor);
    db_int(&statement->params, limit);
    request_query(request, DB_READ, agencies, statement, 1, page_answer);
}

void handle_reply_list(struct request *request)
{
    case_read(request, list);
}

/* ---- one ---- */

static void look(struct request *request, const struct kase *row, enum query query,
                 request_step next)
{
    const char *agencies;
    struct db_statement *statement = about(request, query, row, &agencies);
    if (statement == NULL) return;
    db_int(&statement->params, request_param_id(request, "id"));
    request_query(request, DB_READ, agencies, statement, 1, next);
}

static void on_shown(struct request *request)
{
    if (!request_failed(request)) request_answer_result(request, 200, 0);
}

static void show(struct request *request, const struct kase_loaded *kase)
{
    look(request, &kase->row, QUERY_REPLY_SHOW, on_shown);
}

void handle_reply_show(struct request *request)
{
    case_read(request, show);
}

/* ---- a letter ---- */

static void on_letter(struct request *request)
{
    const int32_t *agency_id = request->state;
    const struct agency *agency = desk_agency(request->desk, *agency_id);
    if (request_failed(request)) return;
    const PGresult *rows = request->reply.results[0];
    if (PQntuples(rows) == 0) {
        request_answer_absent(request);
        return;
    }
    struct record_row_reader reader = {request->arena, rows, 0, false};
    struct letter letter = {.zone = agency->zone};
    const char **const texts[] = {&letter.agency,       &letter.office,  &letter.office_address,
                                  &letter.office_phone, &letter.name,    &letter.address,
                                  &letter.reference,    &letter.subject, &letter.body,
                                  &letter.staff,        &letter.language};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        *texts[i] = record_row_text(&reader);
    letter.at_us = record_row_time(&reader);
    const char *html = reader.failed ? NULL : letter_html(request->arena, &letter);
    const char *allowed = page_policy(request->arena, letter_style, "none", "; sandbox");
    if (html == NULL || allowed == NULL) {
        request_answer_full(request);
        return;
    }
    request_header(request, "Content-Security-Policy", allowed);
    request_answer_html(request, 200, html);
}

static void letter(struct request *request, const struct kase_loaded *kase)
{
    int32_t *agency_id = arena_alloc(request->arena, sizeof *agency_id);
    if (agency_id == NULL) {
        request_answer_full(request);
        return;
    }
    *agency_id = kase->row.agency_id;
    request->state = agency_id;
    look(request, &kase->row, QUERY_REPLY_LETTER, on_letter);
}

void handle_reply_letter(struct request *request)
{
    case_read(request, letter);
}
