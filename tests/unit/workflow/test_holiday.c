/* Holiday rules and opening hours as they are written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proto/arena.h"
#include "workflow/holiday.h"
#include "workflow/hours.h"

enum { MON_TO_FRI = 0x1f };

static void assert_day(const char *rule, int year, int month, int day)
{
    struct holiday_rule parsed;
    civil_day found = 0;
    assert_true(holiday_rule_parse(rule, &parsed));
    assert_true(holiday_rule_day(&parsed, year, &found));
    assert_int_equal(found, civil_from_ymd(year, month, day));
}

static void test_rules_give_their_days(void **state)
{
    (void)state;
    assert_day("2026-03-03", 2026, 3, 3);
    assert_day("12-25", 2030, 12, 25);
    assert_day("02-29", 2028, 2, 29);
    assert_day("easter", 2026, 4, 5);
    assert_day("easter+1", 2026, 4, 6);
    assert_day("easter-2", 2025, 4, 18);
    assert_day("orthodox-easter", 2026, 4, 12);
    assert_day("orthodox-easter-2", 2024, 5, 3);
    assert_day("first-monday-of-9", 2025, 9, 1);
    assert_day("third-monday-of-01", 2026, 1, 19);
    assert_day("fourth-thursday-of-11", 2026, 11, 26);
    assert_day("last-monday-of-5", 2026, 5, 25);
}

static void test_days_that_a_year_lacks(void **state)
{
    struct holiday_rule rule;
    civil_day day;
    (void)state;
    assert_true(holiday_rule_parse("02-29", &rule));
    assert_false(holiday_rule_day(&rule, 2027, &day));
    assert_true(holiday_rule_parse("2026-03-03", &rule));
    assert_false(holiday_rule_day(&rule, 2027, &day));
}

static void test_what_is_no_rule(void **state)
{
    static const char *const wrong[] = {"",
                                        "easter1",
                                        "easter+",
                                        "easter+999",
                                        "easter+1x",
                                        "13-01",
                                        "02-30",
                                        "2026-02-29",
                                        "first-monday-of-13",
                                        "fifth-monday-of-1",
                                        "first-monday",
                                        "12-25-",
                                        "last-mon-of-5",
                                        "first-monday-of-",
                                        "1-1"};
    struct holiday_rule rule;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(holiday_rule_parse(wrong[i], &rule));
}

static void assert_holiday(const struct holiday *holidays, size_t count, civil_day day,
                           const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (holidays[i].day == day) {
            assert_string_equal(holidays[i].name, name);
            return;
        }
    fail_msg("no holiday %s", name);
}

/* 24, 25 and 26 December 2027 are Friday, Saturday and Sunday. */
static void test_shifts_go_to_the_next_free_working_days(void **state)
{
    struct holiday_definition christmas[3] = {
        {.observed = OBSERVED_NEXT_WORKING_DAY, .name = "Eve"},
        {.observed = OBSERVED_NEXT_WORKING_DAY, .name = "First day"},
        {.observed = OBSERVED_NEXT_WORKING_DAY, .name = "Second day"},
    };
    static const char *const rules[3] = {"12-24", "12-25", "12-26"};
    struct arena *arena = arena_new(1 << 16);
    size_t count;
    (void)state;
    for (int i = 0; i < 3; i++) assert_true(holiday_rule_parse(rules[i], &christmas[i].rule));
    const struct holiday *holidays =
        holidays_expand(arena, christmas, 3, MON_TO_FRI, civil_from_ymd(2027, 1, 1),
                        civil_from_ymd(2028, 1, 1), &count);
    assert_int_equal(count, 5);
    assert_holiday(holidays, count, civil_from_ymd(2027, 12, 27), "First day (observed)");
    assert_holiday(holidays, count, civil_from_ymd(2027, 12, 28), "Second day (observed)");
    for (size_t i = 1; i < count; i++) assert_true(holidays[i - 1].day < holidays[i].day);
    arena_free(arena);
}

/* 1 January 2022 is a Saturday, so it is observed on 31 December 2021; 4 July 2021 is a Sunday. */
static void test_nearest_weekday_crosses_the_year(void **state)
{
    struct holiday_definition days[2] = {
        {.observed = OBSERVED_NEAREST_WEEKDAY, .name = "New Year"},
        {.observed = OBSERVED_NEAREST_WEEKDAY, .name = "Independence Day"},
    };
    struct arena *arena = arena_new(1 << 16);
    size_t count;
    (void)state;
    assert_true(holiday_rule_parse("01-01", &days[0].rule));
    assert_true(holiday_rule_parse("07-04", &days[1].rule));
    const struct holiday *holidays = holidays_expand(
        arena, days, 2, MON_TO_FRI, civil_from_ymd(2021, 1, 1), civil_from_ymd(2022, 1, 1), &count);
    assert_int_equal(count, 4);
    assert_holiday(holidays, count, civil_from_ymd(2021, 7, 5), "Independence Day (observed)");
    assert_holiday(holidays, count, civil_from_ymd(2021, 12, 31), "New Year (observed)");
    arena_free(arena);
}

static void test_hours(void **state)
{
    static const char *const wrong[] = {"",
                                        "8:30-12:00",
                                        "08:30",
                                        "08:30-08:30",
                                        "12:00-08:30",
                                        "08:60-09:00",
                                        "08:30-24:01",
                                        "08:30-12:00 "};
    struct span span;
    (void)state;
    assert_true(hours_span("08:30-12:00", &span));
    assert_int_equal(span.from_min, 510);
    assert_int_equal(span.to_min, 720);
    assert_true(hours_span("00:00-24:00", &span));
    assert_int_equal(hours_time("24:00"), 1440);
    assert_int_equal(hours_time("7:00"), -1);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(hours_span(wrong[i], &span));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_give_their_days),
        cmocka_unit_test(test_days_that_a_year_lacks),
        cmocka_unit_test(test_what_is_no_rule),
        cmocka_unit_test(test_shifts_go_to_the_next_free_working_days),
        cmocka_unit_test(test_nearest_weekday_crosses_the_year),
        cmocka_unit_test(test_hours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
