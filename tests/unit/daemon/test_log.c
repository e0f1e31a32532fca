/* A log line is one valid JSON object, whatever is put into it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <json-c/json.h>
#include <string.h>
#include <unistd.h>

#include "daemon/log.h"

static int pipe_ends[2];

static int set_up(void **state)
{
    (void)state;
    if (pipe(pipe_ends) != 0) return -1;
    log_open(pipe_ends[1], LEVEL_INFO, "test");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    log_open(STDERR_FILENO, LEVEL_INFO, "test");
    return 0;
}

static struct json_object *read_line(void)
{
    char line[LOG_LINE + 1];
    ssize_t length = read(pipe_ends[0], line, LOG_LINE);
    assert_true(length > 0);
    assert_int_equal(line[length - 1], '\n');
    line[length] = '\0';
    struct json_object *object = json_tokener_parse(line);
    assert_non_null(object);
    return object;
}

static const char *text_of(struct json_object *object, const char *name)
{
    return json_object_get_string(json_object_object_get(object, name));
}

static void test_log_escapes_what_it_is_given(void **state)
{
    (void)state;
    LOG(LEVEL_INFO, "a \"quoted\"\nline", LOG_TEXT("path", "\\x\t\x01"), LOG_NUMBER("count", -7));
    struct json_object *object = read_line();
    assert_string_equal(text_of(object, "message"), "a \"quoted\"\nline");
    assert_string_equal(text_of(object, "path"), "\\x\t\x01");
    assert_int_equal(json_object_get_int(json_object_object_get(object, "count")), -7);
    assert_string_equal(text_of(object, "process"), "test");
    json_object_put(object);
}

static void test_log_line_too_long_stays_an_object(void **state)
{
    (void)state;
    char text[2 * LOG_LINE];
    memset(text, '"', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    LOG(LEVEL_ERROR, "long", LOG_TEXT("text", text), LOG_NUMBER("after", 1));
    struct json_object *object = read_line();
    assert_null(json_object_object_get(object, "text"));
    assert_int_equal(json_object_get_int(json_object_object_get(object, "after")), 1);
    json_object_put(object);
}

static void test_log_leaves_out_what_is_below_its_level(void **state)
{
    (void)state;
    log_line(LEVEL_DEBUG, "not wanted", NULL, 0);
    log_line(LEVEL_WARNING, "wanted", NULL, 0);
    struct json_object *object = read_line();
    assert_string_equal(text_of(object, "message"), "wanted");
    json_object_put(object);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_log_escapes_what_it_is_given, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_log_line_too_long_stays_an_object, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_log_leaves_out_what_is_below_its_level, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
