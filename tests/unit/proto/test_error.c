#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "proto/error.h"

static void test_error_table_has_a_row_for_each_code(void **state)
{
    (void)state;
    for (int code = ERR_OK; code < ERR_CODES; code++) {
        const struct error_info *info = error_info((enum error_code)code);
        assert_non_null(info->type);
        assert_non_null(info->title);
        assert_in_range(info->status, code == ERR_OK ? 200 : 400, 599);
        for (int other = code + 1; other < ERR_CODES; other++)
            assert_string_not_equal(info->type, error_info((enum error_code)other)->type);
    }
}

static void test_error_that_may_be_retried_says_when(void **state)
{
    (void)state;
    for (int code = ERR_OK; code < ERR_CODES; code++) {
        const struct error_info *info = error_info((enum error_code)code);
        assert_int_equal(info->retry_after_s > 0, info->status == 429 || info->status == 503);
    }
}

static void test_error_collects_every_wrong_field(void **state)
{
    (void)state;
    struct error error = {.code = ERR_OK};
    error_field(&error, "/name", "must have %d characters or more", 1);
    error_field(&error, "/phone", "must be a number");
    assert_int_equal(error.code, ERR_INVALID);
    assert_int_equal(error.field_count, 2);
    assert_string_equal(error.fields[0].field, "/name");
    assert_string_equal(error.fields[0].message, "must have 1 characters or more");
}

static void test_error_counts_fields_beyond_its_room(void **state)
{
    (void)state;
    struct error error = {.code = ERR_OK};
    for (int i = 0; i < ERROR_FIELDS + 5; i++) error_field(&error, "/a", "is wrong");
    assert_int_equal(error.field_count, ERROR_FIELDS);
    assert_int_equal(error.more_fields, 5);
}

static void test_error_takes_the_fields_of_another_once(void **state)
{
    (void)state;
    struct error error = {.code = ERR_OK}, more = {.code = ERR_OK};
    error_add_fields(&error, &more);
    assert_int_equal(error.code, ERR_OK);
    error_field(&error, "/office", "must be a text");
    error_field(&more, "/office", "is missing");
    error_field(&more, "/service", "there is no service 50%%s");
    error_add_fields(&error, &more);
    assert_int_equal(error.field_count, 2);
    assert_string_equal(error.fields[0].message, "must be a text");
    assert_string_equal(error.fields[1].field, "/service");
    assert_string_equal(error.fields[1].message, "there is no service 50%s");
}

static void test_error_cuts_a_long_message(void **state)
{
    (void)state;
    struct error error = {.code = ERR_OK};
    char text[1000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_int_equal(error_set(&error, ERR_REFUSED, "%s %s", text, text), ERR_REFUSED);
    error_hint(&error, "%.*s%d", 500, text, 7);
    error_log_detail(&error, "%0999d", 7);
    assert_int_equal(strlen(error.message), ERROR_TEXT - 1);
    assert_int_equal(strlen(error.hint), ERROR_TEXT - 1);
    assert_int_equal(strlen(error.log_detail), ERROR_TEXT - 1);
}

static void test_error_says_numbers_and_texts_as_printf_does(void **state)
{
    (void)state;
    struct error error = {.code = ERR_OK};
    char expected[ERROR_TEXT];
    error_set(&error, ERR_REFUSED, "%d %ld %lld %u %lu %llu %zu 100 %% %s", INT_MIN, LONG_MIN,
              LLONG_MIN, UINT_MAX, ULONG_MAX, ULLONG_MAX, SIZE_MAX, "end");
    snprintf(expected, sizeof expected, "%d %ld %lld %u %lu %llu %zu 100 %% %s", INT_MIN, LONG_MIN,
             LLONG_MIN, UINT_MAX, ULONG_MAX, ULLONG_MAX, SIZE_MAX, "end");
    assert_string_equal(error.message, expected);
    error_set(&error, ERR_REFUSED, "%.3s|%.*s|%.0s|%s", "four", 2, "four", "four", "");
    assert_string_equal(error.message, "fou|fo||");
}

static void test_error_knows_its_arguments(void **state)
{
    (void)state;
    struct error error = {.code = ERR_OK};
    char key[ERROR_KEY];
    error_set(&error, ERR_REFUSED, "100 %% of %s and %zu", "a {2}", (size_t)12);
    const struct error_source *source = &error.message_source;
    assert_int_equal(source->count, 2);
    assert_memory_equal(error.message + source->arguments[0].from, "a {2}", 5);
    assert_int_equal(source->arguments[0].to - source->arguments[0].from, 5);
    assert_memory_equal(error.message + source->arguments[1].from, "12", 3);
    error_key(source->format, key);
    assert_string_equal(key, "100 % of {1} and {2}");
    error_clear(&error);
    assert_null(error.message_source.format);
    assert_string_equal(error.message, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_error_table_has_a_row_for_each_code),
        cmocka_unit_test(test_error_that_may_be_retried_says_when),
        cmocka_unit_test(test_error_collects_every_wrong_field),
        cmocka_unit_test(test_error_counts_fields_beyond_its_room),
        cmocka_unit_test(test_error_takes_the_fields_of_another_once),
        cmocka_unit_test(test_error_cuts_a_long_message),
        cmocka_unit_test(test_error_says_numbers_and_texts_as_printf_does),
        cmocka_unit_test(test_error_knows_its_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
