#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/http1.h"

#define HOST "Host: onestop.example\r\n"

struct fixture {
    struct arena *arena;
    struct http1_head head;
    struct http1_request request;
    struct error error;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    f->arena = arena_new(1 << 16);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    arena_free(f->arena);
    free(f);
    return 0;
}

static enum http1_progress parse(struct fixture *f, const char *bytes)
{
    memset(&f->head, 0, sizeof f->head);
    memset(&f->error, 0, sizeof f->error);
    return http1_parse_head(bytes, strlen(bytes), &http1_default_limits, &f->head, &f->error);
}

/* The code that framing or reading ends with. */
static enum error_code take(struct fixture *f, const char *bytes)
{
    if (parse(f, bytes) != HTTP1_DONE) return f->error.code;
    return http1_read_request(&f->head, f->arena, &f->request, &f->error);
}

static enum error_code take_header(struct fixture *f, const char *line)
{
    static char bytes[1024]; /* the head points into it */
    snprintf(bytes, sizeof bytes, "GET /a HTTP/1.1\r\n" HOST "%s\r\n\r\n", line);
    return take(f, bytes);
}

static enum error_code take_target(struct fixture *f, const char *target)
{
    static char bytes[1024]; /* the head points into it */
    snprintf(bytes, sizeof bytes, "GET %s HTTP/1.1\r\n" HOST "\r\n", target);
    return take(f, bytes);
}

static const char post[] = "\r\nPOST /api/v1/cases?dry_run=1 HTTP/1.1\r\n" HOST
                           "Content-Type: application/json; charset=UTF-8\r\n"
                           "Authorization: Bearer abc_-123=\r\n"
                           "Idempotency-Key: k-1\r\n"
                           "If-Match: \"42\"\r\n"
                           "Expect: 100-Continue\r\n"
                           "Connection: keep-alive\r\n"
                           "Content-Length: 2\r\n"
                           "\r\n{}";

static void assert_post(struct fixture *f)
{
    assert_int_equal(f->head.method, HTTP1_POST);
    assert_int_equal(f->head.consumed, strlen(post) - 2);
    assert_int_equal(f->head.body_length, 2);
    assert_true(f->head.expect);
    assert_false(f->head.close);
    assert_int_equal(http1_read_request(&f->head, f->arena, &f->request, &f->error), ERR_OK);
    assert_string_equal(f->request.path, "/api/v1/cases");
    assert_int_equal(f->request.segment_count, 3);
    assert_string_equal(f->request.segments[2], "cases");
    assert_string_equal(http1_param(&f->request, "dry_run"), "1");
    assert_null(http1_param(&f->request, "other"));
    assert_string_equal(f->request.bearer, "abc_-123=");
    assert_string_equal(f->request.idempotency_key, "k-1");
    assert_int_equal(f->request.if_match, 42);
}

static void test_http1_reads_a_whole_request(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(parse(f, post), HTTP1_DONE);
    assert_post(f);
}

static void test_http1_goes_on_when_bytes_arrive_one_by_one(void **state)
{
    struct fixture *f = *state;
    size_t head = strlen(post) - 2;
    memset(&f->head, 0, sizeof f->head);
    for (size_t length = 0; length < head; length++) {
        char *moved = malloc(length + 1); /* another buffer each time, no byte too many */
        memcpy(moved, post, length);
        assert_int_equal(
            http1_parse_head(moved, length, &http1_default_limits, &f->head, &f->error),
            HTTP1_NEED_MORE);
        free(moved);
    }
    assert_int_equal(http1_parse_head(post, head, &http1_default_limits, &f->head, &f->error),
                     HTTP1_DONE);
    assert_post(f);
}

static void test_http1_refuses_a_line_without_waiting_for_the_rest(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(parse(f, "GET / HTTP/1.0\r\n"), HTTP1_REFUSED);
    assert_int_equal(f->error.code, ERR_VERSION);
    assert_int_equal(parse(f, "GET / HTTP/1.1\r\nHost: a\n"), HTTP1_REFUSED);
    assert_int_equal(parse(f, "GET / HTTP/1.1\rX"), HTTP1_REFUSED);
    assert_int_equal(parse(f, "GET / HTTP/1.1\r"), HTTP1_NEED_MORE);
}

static void test_http1_counts_the_limits_to_the_byte(void **state)
{
    static const char bytes[] = "GET /abc HTTP/1.1\r\nHost: a\r\nX: b\r\nContent-Length: 0\r\n\r\n";
    struct fixture *f = *state;
    const size_t all = sizeof bytes - 1;
    const struct {
        struct http1_limits limits;
        enum error_code code;
    } cases[] = {
        {{4, all, 3, 0}, ERR_OK},
        {{3, all, 3, 0}, ERR_URI_TOO_LONG},
        {{4, all - 1, 3, 0}, ERR_HEADERS_TOO_LARGE},
        {{4, all, 2, 0}, ERR_HEADERS_TOO_LARGE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        memset(&f->head, 0, sizeof f->head);
        f->error.code = ERR_OK;
        enum http1_progress progress =
            http1_parse_head(bytes, all, &cases[i].limits, &f->head, &f->error);
        assert_int_equal(progress, cases[i].code == ERR_OK ? HTTP1_DONE : HTTP1_REFUSED);
        assert_int_equal(f->error.code, cases[i].code);
    }
}

static void test_http1_body_limit_is_inclusive(void **state)
{
    struct fixture *f = *state;
    char bytes[256];
    for (int over = 0; over < 2; over++) {
        snprintf(bytes, sizeof bytes, "PUT /a HTTP/1.1\r\n" HOST "Content-Length: %d\r\n\r\n",
                 HTTP1_BODY_MAX + over);
        assert_int_equal(parse(f, bytes), over == 0 ? HTTP1_DONE : HTTP1_REFUSED);
        assert_int_equal(f->error.code, over == 0 ? ERR_OK : ERR_TOO_LARGE);
    }
}

static void test_http1_connection_close_is_seen_in_any_list(void **state)
{
    static const char *const lines[] = {"Connection: close", "connection: Close",
                                        "Connection: keep-alive, close", "Connection: , x ,CLOSE,",
                                        "Connection: keep-alive\r\nConnection: close"};
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        assert_int_equal(take_header(f, lines[i]), ERR_OK);
        assert_true(f->head.close);
    }
    assert_int_equal(take_header(f, "Connection: closed"), ERR_OK);
    assert_false(f->head.close);
}

static void test_http1_expect_without_a_body_waits_for_nothing(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(take_header(f, "Expect: 100-continue"), ERR_OK);
    assert_false(f->head.expect);
}

static void test_http1_finds_each_header_that_is_read(void **state)
{
    static const char *const lines[HTTP1_HEADERS] = {
        [HTTP1_CONNECTION] = "Connection: x",
        [HTTP1_CONTENT_LENGTH] = "Content-Length: 0",
        [HTTP1_EXPECT] = "Expect: 100-continue",
        [HTTP1_AUTHORIZATION] = "Authorization: Bearer a",
        [HTTP1_COOKIE] = "Cookie: a=b",
        [HTTP1_CONTENT_TYPE] = "Content-Type: text/plain",
        [HTTP1_CONTENT_ENCODING] = "Content-Encoding: gzip",
        [HTTP1_ACCEPT] = "Accept: */*",
        [HTTP1_IF_MATCH] = "If-Match: \"1\"",
        [HTTP1_IF_NONE_MATCH] = "If-None-Match: \"1\"",
        [HTTP1_IDEMPOTENCY_KEY] = "Idempotency-Key: a",
        [HTTP1_LAST_EVENT_ID] = "Last-Event-ID: 1.2",
        [HTTP1_ACCEPT_LANGUAGE] = "Accept-Language: bg",
        [HTTP1_CSRF_TOKEN] = "X-CSRF-Token: a",
        [HTTP1_ACCEPT_ENCODING] = "Accept-Encoding: gzip",
    };
    struct fixture *f = *state;
    for (int i = HTTP1_HOST; i < HTTP1_HEADERS; i++) {
        if (lines[i] == NULL) continue; /* Host is there anyway, Transfer-Encoding refused */
        assert_int_equal(take_header(f, lines[i]), ERR_OK);
        assert_int_equal(f->head.seen, 1u << HTTP1_HOST | 1u << i);
        const char *value = strchr(lines[i], ' ') + 1;
        assert_int_equal(f->head.value[i].length, strlen(value));
        assert_memory_equal(http1_text(&f->head, f->head.value[i]), value, strlen(value));
    }
}

static void test_http1_path_is_split_before_it_is_decoded(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(take_target(f, "/a%2Fb/caf%c3%A9/100%25/x+y/%252e%252e"), ERR_OK);
    assert_int_equal(f->request.segment_count, 5);
    assert_string_equal(f->request.segments[0], "a/b");
    assert_string_equal(f->request.segments[1], "caf\xC3\xA9");
    assert_string_equal(f->request.segments[2], "100%");
    assert_string_equal(f->request.segments[3], "x+y");
    assert_string_equal(f->request.segments[4], "%2e%2e");
}

static void test_http1_path_edges(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(take_target(f, "/"), ERR_OK);
    assert_int_equal(f->request.segment_count, 0);
    assert_false(f->request.slash_at_end);
    assert_int_equal(take_target(f, "/a/"), ERR_OK);
    assert_int_equal(f->request.segment_count, 1);
    assert_true(f->request.slash_at_end);
    assert_int_equal(take_target(f, "//"), ERR_MALFORMED);
    assert_int_equal(take_target(f, "/a//b"), ERR_MALFORMED);
    assert_int_equal(take_target(f, "/..."), ERR_OK);
    assert_int_equal(take_target(f, "/1/2/3/4/5/6/7/8/9/10/11/12"), ERR_OK);
    assert_int_equal(take_target(f, "/1/2/3/4/5/6/7/8/9/10/11/12/13"), ERR_URI_TOO_LONG);
}

static void test_http1_absolute_target_is_taken_for_the_same_host(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(take_target(f, "HTTPS://OneStop.example/a/b?c=d"), ERR_OK);
    assert_int_equal(f->request.segment_count, 2);
    assert_string_equal(f->request.path, "/a/b");
    assert_string_equal(http1_param(&f->request, "c"), "d");
    assert_int_equal(take_target(f, "https://onestop.example?c=d"), ERR_OK);
    assert_int_equal(f->request.segment_count, 0);
    assert_string_equal(http1_param(&f->request, "c"), "d");
    assert_int_equal(take_target(f, "https:///a"), ERR_MALFORMED);
    assert_int_equal(take_target(f, "https://"), ERR_MALFORMED);
    assert_int_equal(take_target(f, "https://onestop.example:443/a"), ERR_MALFORMED);
}

static void test_http1_query_is_split_before_it_is_decoded(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(take_target(f, "/a?q=Jo%26e+M%3D1%2B&empty=&bare&sl%61sh=a/b?c=d"), ERR_OK);
    assert_int_equal(f->request.param_count, 4);
    assert_string_equal(http1_param(&f->request, "q"), "Jo&e M=1+");
    assert_string_equal(http1_param(&f->request, "empty"), "");
    assert_string_equal(http1_param(&f->request, "bare"), "");
    assert_string_equal(http1_param(&f->request, "slash"), "a/b?c=d");
    assert_int_equal(take_target(f, "/a?"), ERR_OK);
    assert_int_equal(f->request.param_count, 0);
    assert_int_equal(take_target(f, "/a?b&"), ERR_MALFORMED);
    assert_int_equal(take_target(f, "/a?b&c&d&b"), ERR_MALFORMED);
    assert_int_equal(take_target(f, "/a?a&b&c&d&e&f&g"), ERR_OK); /* a NUL more than the text */
}

static void test_http1_if_match_is_one_strong_version(void **state)
{
    static const char *const wrong[] = {
        "*",      "W/\"1\"", "\"1\", \"2\"", "1",         "\"\"",           "\"0\"",
        "\"01\"", "\"a\"",   "\"-1\"",       "\"1",       "\"2147483648\"", "\"99999999999\"",
        "",       "\"",      "W/",           "\"1\"\"2\""};
    struct fixture *f = *state;
    char line[64];
    assert_int_equal(take_header(f, "If-Match: \"2147483647\""), ERR_OK);
    assert_int_equal(f->request.if_match, INT32_MAX);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        snprintf(line, sizeof line, "If-Match: %s", wrong[i]);
        assert_int_equal(take_header(f, line), ERR_MALFORMED);
        assert_string_not_equal(f->error.hint, "");
    }
    assert_int_equal(take_header(f, "X: y"), ERR_OK);
    assert_int_equal(f->request.if_match, 0);
}

static void test_http1_if_none_match_compares_weakly(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(take_header(f, "If-None-Match: \"1\", W/\"7\""), ERR_OK);
    assert_true(http1_none_match(&f->request, "\"7\""));
    assert_true(http1_none_match(&f->request, "\"1\""));
    assert_false(http1_none_match(&f->request, "\"2\""));
    assert_false(http1_none_match(&f->request, "7"));
    assert_int_equal(take_header(f, "If-None-Match: *"), ERR_OK);
    assert_true(http1_none_match(&f->request, "\"9\""));
    assert_int_equal(take_header(f, "If-None-Match: \"x\",,7"), ERR_OK);
    assert_true(http1_none_match(&f->request, "\"x\""));
    assert_false(http1_none_match(&f->request, "\"7\""));
    assert_int_equal(take_header(f, "X: y"), ERR_OK);
    assert_false(http1_none_match(&f->request, "\"7\""));
}

static void test_http1_language_is_the_one_liked_best(void **state)
{
    static const char *const languages[] = {"en", "bg"};
    static const struct {
        const char *line;
        int best;
    } cases[] = {
        {"X: y", -1},
        {"Accept-Language: ", -1},
        {"Accept-Language: de, *;q=0.5", -1},
        {"Accept-Language: bg", 1},
        {"Accept-Language: bg-BG,bg;q=0.9,en;q=0.8", 1},
        {"Accept-Language: BG-bg", 1},
        {"Accept-Language: en;q=0.7, bg;q=0.71", 1},
        {"Accept-Language: en, bg", 0},
        {"Accept-Language: bg;q=0, en;q=0.1", 0},
        {"Accept-Language: bg;q=0", -1},
        {"Accept-Language: bgx, e", -1},
        {"Accept-Language: ,;q=1,-,bg ; q=0.3", 1},
        {"Accept-Language: en;q=x, bg;q=0.999", 0},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(take_header(f, cases[i].line), ERR_OK);
        assert_int_equal(http1_language(&f->request, languages, 2), cases[i].best);
    }
}

static void test_http1_keys_are_short_and_visible(void **state)
{
    struct fixture *f = *state;
    char line[256];
    snprintf(line, sizeof line, "Idempotency-Key: %064d", 1);
    assert_int_equal(take_header(f, line), ERR_OK);
    assert_int_equal(strlen(f->request.idempotency_key), 64);
    snprintf(line, sizeof line, "Idempotency-Key: %065d", 1);
    assert_int_equal(take_header(f, line), ERR_MALFORMED);
    assert_int_equal(take_header(f, "Idempotency-Key: "), ERR_MALFORMED);
    assert_int_equal(take_header(f, "Idempotency-Key: caf\xC3\xA9"), ERR_MALFORMED);
    assert_int_equal(take_header(f, "Last-Event-ID: 12.7"), ERR_OK);
    assert_string_equal(f->request.last_event_id, "12.7");
}

static void test_http1_authorization_is_a_bearer_token(void **state)
{
    static const char *const wrong[] = {"Bearer",    "Bearer ", "Basic YTpi", "Bearer a b",
                                        "Bearer\ta", "Bearera", "Bearer a,b"};
    struct fixture *f = *state;
    char line[64];
    assert_int_equal(take_header(f, "Authorization: bEARER a~b"), ERR_OK);
    assert_string_equal(f->request.bearer, "a~b");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        snprintf(line, sizeof line, "Authorization: %s", wrong[i]);
        assert_int_equal(take_header(f, line), ERR_UNAUTHENTICATED);
    }
}

static enum error_code take_body_type(struct fixture *f, const char *line)
{
    static char bytes[512];
    snprintf(bytes, sizeof bytes, "POST /a HTTP/1.1\r\n" HOST "%s\r\nContent-Length: 2\r\n\r\n{}",
             line);
    return take(f, bytes);
}

static void test_http1_body_must_be_json_or_a_form_in_utf8(void **state)
{
    static const char *const right[] = {
        "Content-Type: application/json", "Content-Type: Application/JSON;charset=utf-8",
        "Content-Type: application/json ; charset=\"UTF-8\"",
        "Content-Type: application/json\r\nContent-Encoding: identity"};
    static const char *const forms[] = {
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Type: application/x-www-form-urlencoded; charset=UTF-8"};
    static const char *const wrong[] = {
        "X: y",
        "Content-Type: text/json",
        "Content-Type: application/jsonp",
        "Content-Type: application/json; charset=latin1",
        "Content-Type: application/json;",
        "Content-Type: application/json; boundary=a",
        "Content-Type:",
        "Content-Type: application/json, text/html",
        "Content-Type: application/json; charset=utf-8; charset=utf-16",
        "Content-Type: application/x-www-form-urlencoded; charset=koi8-r",
        "Content-Type: application/x-www-form-urlencoded2",
        "Content-Type: multipart/form-data; boundary=a",
        "Content-Type: application/json\r\nContent-Encoding: gzip"};
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        assert_int_equal(take_body_type(f, right[i]), ERR_OK);
        assert_int_equal(f->request.body, HTTP1_JSON);
    }
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        assert_int_equal(take_body_type(f, forms[i]), ERR_OK);
        assert_int_equal(f->request.body, HTTP1_FORM);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(take_body_type(f, wrong[i]), ERR_MEDIA_TYPE);
}

static void test_http1_accept_says_which_forms_will_do(void **state)
{
    static const struct {
        const char *line;
        bool json, events, html, csv;
    } cases[] = {
        {"X: y", true, true, true, true},
        {"Accept:", true, true, true, true},
        {"Accept: */*", true, true, true, true},
        {"Accept: application/json", true, false, false, false},
        {"Accept: text/html, application/*;q=0.1", true, false, true, false},
        {"Accept: text/event-stream", false, true, false, false},
        {"Accept: TEXT/*;q=1, application/json;q=0", false, true, true, true},
        {"Accept: application/json ; a=b ; q=0.000", false, false, false, false},
        {"Accept: application/xml, , image/png", false, false, false, false},
        {"Accept: text/csv", false, false, false, true},
        {"Accept: json", false, false, false, false},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(take_header(f, cases[i].line), ERR_OK);
        assert_int_equal(f->request.accepts_json, cases[i].json);
        assert_int_equal(f->request.accepts_events, cases[i].events);
        assert_int_equal(f->request.accepts_html, cases[i].html);
        assert_int_equal(f->request.accepts_csv, cases[i].csv);
    }
}

static void test_http1_gzip_is_accepted_when_it_is_said(void **state)
{
    static const struct {
        const char *line;
        bool gzip;
    } cases[] = {
        {"Accept: */*", false},
        {"Accept-Encoding:", false},
        {"Accept-Encoding: gzip, deflate, br", true},
        {"Accept-Encoding: br;q=1.0, GZIP;q=0.5", true},
        {"Accept-Encoding: x-gzip", true},
        {"Accept-Encoding: *", true},
        {"Accept-Encoding: gzip;q=0, *", false},
        {"Accept-Encoding: *;q=0", false},
        {"Accept-Encoding: identity, gzip;q=0.000", false},
        {"Accept-Encoding: br, deflate", false},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(take_header(f, cases[i].line), ERR_OK);
        assert_int_equal(f->request.accepts_gzip, cases[i].gzip);
    }
}

static void assert_cookie(struct fixture *f, const char *name, size_t count, const char *wanted)
{
    const char *value = "";
    size_t length = 0;
    assert_int_equal(http1_cookie(&f->request, name, &value, &length), count);
    if (count == 0) return;
    assert_int_equal(length, strlen(wanted));
    assert_memory_equal(value, wanted, length);
}

static void test_http1_cookie_is_found_and_its_like_counted(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(take_header(f, "Cookie: a=1; session=x=yz;b=; a=2; c;;  d=\"e\""), ERR_OK);
    assert_string_equal(f->request.cookie, "a=1; session=x=yz;b=; a=2; c;;  d=\"e\"");
    assert_cookie(f, "session", 1, "x=yz");
    assert_cookie(f, "b", 1, "");
    assert_cookie(f, "d", 1, "\"e\"");
    assert_cookie(f, "a", 2, "1");
    assert_cookie(f, "sess", 0, NULL);
    assert_cookie(f, "Session", 0, NULL);
    assert_cookie(f, "c", 0, NULL);
    assert_int_equal(take_header(f, "Accept: */*"), ERR_OK);
    assert_cookie(f, "a", 0, NULL);
}

static void test_http1_cookies_stand_in_one_header(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(take_header(f, "Cookie: a=1\r\nCookie: b=2"), ERR_MALFORMED);
}

static void test_http1_full_arena_is_an_answer(void **state)
{
    struct fixture *f = *state;
    struct arena *small = arena_new(16);
    assert_int_equal(parse(f, post), HTTP1_DONE);
    assert_int_equal(http1_read_request(&f->head, small, &f->request, &f->error), ERR_TOO_LARGE);
    arena_free(small);
}

static void test_http1_writes_the_head_of_an_answer(void **state)
{
    (void)state;
    char out[1024], small[64], date[HTTP1_DATE];
    const struct http1_field fields[] = {{"ETag", "\"7\""}, {"Location", "/api/v1/cases/7K3M"}};
    struct http1_answer answer = {.status = 201,
                                  .date = date,
                                  .content_type = "application/json",
                                  .content_length = 1234567890123,
                                  .fields = fields,
                                  .field_count = 2};
    http1_date(INT64_C(784111777) * 1000000, date);
    size_t length = http1_write_head(out, sizeof out - 1, &answer);
    out[length] = '\0';
    assert_string_equal(out, "HTTP/1.1 201 Created\r\n"
                             "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                             "Content-Type: application/json\r\n"
                             "Content-Length: 1234567890123\r\n"
                             "Cache-Control: no-store\r\n"
                             "X-Content-Type-Options: nosniff\r\n"
                             "Strict-Transport-Security: max-age=31536000\r\n"
                             "ETag: \"7\"\r\n"
                             "Location: /api/v1/cases/7K3M\r\n\r\n");
    assert_int_equal(http1_write_head(small, sizeof small, &answer), 0);
    for (size_t room = 0; room < length; room++)
        assert_int_equal(http1_write_head(out, room, &answer), 0);
    assert_int_equal(http1_write_head(out, length, &answer), length);
}

static void test_http1_writes_no_length_where_there_is_no_body(void **state)
{
    (void)state;
    char out[1024];
    struct http1_answer answer = {.status = 204};
    out[http1_write_head(out, sizeof out - 1, &answer)] = '\0';
    assert_null(strstr(out, "Content-Length"));
    assert_null(strstr(out, "Connection"));
    answer = (struct http1_answer){.status = 200, .content_length = -1, .close = true};
    out[http1_write_head(out, sizeof out - 1, &answer)] = '\0';
    assert_null(strstr(out, "Content-Length"));
    assert_non_null(strstr(out, "\r\nConnection: close\r\n"));
}

static void test_http1_every_error_has_a_reason_phrase(void **state)
{
    (void)state;
    for (int code = ERR_OK; code < ERR_CODES; code++)
        assert_string_not_equal(http1_reason(error_info((enum error_code)code)->status), "");
}

static void test_http1_dates_across_leap_years(void **state)
{
    static const struct {
        int64_t at_s;
        const char *text;
    } cases[] = {
        {0, "Thu, 01 Jan 1970 00:00:00 GMT"},
        {951782399, "Mon, 28 Feb 2000 23:59:59 GMT"},
        {951782400, "Tue, 29 Feb 2000 00:00:00 GMT"},
        {951868800, "Wed, 01 Mar 2000 00:00:00 GMT"},
        {1735689599, "Tue, 31 Dec 2024 23:59:59 GMT"},
        {4107542400, "Mon, 01 Mar 2100 00:00:00 GMT"},
        {253402300799, "Fri, 31 Dec 9999 23:59:59 GMT"},
    };
    (void)state;
    char text[HTTP1_DATE];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        http1_date(cases[i].at_s * 1000000 + 999999, text);
        assert_string_equal(text, cases[i].text);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_http1_reads_a_whole_request),
        TEST(test_http1_goes_on_when_bytes_arrive_one_by_one),
        TEST(test_http1_refuses_a_line_without_waiting_for_the_rest),
        TEST(test_http1_counts_the_limits_to_the_byte),
        TEST(test_http1_body_limit_is_inclusive),
        TEST(test_http1_connection_close_is_seen_in_any_list),
        TEST(test_http1_expect_without_a_body_waits_for_nothing),
        TEST(test_http1_finds_each_header_that_is_read),
        TEST(test_http1_path_is_split_before_it_is_decoded),
        TEST(test_http1_path_edges),
        TEST(test_http1_absolute_target_is_taken_for_the_same_host),
        TEST(test_http1_query_is_split_before_it_is_decoded),
        TEST(test_http1_if_match_is_one_strong_version),
        TEST(test_http1_if_none_match_compares_weakly),
        TEST(test_http1_language_is_the_one_liked_best),
        TEST(test_http1_keys_are_short_and_visible),
        TEST(test_http1_authorization_is_a_bearer_token),
        TEST(test_http1_body_must_be_json_or_a_form_in_utf8),
        TEST(test_http1_accept_says_which_forms_will_do),
        TEST(test_http1_gzip_is_accepted_when_it_is_said),
        TEST(test_http1_cookie_is_found_and_its_like_counted),
        TEST(test_http1_cookies_stand_in_one_header),
        TEST(test_http1_full_arena_is_an_answer),
        TEST(test_http1_writes_the_head_of_an_answer),
        TEST(test_http1_writes_no_length_where_there_is_no_body),
        TEST(test_http1_every_error_has_a_reason_phrase),
        TEST(test_http1_dates_across_leap_years),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
