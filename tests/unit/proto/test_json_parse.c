/* JSON is read as RFC 8259 has it: what it allows goes in whole, all else is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <json-c/json.h>
#include <string.h>

#include "proto/json_parse.h"

static void assert_reads(const char *text, const char *expected)
{
    const char *fault;
    size_t at;
    struct json_object *value = json_parse(text, strlen(text), &fault, &at);
    if (value == NULL) fail_msg("%s: %s at %zu", text, fault, at);
    assert_string_equal(json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN |
                                                                  JSON_C_TO_STRING_NOSLASHESCAPE),
                        expected);
    json_object_put(value);
}

static void test_json_parse_reads_every_kind_of_value(void **state)
{
    (void)state;
    assert_reads(" {\"a\" : [1, -2.50, true, false, null, \"x\"] , \"b\":{}, \"\":[] }\r\n\t",
                 "{\"a\":[1,-2.50,true,false,null,\"x\"],\"b\":{},\"\":[]}");
    assert_reads("9223372036854775807", "9223372036854775807");
    assert_reads("-9223372036854775808", "-9223372036854775808");
    assert_reads("92233720368547758080", "92233720368547758080");
    assert_reads("1e3", "1e3");
    assert_reads("0", "0");
    assert_reads("{\"a\":{\"a\":1},\"b\":{\"a\":1}}", "{\"a\":{\"a\":1},\"b\":{\"a\":1}}");
}

static void test_json_parse_decodes_strings(void **state)
{
    (void)state;
    const char *text = "\"\\u0416\\uD83D\\ude00\\n\\/\\\"\xd0\x96\\u00e9\"";
    const char *fault;
    size_t at;
    struct json_object *value = json_parse(text, strlen(text), &fault, &at);
    assert_non_null(value);
    assert_string_equal(json_object_get_string(value),
                        "\xd0\x96\xf0\x9f\x98\x80\n/\"\xd0\x96\xc3\xa9");
    json_object_put(value);
}

static void test_json_parse_refuses_what_is_no_json(void **state)
{
    (void)state;
    static const char *const refused[] = {"",
                                          " ",
                                          "nul",
                                          "truE",
                                          "null",
                                          "'a'",
                                          "{'a':1}",
                                          "{a:1}",
                                          "{\"a\":1,}",
                                          "[1,]",
                                          "[,1]",
                                          "[1 2]",
                                          "{\"a\" 1}",
                                          "{\"a\":}",
                                          "{\"a\":1",
                                          "[1",
                                          "\"a",
                                          "01",
                                          "-",
                                          "-01",
                                          "+1",
                                          ".5",
                                          "1.",
                                          "1e",
                                          "1e+",
                                          "0x10",
                                          "NaN",
                                          "Infinity",
                                          "-Infinity",
                                          "1e999",
                                          "\"\\x\"",
                                          "\"\\u12\"",
                                          "\"\\u12G4\"",
                                          "\"\t\"",
                                          "\"\\u0000\"",
                                          "\"\\ud800\"",
                                          "\"\\ud800x\"",
                                          "\"\\udc00\"",
                                          "\"\\ud800\\u0041\"",
                                          "1 2",
                                          "{} {}",
                                          "/* c */ 1",
                                          "// c\n1",
                                          "\xff",
                                          "\"\xc0\xaf\"",
                                          "\"\xed\xa0\x80\"",
                                          "\xef\xbb\xbf{}",
                                          "{\"a\":1,\"a\":2}",
                                          "{\"a\":1,\"\\u0061\":2}",
                                          "{\"x\":[{\"a\":1,\"b\":2,\"a\":3}]}"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        const char *fault;
        size_t at;
        assert_null(json_parse(refused[i], strlen(refused[i]), &fault, &at));
        assert_non_null(fault);
        assert_true(at <= strlen(refused[i]));
    }
}

static void test_json_parse_bounds_the_depth(void **state)
{
    (void)state;
    char text[4 * JSON_PARSE_DEPTH];
    const char *fault;
    size_t at;
    memset(text, '[', JSON_PARSE_DEPTH);
    memset(text + JSON_PARSE_DEPTH, ']', JSON_PARSE_DEPTH);
    struct json_object *value = json_parse(text, 2 * JSON_PARSE_DEPTH, &fault, &at);
    assert_non_null(value);
    json_object_put(value);
    memset(text, '[', sizeof text);
    assert_null(json_parse(text, sizeof text, &fault, &at));
    assert_string_equal(fault, "it is nested too deeply");
}

static void test_json_parse_says_where(void **state)
{
    (void)state;
    const char *fault;
    size_t at;
    assert_null(json_parse("{\"a\": 01}", 9, &fault, &at));
    assert_int_equal(at, 8);
    assert_null(json_parse("{\"a\0b\": 1}", 10, &fault, &at));
    assert_null(json_parse("{}\0", 3, &fault, &at));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_parse_reads_every_kind_of_value),
        cmocka_unit_test(test_json_parse_decodes_strings),
        cmocka_unit_test(test_json_parse_refuses_what_is_no_json),
        cmocka_unit_test(test_json_parse_bounds_the_depth),
        cmocka_unit_test(test_json_parse_says_where),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
