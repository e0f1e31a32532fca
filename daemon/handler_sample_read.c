/* Sample replies: a list, and one of them. */
#include <stdlib.h>
#include <string.h>

#include "daemon/access.h"
#include "daemon/handlers.h"
#include "daemon/page.h"
#include "daemon/record_list.h"
#include "daemon/sample_int.h"
#include "proto/arena.h"

enum { WORDS_MAX = 200 };

/* ---- list ---- */

/* Whether a value was given; it may only be this word. */
static bool is_said(const char *name, const char *value, const char *word, struct error *error)
{
    if (value != NULL && strcmp(value, word) != 0)
        error_field(error, name, "must be %s, or left out", word);
    return value != NULL;
}

static void list(struct request *request, const struct record_filter *filter, bool due,
                 bool retired)
{
    const char *words = request_query_value(request, "q");
    const char *agencies = request_agencies(request);
    struct db_statement *statement = request_statement(request, QUERY_SAMPLE_LIST);
    if (statement == NULL || agencies == NULL) {
        request_answer_full(request);
        return;
    }
    struct db_params *params = &statement->params;
    db_text(params, filter->agencies);
    db_text(params, words == NULL || words[0] == '\0' ? NULL : words);
    record_filter_id(params, filter->service == NULL ? 0 : filter->service->id);
    db_text(params, request_query_value(request, "language"));
    db_bool(params, due);
    db_bool(params, retired);
    db_int(params, filter->cursor_id);
    db_int(params, filter->limit);
    request_query(request, DB_READ, agencies, statement, 1, page_answer);
}

void handle_sample_list(struct request *request)
{
    struct error error = {.code = ERR_OK};
    struct record_filter filter;
    const char *words = request_query_value(request, "q");
    if (!record_filter_read(request, &filter, &error)) return;
    record_filter_cursor(request, &filter, &error);
    bool due = is_said("review", request_query_value(request, "review"), "due", &error);
    bool retired = is_said("retired", request_query_value(request, "retired"), "true", &error);
    if (words != NULL && strlen(words) > WORDS_MAX)
        error_field(&error, "q", "must have at most %d characters", WORDS_MAX);
    if (error.code != ERR_OK)
        request_answer_error(request, &error);
    else if (filter.empty)
        record_filter_nothing(request);
    else
        list(request, &filter, due, retired);
}

/* ---- one ---- */

static void on_shown(struct request *request)
{
    if (request_failed(request)) return;
    const PGresult *rows = request->reply.results[0];
    if (PQntuples(rows) > 0) request_etag(request, db_get_int(rows, 0, 1, 0));
    request_answer_result(request, 200, 0);
}

static void on_found(struct request *request)
{
    const int64_t *version = request->state;
    int64_t id = 0;
    int32_t agency_id = 0;
    if (!sample_found(request, NULL, &id, &agency_id)) return;
    const char *agencies = arena_printf(request->arena, "{%d}", (int)agency_id);
    struct db_statement *statement = request_statement(request, QUERY_SAMPLE_SHOW);
    if (statement == NULL || agencies == NULL) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, agency_id);
    db_int(&statement->params, id);
    record_filter_id(&statement->params, *version);
    request_query(request, DB_READ, agencies, statement, 1, on_shown);
}

void handle_sample_show(struct request *request)
{
    struct error error = {.code = ERR_OK};
    int64_t *version = arena_alloc(request->arena, sizeof *version);
    if (version == NULL) {
        request_answer_full(request);
    } else if (!request_query_int(request, "version", 1, INT32_MAX, 0, version, &error)) {
        request_answer_error(request, &error);
    } else {
        request->state = version;
        sample_find(request, on_found);
    }
}
