/* What handlers read from a request, and how they answer it. */
#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/settings.h"
#include "daemon/access.h"
#include "daemon/connection.h"
#include "daemon/log.h"
#include "daemon/metrics.h"
#include "daemon/public_page.h"
#include "daemon/request_int.h"
#include "daemon/session.h"
#include "daemon/session_cookie.h"
#include "daemon/worker_int.h"
#include "db/int_list.h"
#include "proto/codec.h"
#include "proto/json_write.h"
#include "workflow/problem.h"

const char *request_param(const struct request *request, const char *name)
{
    int index = 0;
    for (const char *at = strchr(request->route->path, '{'); at != NULL; at = strchr(at, '{')) {
        size_t length = strcspn(++at, "}");
        if (length == strlen(name) && memcmp(at, name, length) == 0) return request->params[index];
        index++;
    }
    assert(!"the route has this parameter");
    return "";
}

const char *request_query_value(const struct request *request, const char *name)
{
    return http1_param(&request->http, name);
}

int64_t request_param_id(const struct request *request, const char *name)
{
    const char *text = request_param(request, name);
    char *end;
    long long id = strtoll(text, &end, 10);
    return text[0] >= '1' && text[0] <= '9' && *end == '\0' && id < INT64_MAX ? id : 0;
}

bool request_query_int(const struct request *request, const char *name, int64_t min, int64_t max,
                       int64_t fallback, int64_t *value, struct error *error)
{
    const char *text = request_query_value(request, name);
    *value = fallback;
    if (text == NULL) return true;
    char *end;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    bool digits =
        text[0] == '-' ? text[1] >= '0' && text[1] <= '9' : text[0] >= '0' && text[0] <= '9';
    if (errno != 0 || *end != '\0' || !digits || number < min || number > max) {
        error_field(error, name, "must be a whole number between %lld and %lld", (long long)min,
                    (long long)max);
        return false;
    }
    *value = number;
    return true;
}

const struct agency *request_agency(struct request *request, const char *code)
{
    struct error error = {.code = ERR_OK};
    const struct agency *agency =
        desk_agency(request->desk, access_agency(request->desk, request->who->staff, code, &error));
    if (agency == NULL && code != NULL)
        request_answer_absent(request);
    else if (agency == NULL)
        request_answer_error(request, &error);
    return agency;
}

const char *request_agencies(struct request *request)
{
    const struct staff *staff = request->who->staff;
    struct int_list agencies = {.arena = request->arena};
    for (size_t i = 0; i < staff->grant_count; i++)
        int_list_add_once(&agencies, staff->grants[i].agency_id);
    const char *text = int_list_text(&agencies);
    return text == NULL ? "{}" : text;
}

bool request_failed(struct request *request)
{
    if (request->reply.outcome == DB_DONE) return false;
    if (request->reply.error != NULL)
        request_answer_error(request, request->reply.error);
    else
        request_answer_code(request, ERR_UNAVAILABLE, "could not reach the database");
    return true;
}

void request_header(struct request *request, const char *name, const char *value)
{
    assert(request->header_count < REQUEST_HEADERS);
    if (value == NULL) return;
    request->headers[request->header_count++] = (struct http1_field){name, value};
}

void request_cache(struct request *request, const char *cache_control)
{
    request->cache_control = cache_control;
}

void request_etag(struct request *request, int64_t version)
{
    request_header(request, "ETag", arena_printf(request->arena, "\"%lld\"", (long long)version));
}

static void answered(struct request *request, int status, const char *type, const char *text,
                     size_t length)
{
    request->status = status;
    request->answer = text;
    request->answer_length = length;
    request->answer_type = type;
    request_set_phase(request, REQUEST_ANSWERED);
}

void request_answer_json(struct request *request, int status, const char *json, size_t length)
{
    answered(request, status, "application/json", json, length);
}

bool request_body(struct request *request, void *body)
{
    struct error error = {.code = ERR_OK};
    if (body_decode(request->arena, request->body, request->route->body, "", false, body, NULL,
                    &error) == ERR_OK)
        return true;
    request_answer_error(request, &error);
    return false;
}

bool request_body_empty(struct request *request)
{
    struct {
        int none;
    } body = {0};
    return request_body(request, &body);
}

void request_answer_written(struct request *request, struct json *json)
{
    size_t length;
    const char *text = json_text(json, &length);
    if (text == NULL)
        request_answer_full(request);
    else
        request_answer_json(request, 200, text, length);
}

void request_answer_html(struct request *request, int status, const char *html)
{
    answered(request, status, "text/html; charset=utf-8", html, strlen(html));
}

void request_answer_bytes(struct request *request, int status, const char *type, const char *bytes,
                          size_t length)
{
    answered(request, status, type, bytes, length);
}

void request_answer_empty(struct request *request, int status)
{
    answered(request, status, NULL, "", 0);
}

void request_answer_result(struct request *request, int status, int index)
{
    assert(index < request->reply.result_count);
    const PGresult *result = request->reply.results[index];
    if (PQntuples(result) == 0 || PQgetisnull(result, 0, 0)) {
        request_answer_absent(request);
        return;
    }
    request_answer_json(request, status, PQgetvalue(result, 0, 0),
                        (size_t)PQgetlength(result, 0, 0));
}

const struct words *request_words(const struct request *request, const char *fallback)
{
    enum { LANGUAGES_MAX = 8 };
    const char *offered[LANGUAGES_MAX];
    size_t count = 0;
    for (; count < LANGUAGES_MAX && words_at(count) != NULL; count++)
        offered[count] = words_language(words_at(count));
    int liked = http1_language(&request->http, offered, count);
    return liked >= 0 ? words_at((size_t)liked) : words_or_english(fallback);
}

void request_answer_error(struct request *request, const struct error *error)
{
    const struct error_info *info = error_info(error->code);
    int retry_after_s = error->retry_after_s > 0 ? error->retry_after_s : info->retry_after_s;
    if (info->status >= 500 || error->log_detail[0] != '\0') {
        LOG((enum log_level)info->log_level, "refused", LOG_TEXT("request_id", request->id),
            LOG_TEXT("code", info->type), LOG_TEXT("error", error->message),
            LOG_TEXT("detail", error->log_detail));
    }
    request->header_count = 0; /* what was meant for another answer */
    request->cache_control = NULL;
    if (retry_after_s > 0)
        request_header(request, "Retry-After", arena_printf(request->arena, "%d", retry_after_s));
    if (error->code == ERR_UNAUTHENTICATED)
        request_header(request, "WWW-Authenticate", "Bearer realm=\"onestop\"");
    if (error->code == ERR_UNAUTHENTICATED && request->user.by_cookie)
        session_cookie_clear(request);
    if (request->route != NULL && (request->route->flags & ROUTE_PAGE) != 0) {
        public_page_refuse(request, info->status);
        return;
    }
    const struct words *words = request_words(request, NULL);
    const char *text = problem_json(request->arena, words, error, request->id);
    request_header(request, "Content-Language", words_language(words));
    answered(request, info->status, text == NULL ? NULL : PROBLEM_CONTENT_TYPE,
             text == NULL ? "" : text, text == NULL ? 0 : strlen(text));
}

void request_answer_problem(struct request *request, int status, const char *text)
{
    request->header_count = 0;
    request_header(request, "Content-Language", words_language(request_words(request, NULL)));
    answered(request, status, PROBLEM_CONTENT_TYPE, text, strlen(text));
}

void request_answer_code(struct request *request, enum error_code code, const char *format, ...)
{
    struct error error = {.code = code};
    va_list args;
    va_start(args, format);
    error_vset(&error, code, format, args);
    va_end(args);
    request_answer_error(request, &error);
}

void request_answer_absent(struct request *request)
{
    request_answer_code(request, ERR_NOT_FOUND, REQUEST_ABSENT);
}

void request_answer_full(struct request *request)
{
    metrics_add(request->worker->metrics, arena_full, 1);
    request_answer_code(request, ERR_TOO_LARGE,
                        "the request needs more memory than one request may have");
}

/* Streams. */

static int streams_of(const struct request *request)
{
    int count = 0;
    for (const struct request *other = request->worker->streams; other != NULL;
         other = other->stream_next)
        if (other->who->staff->id == request->who->staff->id) count++;
    return count;
}

bool request_stream_begin(struct request *request, const char *content_type,
                          void (*on_close)(struct request *request))
{
    struct worker *worker = request->worker;
    if (!session_known(worker->sessions, request->user.token_hash)) {
        request_answer_code(request, ERR_UNAUTHENTICATED, "the session has ended: log in again");
        return false;
    }
    if (streams_of(request) >= worker->settings->limits.streams_per_user) {
        request_answer_code(request, ERR_THROTTLED,
                            "you have as many live streams as one may have");
        return false;
    }
    request->status = 200;
    request->answer_type = content_type;
    request->on_close = on_close;
    request->stream_next = worker->streams;
    request->stream_prior = NULL;
    if (worker->streams != NULL) worker->streams->stream_prior = request;
    worker->streams = request;
    worker->stream_count++;
    request_set_phase(request, REQUEST_STREAMING);
    if (request->connection == NULL || !connection_stream_begin(request->connection, request))
        request_stream_end(request);
    return true;
}

bool request_stream_write(struct request *request, const void *bytes, size_t length)
{
    if (request->phase != REQUEST_STREAMING) return false;
    if (connection_stream_write(request->connection, bytes, length)) return true;
    request_stream_end(request);
    return false;
}

bool request_stream_is_behind(const struct request *request)
{
    return request->phase == REQUEST_STREAMING && connection_stream_behind(request->connection) > 0;
}

void request_stream_drained(struct request *request)
{
    if (request->phase == REQUEST_STREAMING && request->on_drained != NULL)
        request->on_drained(request);
}

void request_stream_end(struct request *request)
{
    if (request->phase != REQUEST_STREAMING) return;
    request_set_phase(request, REQUEST_CLOSED);
    request_queue(request);
}

void request_stream_end_all(struct worker *worker)
{
    for (struct request *stream = worker->streams; stream != NULL; stream = stream->stream_next)
        request_stream_end(stream);
}
