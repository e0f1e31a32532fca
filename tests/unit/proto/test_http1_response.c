#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "proto/http1_response.h"

static struct http1_response response;
static struct error error;

static enum http1_progress parse(const char *bytes, enum http1_method method)
{
    memset(&response, 0, sizeof response);
    memset(&error, 0, sizeof error);
    return http1_parse_response(bytes, strlen(bytes), &http1_default_limits, method, &response,
                                &error);
}

static void test_response_reads_what_the_daemon_writes(void **state)
{
    (void)state;
    char out[1024];
    const struct http1_field etag = {"ETag", "\"7\""};
    struct http1_answer answer = {.status = 201,
                                  .content_type = "application/json",
                                  .content_length = 2,
                                  .fields = &etag,
                                  .field_count = 1};
    size_t length = http1_write_head(out, sizeof out - 1, &answer), found;
    out[length] = '\0';
    assert_int_equal(parse(out, HTTP1_POST), HTTP1_DONE);
    assert_int_equal(response.consumed, length);
    assert_int_equal(response.status, 201);
    assert_int_equal(response.body_length, 2);
    assert_false(response.close);
    assert_memory_equal(http1_response_field(&response, "etag", &found), "\"7\"", 3);
    assert_int_equal(found, 3);
    assert_null(http1_response_field(&response, "location", &found));
}

static void test_response_goes_on_when_bytes_arrive_one_by_one(void **state)
{
    static const char bytes[] =
        "HTTP/1.1 200 OK\r\nContent-Length: 12\r\nConnection: close\r\n\r\n";
    (void)state;
    memset(&response, 0, sizeof response);
    for (size_t length = 0; length < sizeof bytes; length++) {
        char *moved = malloc(length + 1);
        memcpy(moved, bytes, length);
        enum http1_progress progress = http1_parse_response(moved, length, &http1_default_limits,
                                                            HTTP1_GET, &response, &error);
        assert_int_equal(progress, length < sizeof bytes - 1 ? HTTP1_NEED_MORE : HTTP1_DONE);
        free(moved);
    }
    assert_int_equal(response.body_length, 12);
    assert_true(response.close);
}

static void test_response_knows_where_its_body_ends(void **state)
{
    static const struct {
        const char *bytes;
        enum http1_method method;
        int64_t body_length;
        bool close;
    } cases[] = {
        {"HTTP/1.1 200 OK\r\n\r\n", HTTP1_GET, -1, true},
        {"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", HTTP1_GET, 0, false},
        {"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n", HTTP1_GET, 5, true},
        {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", HTTP1_HEAD, 0, false},
        {"HTTP/1.1 204 No Content\r\n\r\n", HTTP1_DELETE, 0, false},
        {"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", HTTP1_GET, 0, false},
        {"HTTP/1.1 100 Continue\r\n\r\n", HTTP1_POST, 0, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(parse(cases[i].bytes, cases[i].method), HTTP1_DONE);
        assert_int_equal(response.body_length, cases[i].body_length);
        assert_int_equal(response.close, cases[i].close);
    }
}

static void test_response_that_is_ambiguous_is_refused(void **state)
{
    static const char *const wrong[] = {
        "HTTP/2 200 OK\r\n",
        "HTTP/1.1 600 What\r\n",
        "HTTP/1.1  200 OK\r\n",
        "HTTP/1.1 200OK\r\n",
        "200 OK\r\n",
        "HTTP/1.1 200 OK\n",
        "\r\nHTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999999\r\n",
        "HTTP/1.1 200 OK\r\nA : b\r\n",
        "HTTP/1.1 200 OK\r\n A: b\r\n"};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(parse(wrong[i], HTTP1_GET), HTTP1_REFUSED);
        assert_int_equal(error.code, ERR_MALFORMED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_response_reads_what_the_daemon_writes),
        cmocka_unit_test(test_response_goes_on_when_bytes_arrive_one_by_one),
        cmocka_unit_test(test_response_knows_where_its_body_ends),
        cmocka_unit_test(test_response_that_is_ambiguous_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
