/* Forms: what browsers send comes out as it was typed, and nothing has two meanings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/form.h"

static struct arena *arena;
static struct form form;
static struct error error;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(1 << 16);
    return arena == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static enum error_code decode(const char *text)
{
    memset(&error, 0, sizeof error);
    arena_reset(arena);
    return form_decode(arena, text, strlen(text), &form, &error);
}

static void test_form_is_read_as_browsers_write_it(void **state)
{
    (void)state;
    assert_int_equal(
        decode("happy=5&words=Long+queue%2C+50%25%0D%0A%D0%94%D0%B0&none=&first-time=no"), ERR_OK);
    assert_int_equal(form.count, 4);
    assert_string_equal(form_value(&form, "happy"), "5");
    assert_string_equal(form_value(&form, "words"), "Long queue, 50%\nДа");
    assert_string_equal(form_value(&form, "none"), "");
    assert_null(form_value(&form, "other"));
}

static void test_form_splits_before_it_decodes(void **state)
{
    (void)state;
    assert_int_equal(decode("a=b%26c%3Dd&e=f=g"), ERR_OK);
    assert_int_equal(form.count, 2);
    assert_string_equal(form_value(&form, "a"), "b&c=d");
    assert_string_equal(form_value(&form, "e"), "f=g");
}

static void test_form_may_be_empty(void **state)
{
    (void)state;
    assert_int_equal(decode(""), ERR_OK);
    assert_int_equal(form.count, 0);
    assert_int_equal(form_decode(arena, NULL, 0, &form, &error), ERR_OK);
}

static void test_form_makes_one_line_break_of_each(void **state)
{
    (void)state;
    assert_int_equal(decode("a=1%0D%0A2%0A3%0D4%0D%0D%0A5%09"), ERR_OK);
    assert_string_equal(form_value(&form, "a"), "1\n2\n3\n4\n\n5\t");
}

static void test_form_with_two_meanings_is_refused(void **state)
{
    static const char *const wrong[] = {
        "a=1&a=2", "a=1&%61=2", "=1",          "&",     "a=1&",   "&a=1",     "a=1&&b=2", "a=%",
        "a=%4",    "a=%zz",     "%=1",         "a=%00", "a=%1B",  "a=%C2%85", "a%0A=1",   "a%09=1",
        "a=%FF",   "a=%C3",     "a=%ED%A0%80", "%FF=1", "a=\xFF", "a=\x01",   "a=%7F"};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(decode(wrong[i]), ERR_MALFORMED);
        assert_null(strstr(error.message, "a=1"));
    }
}

static void test_form_has_so_many_fields_and_no_more(void **state)
{
    char text[16 * (FORM_FIELDS_MAX + 1)] = "";
    size_t length = 0;
    (void)state;
    for (int i = 0; i < FORM_FIELDS_MAX; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "%sf%d=%d",
                                   i == 0 ? "" : "&", i, i);
    assert_int_equal(decode(text), ERR_OK);
    assert_int_equal(form.count, FORM_FIELDS_MAX);
    assert_string_equal(form_value(&form, "f63"), "63");
    snprintf(text + length, sizeof text - length, "&more=1");
    assert_int_equal(decode(text), ERR_TOO_LARGE);
}

static void test_form_that_does_not_fit_is_told(void **state)
{
    static char text[1 << 17];
    (void)state;
    memset(text, 'a', sizeof text - 1);
    assert_int_equal(decode(text), ERR_TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_form_is_read_as_browsers_write_it),
        cmocka_unit_test(test_form_splits_before_it_decodes),
        cmocka_unit_test(test_form_may_be_empty),
        cmocka_unit_test(test_form_makes_one_line_break_of_each),
        cmocka_unit_test(test_form_with_two_meanings_is_refused),
        cmocka_unit_test(test_form_has_so_many_fields_and_no_more),
        cmocka_unit_test(test_form_that_does_not_fit_is_told),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
