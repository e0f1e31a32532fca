/* Every case of tests/wire/cases.json through the parser: framed and read like the daemon does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "proto/http1.h"

enum { RAW_MAX = 1 << 17, ANSWERS_MAX = 8 };

/* Sent after each case: whether it is answered shows where the server saw the case end. */
static const char epilogue[] = "GET /api/v1/session HTTP/1.1\r\nHost: onestop.example\r\n"
                               "Connection: close\r\n\r\n";
static char raw[RAW_MAX];

struct outcome {
    int status[ANSWERS_MAX];
    size_t count;
    bool closed; /* by a refusal, not by the epilogue */
};

/* JSON text holds bytes as the characters U+0000 to U+00FF. */
static size_t put_latin1(size_t at, struct json_object *string)
{
    const unsigned char *text = (const unsigned char *)json_object_get_string(string);
    size_t length = (size_t)json_object_get_string_len(string);
    for (size_t i = 0; i < length; i++) {
        unsigned byte = text[i];
        if (byte >= 0x80) byte = (byte & 3u) << 6 | (text[++i] & 0x3Fu);
        assert_true(at < RAW_MAX);
        raw[at++] = (char)(unsigned char)byte;
    }
    return at;
}

static size_t expand(struct json_object *parts)
{
    size_t at = 0;
    for (size_t i = 0; i < json_object_array_length(parts); i++) {
        struct json_object *part = json_object_array_get_idx(parts, i), *text, *times;
        if (!json_object_object_get_ex(part, "repeat", &text)) {
            at = put_latin1(at, part);
            continue;
        }
        assert_true(json_object_object_get_ex(part, "times", &times));
        for (int n = json_object_get_int(times); n > 0; n--) at = put_latin1(at, text);
    }
    memcpy(raw + at, epilogue, sizeof epilogue - 1);
    return at + sizeof epilogue - 1;
}

/* One request at *at: its status, 401 when nothing is wrong but that nobody is logged in. */
static int answer(const char *bytes, size_t length, struct http1_head *head, struct error *error)
{
    struct http1_request request;
    struct arena *arena = arena_new(1 << 16);
    memset(head, 0, sizeof *head);
    memset(error, 0, sizeof *error);
    enum http1_progress progress =
        http1_parse_head(bytes, length, &http1_default_limits, head, error);
    int status = 401;
    if (progress == HTTP1_NEED_MORE)
        status = 0;
    else if (progress == HTTP1_REFUSED)
        status = -error_info(error->code)->status;
    else if (http1_read_request(head, arena, &request, error) != ERR_OK)
        status = error_info(error->code)->status;
    else if (request.body == HTTP1_FORM)
        status = 415; /* no address of the table takes one: daemon/router.c */
    arena_free(arena);
    return status;
}

static struct outcome serve(size_t length)
{
    struct outcome outcome = {.count = 0};
    size_t at = 0;
    while (at < length && outcome.count < ANSWERS_MAX) {
        struct http1_head head;
        struct error error;
        int status = answer(raw + at, length - at, &head, &error);
        if (status == 0) break;
        outcome.closed = status < 0;
        outcome.status[outcome.count++] = status < 0 ? -status : status;
        if (status < 0 || head.close) break;
        at += head.consumed + head.body_length;
    }
    return outcome;
}

static bool flag(struct json_object *object, const char *key)
{
    struct json_object *value;
    return json_object_object_get_ex(object, key, &value) && json_object_get_boolean(value);
}

/* 1 when the case came out otherwise than written. */
static int check_case(struct json_object *object)
{
    struct json_object *name, *parts, *expect;
    assert_true(json_object_object_get_ex(object, "name", &name));
    assert_true(json_object_object_get_ex(object, "raw", &parts));
    assert_true(json_object_object_get_ex(object, "expect", &expect));
    struct outcome outcome = serve(expand(parts));
    size_t wanted = json_object_array_length(expect);
    bool closes = flag(object, "closes");
    bool right = outcome.count == wanted + (closes ? 0 : 1) && outcome.closed == closes;
    for (size_t i = 0; right && i < outcome.count; i++)
        right = outcome.status[i] ==
                (i < wanted ? json_object_get_int(json_object_array_get_idx(expect, i)) : 401);
    if (right) return 0;
    print_error("%s: %zu answers, first %d, %s\n", json_object_get_string(name), outcome.count,
                outcome.status[0], outcome.closed ? "closed" : "open");
    return 1;
}

static void test_wire_cases_come_out_as_written(void **state)
{
    (void)state;
    struct json_object *table = json_object_from_file(SOURCE_DIR "/tests/wire/cases.json"), *cases;
    int wrong = 0;
    assert_non_null(table);
    assert_true(json_object_object_get_ex(table, "cases", &cases));
    assert_true(json_object_array_length(cases) >= 60);
    for (size_t i = 0; i < json_object_array_length(cases); i++)
        wrong += check_case(json_object_array_get_idx(cases, i));
    assert_int_equal(wrong, 0);
    json_object_put(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_wire_cases_come_out_as_written)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
