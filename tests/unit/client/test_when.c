/* Times as people read and write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "client/cli/when.h"

static int64_t parsed(const char *text)
{
    int64_t at_us = NO_TIME;
    return when_parse(text, &at_us) ? at_us : NO_TIME;
}

static int64_t wall(int year, int month, int day, int hour, int minute)
{
    struct when_wall wall = {year, month, day, hour, minute, 0};
    return when_of_wall(&wall);
}

static void test_parse_reads_rfc3339_with_any_offset(void **state)
{
    (void)state;
    assert_int_equal(parsed("1970-01-01T00:00:01Z"), US_PER_S);
    assert_int_equal(parsed("2026-11-21T23:40:17+02:00"), parsed("2026-11-21T21:40:17Z"));
    assert_int_equal(parsed("1970-01-01T00:00:00.25Z"), 250000);
}

static void test_parse_refuses_what_is_no_time(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "2026-11-21",
                                        "2026-02-30T10:00:00Z",
                                        "2026-11-21T25:00:00Z",
                                        "2026-11-21T10:00:00",
                                        "2026-11-21T10:00:00Zx"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_true(parsed(wrong[i]) == NO_TIME);
}

static void test_parse_local_takes_the_zone_of_the_user(void **state)
{
    (void)state;
    int64_t at_us, now_us = parsed("2026-11-21T12:00:00Z");
    assert_true(when_zone("Europe/Sofia"));
    assert_true(when_parse_local("2026-11-21 14:05", now_us, &at_us));
    assert_int_equal(at_us, parsed("2026-11-21T12:05:00Z"));
    assert_true(when_parse_local("08:30", now_us, &at_us));
    assert_int_equal(at_us, parsed("2026-11-21T06:30:00Z"));
    assert_false(when_parse_local("tomorrow", now_us, &at_us));
}

static void test_of_wall_takes_the_first_of_an_hour_that_comes_twice(void **state)
{
    (void)state;
    assert_true(when_zone("America/New_York"));
    assert_int_equal(wall(2011, 11, 6, 1, 30), parsed("2011-11-06T05:30:00Z"));
    assert_int_equal(wall(2011, 11, 6, 2, 30), parsed("2011-11-06T07:30:00Z"));
}

static void test_of_wall_moves_a_skipped_hour_on(void **state)
{
    (void)state;
    assert_true(when_zone("America/New_York"));
    assert_int_equal(wall(2011, 3, 13, 2, 30), parsed("2011-03-13T03:30:00-04:00"));
    assert_int_equal(wall(2011, 3, 13, 3, 30), parsed("2011-03-13T03:30:00-04:00"));
}

static void test_zone_refuses_names_that_are_none(void **state)
{
    (void)state;
    assert_false(when_zone("Europe/Sophia"));
    assert_false(when_zone("../../etc/passwd"));
    assert_false(when_zone(""));
    assert_true(when_zone("UTC"));
}

static void assert_hint(int64_t left_us, const char *expected)
{
    char text[WHEN_TEXT];
    when_hint(left_us, 0, text);
    assert_string_equal(text, expected);
}

static void test_hint_says_how_long_or_how_late(void **state)
{
    (void)state;
    assert_hint(2 * 60 * US_PER_MIN, "in 2 h");
    assert_hint(30 * 60 * US_PER_MIN, "in 30 h");
    assert_hint(3 * US_PER_DAY, "in 3 d");
    assert_hint(-3 * US_PER_DAY - 5, "3 d late");
    assert_hint(-5 * US_PER_MIN, "5 min late");
    assert_hint(30 * US_PER_S, "now");
}

static void test_format_utc_shows_a_fraction_only_where_there_is_one(void **state)
{
    (void)state;
    char text[WHEN_TEXT];
    when_format_utc(parsed("2026-11-21T21:40:17Z"), text);
    assert_string_equal(text, "2026-11-21T21:40:17Z");
    when_format_utc(-1, text);
    assert_string_equal(text, "1969-12-31T23:59:59.999999Z");
}

static void test_span_reads_well(void **state)
{
    (void)state;
    char text[WHEN_TEXT];
    when_span(8100 * US_PER_S, text);
    assert_string_equal(text, "2 h 15 min");
    when_span(0, text);
    assert_string_equal(text, "0 min");
    when_span(2 * US_PER_DAY + 3600 * US_PER_S, text);
    assert_string_equal(text, "2 d 1 h");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse_reads_rfc3339_with_any_offset),
        cmocka_unit_test(test_parse_refuses_what_is_no_time),
        cmocka_unit_test(test_parse_local_takes_the_zone_of_the_user),
        cmocka_unit_test(test_of_wall_takes_the_first_of_an_hour_that_comes_twice),
        cmocka_unit_test(test_of_wall_moves_a_skipped_hour_on),
        cmocka_unit_test(test_zone_refuses_names_that_are_none),
        cmocka_unit_test(test_hint_says_how_long_or_how_late),
        cmocka_unit_test(test_format_utc_shows_a_fraction_only_where_there_is_one),
        cmocka_unit_test(test_span_reads_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
