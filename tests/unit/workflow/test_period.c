/* Periods: where they begin and end, how many there are, how they are written and read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "workflow/period.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void test_period_texts_are_those_of_their_days(void **state)
{
    static const struct {
        enum period every;
        int year, month, day;
        const char *text;
    } cases[] = {
        {PERIOD_DAY, 2011, 8, 14, "2011-08-14"},   {PERIOD_WEEK, 2011, 8, 14, "2011-W32"},
        {PERIOD_WEEK, 2011, 8, 15, "2011-W33"},    {PERIOD_MONTH, 2011, 8, 14, "2011-08"},
        {PERIOD_QUARTER, 2011, 8, 14, "2011-Q3"},  {PERIOD_YEAR, 2011, 8, 14, "2011"},
        {PERIOD_WEEK, 2021, 1, 3, "2020-W53"},     {PERIOD_WEEK, 2018, 12, 31, "2019-W01"},
        {PERIOD_QUARTER, 2011, 12, 31, "2011-Q4"}, {PERIOD_NONE, 2011, 8, 14, "2011-08-14"}};
    char text[PERIOD_TEXT];
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        civil_day day = civil_from_ymd(cases[i].year, cases[i].month, cases[i].day);
        assert_string_equal(period_text(cases[i].every, day, text), cases[i].text);
    }
}

/* Day by day over twelve years: each day is in one period, which follows the one before. */
static void test_periods_follow_each_other_without_gaps(void **state)
{
    civil_day begin = civil_from_ymd(2009, 2, 11), end = civil_from_ymd(2021, 3, 2);
    (void)state;
    for (int every = PERIOD_DAY; every < PERIODS; every++) {
        enum period kind = (enum period)every;
        size_t index = 0;
        civil_day first = period_first(kind, begin);
        for (civil_day day = begin; day <= end; day++) {
            if (day > period_last(kind, first)) {
                assert_int_equal(day, period_last(kind, first) + 1);
                first = day;
                index++;
            }
            assert_int_equal(period_first(kind, day), first);
            assert_int_equal(period_index(kind, begin, day), index);
            assert_int_equal(period_count(kind, begin, day), index + 1);
        }
    }
    assert_int_equal(period_count(PERIOD_NONE, begin, end), 1);
}

static void test_what_is_written_is_read_again(void **state)
{
    char text[PERIOD_TEXT];
    (void)state;
    for (civil_day day = civil_from_ymd(1999, 1, 1); day < civil_from_ymd(2032, 1, 1); day++)
        for (int every = PERIOD_DAY; every < PERIODS; every++) {
            enum period found;
            civil_day first, last;
            assert_true(
                period_read(period_text((enum period)every, day, text), &found, &first, &last));
            assert_int_equal(found, every);
            assert_int_equal(first, period_first((enum period)every, day));
            assert_int_equal(last, period_last((enum period)every, first));
        }
}

static void test_what_is_no_period_is_not_read(void **state)
{
    static const char *const texts[] = {
        "",           "2011-",       "2011-13",    "2011-00",      "2011-Q5",
        "2011-Q0",    "2011-W53",    "2011-W00",   "2011-02-29",   "2011-8-14",
        "2011-08-1 ", "11-08-14",    "+201",       "1969",         "2011-W5",
        "2011-04-31", "2011-08-14x", "9999-99-99", "2011-08-14T0", "2011-q3"};
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        enum period every;
        civil_day first, last;
        if (period_read(texts[i], &every, &first, &last)) fail_msg("'%s' was read", texts[i]);
    }
}

static void test_a_day_is_read_only_from_a_day(void **state)
{
    civil_day day;
    (void)state;
    assert_true(period_read_day("2012-02-29", &day));
    assert_int_equal(day, civil_from_ymd(2012, 2, 29));
    assert_false(period_read_day("2012-02", &day));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_period_texts_are_those_of_their_days),
        cmocka_unit_test(test_periods_follow_each_other_without_gaps),
        cmocka_unit_test(test_what_is_written_is_read_again),
        cmocka_unit_test(test_what_is_no_period_is_not_read),
        cmocka_unit_test(test_a_day_is_read_only_from_a_day)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
