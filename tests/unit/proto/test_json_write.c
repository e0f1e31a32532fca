/* The JSON writer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/json_write.h"
#include "proto/types.h"

static void test_json_puts_commas_and_escapes(void **state)
{
    (void)state;
    struct arena *arena = arena_new(65536);
    struct json json;
    size_t length;
    json_begin(&json, arena);
    json_object(&json, NULL);
    json_string(&json, "name", "O\"Brien\\\n");
    json_array(&json, "grants");
    json_object(&json, NULL);
    json_number(&json, "n", -5);
    json_object_end(&json);
    json_string(&json, NULL, NULL);
    json_array_end(&json);
    json_bool(&json, "yes", true);
    json_time(&json, "at", 1700000000000000);
    json_time(&json, "never", NO_TIME);
    json_object_end(&json);
    const char *expected = "{\"name\":\"O\\\"Brien\\\\\\u000a\",\"grants\":[{\"n\":-5},null],"
                           "\"yes\":true,\"at\":\"2023-11-14T22:13:20Z\",\"never\":null}";
    assert_string_equal(json_text(&json, &length), expected);
    assert_int_equal(length, strlen(expected));
    arena_free(arena);
}

static void test_json_writes_decimals_and_bytes(void **state)
{
    static const uint8_t bytes[] = {0x00, 0xAB, 0x7F};
    (void)state;
    struct arena *arena = arena_new(65536);
    struct json json;
    size_t length;
    json_begin(&json, arena);
    json_array(&json, NULL);
    json_decimal(&json, NULL, 0);
    json_decimal(&json, NULL, 1500);
    json_decimal(&json, NULL, -1250);
    json_decimal(&json, NULL, -5);
    json_decimal(&json, NULL, 1000000);
    json_decimal(&json, NULL, NO_DECIMAL);
    json_hex(&json, NULL, bytes, sizeof bytes);
    json_array_end(&json);
    assert_string_equal(json_text(&json, &length), "[0,1.5,-1.25,-0.005,1000,null,\"00ab7f\"]");
    arena_free(arena);
}

static void test_json_says_when_the_arena_is_full(void **state)
{
    (void)state;
    struct arena *arena = arena_new(2048);
    struct json json;
    size_t length;
    json_begin(&json, arena);
    json_array(&json, NULL);
    for (int i = 0; i < 1000; i++) json_number(&json, NULL, i);
    json_array_end(&json);
    assert_null(json_text(&json, &length));
    arena_free(arena);
}

static void test_json_double_is_short_and_finite(void **state)
{
    static const struct {
        double number;
        const char *text;
    } cases[] = {{0.5, "0.5"},          {-0.0, "0"},      {12, "12"},
                 {1.0 / 3, "0.333333"}, {-2.25, "-2.25"}, {1e15, "1000000000000000"},
                 {0.0000001, "0"}};
    char text[DOUBLE_TEXT];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(double_text(cases[i].number, text), strlen(cases[i].text));
        assert_string_equal(text, cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_double_is_short_and_finite),
        cmocka_unit_test(test_json_puts_commas_and_escapes),
        cmocka_unit_test(test_json_writes_decimals_and_bytes),
        cmocka_unit_test(test_json_says_when_the_arena_is_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
