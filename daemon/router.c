/* The one dispatch beside the route table: handlers by route. */
#include "daemon/router.h"

#include <assert.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "config/settings.h"
#include "daemon/handlers.h"
#include "daemon/request_int.h"
#include "daemon/session.h"
#include "daemon/session_cookie.h"
#include "daemon/worker.h"
#include "proto/json_parse.h"

enum { PATTERN_TEXT = 64 };

/* A pattern split at its slashes; a parameter's segment is "", and what follows it in the segment
 * its end. */
struct pattern {
    char text[PATTERN_TEXT];
    const char *segments[HTTP1_SEGMENTS_MAX];
    const char *ends[HTTP1_SEGMENTS_MAX];
    size_t count;
    bool takes_rest; /* its last segment stands for all that is left */
    char name[PATTERN_TEXT + 16];
};

static struct pattern patterns[ROUTES];

static const request_step handlers[ROUTES] = {
#define HANDLER_OF(name, ...) [ROUTE_##name] = handle_##name,
    ROUTE_TABLE(HANDLER_OF)
#undef HANDLER_OF
};

static void pattern_split(struct pattern *pattern, const struct route *route)
{
    int length = snprintf(pattern->text, sizeof pattern->text, "%s%s",
                          (route->flags & ROUTE_ROOT) != 0 ? "" : API_PREFIX, route->path);
    assert(length > 0 && (size_t)length < sizeof pattern->text);
    snprintf(pattern->name, sizeof pattern->name, "%s %s", route->method, route->path);
    pattern->count = 0;
    char *rest = pattern->text, *segment;
    while ((segment = strsep(&rest, "/")) != NULL) {
        if (segment[0] == '\0') continue; /* before the first slash */
        assert(pattern->count < HTTP1_SEGMENTS_MAX);
        const char *close = segment[0] == '{' ? strchr(segment, '}') : NULL;
        pattern->ends[pattern->count] = close == NULL ? "" : close + 1;
        pattern->segments[pattern->count++] = close == NULL ? segment : "";
    }
    pattern->takes_rest = (route->flags & ROUTE_CLIENT) != 0 && pattern->count > 0;
}

void router_prepare(void)
{
    for (int i = 0; i < ROUTES; i++) pattern_split(&patterns[i], &route_table[i]);
}

const char *router_name(int route)
{
    return route >= 0 && route < ROUTES ? patterns[route].name : NULL;
}

/* Whether a parameter and its end make up this segment. */
static bool ends_with(const char *segment, const char *end)
{
    size_t length = strlen(segment), rest = strlen(end);
    return length > rest && strcmp(segment + length - rest, end) == 0;
}

static bool pattern_matches(const struct pattern *pattern, const struct http1_request *http)
{
    size_t fixed = pattern->count;
    if (pattern->takes_rest) {
        if (http->segment_count < --fixed) return false;
    } else if (fixed != http->segment_count || http->slash_at_end) {
        return false;
    }
    for (size_t i = 0; i < fixed; i++) {
        const char *wanted = pattern->segments[i], *given = http->segments[i];
        if (wanted[0] != '\0' ? strcmp(wanted, given) != 0 : !ends_with(given, pattern->ends[i]))
            return false;
    }
    return true;
}

/* False: the arena is full, and that is answered. */
static bool take_params(struct request *request, const struct pattern *pattern)
{
    int count = 0;
    for (size_t i = 0; i < pattern->count; i++) {
        if (pattern->segments[i][0] != '\0') continue;
        const char *segment = i < request->http.segment_count ? request->http.segments[i] : "";
        size_t end = strlen(pattern->ends[i]);
        assert(count < REQUEST_PARAMS);
        if (end > 0) segment = arena_strndup(request->arena, segment, strlen(segment) - end);
        request->params[count++] = segment;
        if (segment != NULL) continue;
        request_answer_full(request);
        return false;
    }
    return true;
}

static void answer_unknown(struct request *request, const char *allowed)
{
    if (allowed[0] == '\0') {
        request_answer_code(request, ERR_NOT_FOUND, "there is nothing at this address");
        return;
    }
    request_answer_code(request, ERR_METHOD, "this address does not take %s",
                        http1_method_name(request->method));
    request_header(request, "Allow", arena_strdup(request->arena, allowed));
}

/* Pages take forms, and nothing else does: what another site makes a browser send, with whatever
 * cookies, is never read as a command. */
static void check_body_type(struct request *request)
{
    bool page = (request->route->flags & ROUTE_PAGE) != 0;
    if (request->http.body == (page ? HTTP1_JSON : HTTP1_FORM))
        request_answer_code(request, ERR_MEDIA_TYPE, "Content-Type must be %s in UTF-8",
                            page ? "application/x-www-form-urlencoded" : "application/json");
}

void router_find(struct request *request)
{
    const char *method =
        http1_method_name(request->method == HTTP1_HEAD ? HTTP1_GET : request->method);
    char allowed[64] = "";
    for (int i = 0; i < ROUTES; i++) {
        if (!pattern_matches(&patterns[i], &request->http)) continue;
        if (strcmp(route_table[i].method, method) == 0) {
            request->route = &route_table[i];
            if (take_params(request, &patterns[i])) check_body_type(request);
            return;
        }
        size_t length = strlen(allowed);
        snprintf(allowed + length, sizeof allowed - length, "%s%s", length > 0 ? ", " : "",
                 route_table[i].method);
    }
    answer_unknown(request, allowed);
}

size_t router_body_max(const struct request *request)
{
    size_t most = request->worker->settings->server.max_body;
    bool large = request->route != NULL && (request->route->flags & ROUTE_LARGE) != 0;
    return large || most < ROUTER_BODY_MAX ? most : ROUTER_BODY_MAX;
}

bool router_begin(struct request *request)
{
    struct worker *worker = request->worker;
    if (worker->snapshot == NULL) {
        request_answer_code(request, ERR_UNAVAILABLE, "could not load the desk yet");
        return true;
    }
    request->snapshot = snapshot_hold(worker->snapshot);
    request->desk = &request->snapshot->desk;
    if (request->route->roles != ROLES_NOBODY) return session_name(request);
    request_set_phase(request, REQUEST_NAMED);
    return true;
}

/* The body as JSON: one object, one meaning. False when it was answered. */
static bool read_body(struct request *request)
{
    const char *text = request->body_text, *fault;
    size_t length = request->body_length, at;
    if ((request->route->flags & ROUTE_PAGE) != 0) return true;
    if (length == 0) {
        if (request->route->body == NULL && (request->route->flags & ROUTE_LARGE) == 0) return true;
        text = "{}";
        length = 2;
    }
    request->body = json_parse(text, length, &fault, &at);
    if (request->body == NULL) {
        request_answer_code(request, ERR_MALFORMED, "the body is not JSON: %s at byte %zu", fault,
                            at);
        return false;
    }
    if (json_object_is_type(request->body, json_type_object)) return true;
    request_answer_code(request, ERR_MALFORMED, "the body must be a JSON object");
    return false;
}

static bool accepted(const struct route *route, const struct http1_request *http)
{
    if ((route->flags & (ROUTE_COPY | ROUTE_CLIENT)) != 0) return true;
    if ((route->flags & ROUTE_STREAM) != 0) return http->accepts_events;
    if ((route->flags & ROUTE_CSV) != 0 && http->accepts_csv) return true;
    if ((route->flags & ROUTE_SVG) != 0 && http->accepts_svg) return true;
    return (route->flags & ROUTE_PAGE) != 0 ? http->accepts_html : http->accepts_json;
}

static bool only_tries(const struct request *request)
{
    const char *dry_run = request_query_value(request, "dry_run");
    return dry_run != NULL && strcmp(dry_run, "true") == 0;
}

static bool check_headers(struct request *request)
{
    const struct route *route = request->route;
    const struct http1_request *http = &request->http;
    if (!accepted(route, http)) {
        request_answer_code(request, ERR_NOT_ACCEPTABLE, "this address answers with %s",
                            (route->flags & ROUTE_STREAM) != 0 ? "text/event-stream"
                            : (route->flags & ROUTE_PAGE) != 0 ? "text/html"
                                                               : "application/json");
        return false;
    }
    if ((route->flags & ROUTE_KEY) != 0 && http->idempotency_key == NULL) {
        request_answer_code(request, ERR_MALFORMED,
                            "Idempotency-Key is missing: a text of your own, new for each request "
                            "and the same when you send it again");
        return false;
    }
    if ((route->flags & ROUTE_IF_MATCH) != 0 && http->if_match == 0 && !only_tries(request)) {
        request_answer_code(request, ERR_PRECONDITION_REQUIRED,
                            "If-Match is missing: the ETag of what you saw");
        return false;
    }
    return true;
}

/* Whether the caller's roles, anywhere, allow the route. What is allowed where is the handler's. */
static bool check_role(struct request *request)
{
    const struct session_user *who = request->who;
    if (who == NULL) return true;
    if ((who->roles & request->route->roles) == 0) {
        request_answer_code(request, ERR_FORBIDDEN, "none of your roles may do this");
        return false;
    }
    /* Until then only what stands first in the table: log in and out, who am I, the password. */
    if (who->must_change && request->route->id > ROUTE_password_change) {
        request_answer_code(request, ERR_MUST_CHANGE, "change your password first");
        return false;
    }
    return true;
}

bool router_call(struct request *request)
{
    if (!session_cookie_check(request) || !check_role(request) || !check_headers(request) ||
        !read_body(request))
        return true;
    request_set_phase(request, REQUEST_WORKING);
    handlers[request->route->id](request);
    assert(request->phase != REQUEST_WORKING);
    return true;
}
