#include "world.h"

static int set_up(void **state)
{
    *state = arena_new(8 << 20);
    return *state == NULL;
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

static const struct calendar *expand(void **state, struct calendar_rules rules)
{
    const struct calendar *calendar = calendar_expand(*state, &rules);
    assert_non_null(calendar);
    return calendar;
}

static void test_civil_days_go_there_and_back(void **state)
{
    (void)state;
    assert_int_equal(civil_from_ymd(1970, 1, 1), 0);
    assert_int_equal(civil_from_ymd(2000, 2, 29), 11016);
    assert_int_equal(civil_from_ymd(9999, 12, 31), CIVIL_DAY_MAX);
    assert_int_equal(civil_weekday(civil_from_ymd(2026, 11, 21)), 5);
    for (civil_day day = -800000; day < 800000; day += 97) {
        int year, month, of_month;
        civil_to_ymd(day, &year, &month, &of_month);
        assert_int_equal(civil_from_ymd(year, month, of_month), day);
        assert_int_equal((civil_weekday(day) + 1) % 7, civil_weekday(day + 1));
    }
}

static void test_months_end_with_a_shorter_month(void **state)
{
    (void)state;
    assert_int_equal(civil_add_months(day_of("2026-01-31"), 1), day_of("2026-02-28"));
    assert_int_equal(civil_add_months(day_of("2027-11-30"), 3), day_of("2028-02-29"));
    assert_int_equal(civil_add_months(day_of("2026-12-15"), 1), day_of("2027-01-15"));
    assert_int_equal(civil_add_months(day_of("2026-03-31"), -1), day_of("2026-02-28"));
    assert_int_equal(civil_add_months(day_of("9999-12-01"), 1), CIVIL_NONE);
    assert_int_equal(civil_add_months(day_of("2026-01-31"), INT64_MAX), CIVIL_NONE);
}

/* Dates as published by the U.S. Naval Observatory. */
static void test_easter_of_known_years(void **state)
{
    (void)state;
    static const struct {
        int year;
        const char *western, *orthodox;
    } known[] = {
        {1943, "1943-04-25", "1943-04-25"}, {2000, "2000-04-23", "2000-04-30"},
        {2008, "2008-03-23", "2008-04-27"}, {2016, "2016-03-27", "2016-05-01"},
        {2025, "2025-04-20", "2025-04-20"}, {2026, "2026-04-05", "2026-04-12"},
        {2027, "2027-03-28", "2027-05-02"}, {2038, "2038-04-25", "2038-04-25"},
    };
    for (size_t i = 0; i < COUNT(known); i++) {
        assert_int_equal(civil_easter(known[i].year), day_of(known[i].western));
        assert_int_equal(civil_orthodox_easter(known[i].year), day_of(known[i].orthodox));
    }
}

static void test_local_time_in_the_gap_means_later_on_the_new_clock(void **state)
{
    (void)state;
    assert_true(at("2026-03-08 01:59") == utc(2026, 3, 8, 7) - US_PER_MIN);
    assert_shown(at("2026-03-08 02:30"), "2026-03-08 03:30");
    assert_true(at("2026-03-08 03:00") == utc(2026, 3, 8, 7));
}

static void test_local_time_that_comes_twice_is_the_first(void **state)
{
    (void)state;
    assert_true(at("2026-11-01 01:30") == utc(2026, 11, 1, 5) + 30 * US_PER_MIN);
    assert_true(at("2026-11-01 02:00") == utc(2026, 11, 1, 7));
    assert_shown(utc(2026, 11, 1, 6) + 30 * US_PER_MIN, "2026-11-01 01:30");
}

static void test_zone_holds_at_the_ends_of_time(void **state)
{
    (void)state;
    struct civil_time first = zone_local(new_york(), INT64_MIN);
    struct civil_time last = zone_local(new_york(), INT64_MAX);
    assert_true(first.of_day_us >= 0 && first.of_day_us < US_PER_DAY && first.day < 0);
    assert_true(last.of_day_us >= 0 && last.of_day_us < US_PER_DAY && last.day > 0);
    assert_true(zone_instant(new_york(), (struct civil_time){INT32_MAX, 0}) > 0);
    assert_true(zone_instant(new_york(), (struct civil_time){INT32_MIN, 0}) < 0);
}

static void test_open_time_leaves_out_lunch_nights_and_weekends(void **state)
{
    const struct calendar *town = expand(state, town_rules());
    int64_t friday = at("2026-11-06 11:00"), monday = at("2026-11-09 09:30");
    assert_true(calendar_open_between(town, friday, monday) == 6 * HOURS);
    assert_true(calendar_open_between(town, monday, friday) == 0);
    assert_true(calendar_open_between(town, friday, friday) == 0);
    assert_shown(calendar_add_open(town, friday, 6 * HOURS), "2026-11-09 09:30");
}

static void test_adding_up_to_closing_gives_closing(void **state)
{
    const struct calendar *town = expand(state, town_rules());
    assert_shown(calendar_add_open(town, at("2026-11-06 16:00"), HOURS), "2026-11-06 17:00");
    assert_shown(calendar_add_open(town, at("2026-11-06 11:00"), HOURS), "2026-11-06 12:00");
    assert_shown(calendar_add_open(town, at("2026-11-06 11:00"), HOURS + 1), "2026-11-06 13:00");
}

static void test_adding_nothing_gives_the_next_open_instant(void **state)
{
    const struct calendar *town = expand(state, town_rules());
    assert_shown(calendar_add_open(town, at("2026-11-06 09:00"), 0), "2026-11-06 09:00");
    assert_shown(calendar_add_open(town, at("2026-11-06 12:00"), 0), "2026-11-06 13:00");
    assert_shown(calendar_add_open(town, at("2026-11-06 17:00"), 0), "2026-11-09 08:30");
    assert_shown(calendar_add_open(town, at("2026-11-07 17:00"), -1), "2026-11-09 08:30");
}

static void test_calendar_ends(void **state)
{
    const struct calendar *town = expand(state, town_rules());
    int64_t last = at("2027-12-31 16:00");
    assert_shown(calendar_add_open(town, last, HOURS), "2027-12-31 17:00");
    assert_shown(calendar_add_open(town, last, HOURS + 1), "never");
    assert_shown(calendar_add_open(town, last, INT64_MAX), "never");
    assert_shown(calendar_add_open(town, at("2028-02-01 10:00"), 0), "never");
    assert_shown(calendar_add_open(town, NO_TIME, 0), "2025-01-01 08:30");
    assert_true(calendar_next_open(town, INT64_MAX) == NULL);
    assert_int_equal(calendar_working_day_after(town, day_of("2027-12-31"), 1), CIVIL_NONE);
    assert_int_equal(calendar_working_day_after(town, day_of("2027-12-31"), INT32_MAX), CIVIL_NONE);
}

static void test_calendar_without_hours_is_never_open(void **state)
{
    const struct calendar *never = expand(state, office_rules(NULL, 0, 7));
    assert_shown(calendar_add_open(never, at("2026-11-06 11:00"), 1), "never");
    assert_shown(calendar_add_open(never, at("2026-11-06 11:00"), 0), "never");
    assert_true(calendar_open_between(never, INT64_MIN, INT64_MAX) == 0);
    assert_int_equal(calendar_working_day_after(never, day_of("2026-11-06"), 0), CIVIL_NONE);
}

static void test_working_days_skip_holidays_and_take_extra_days(void **state)
{
    const struct calendar *town = expand(state, town_rules());
    civil_day wednesday = day_of("2026-11-25"), sunday = day_of("2026-11-29");
    assert_int_equal(calendar_working_day_after(town, wednesday, 0), wednesday);
    assert_int_equal(calendar_working_day_after(town, wednesday, 1), day_of("2026-11-28"));
    assert_int_equal(calendar_working_day_after(town, wednesday, 2), day_of("2026-11-30"));
    assert_int_equal(calendar_working_day_after(town, sunday, 0), day_of("2026-11-30"));
    assert_int_equal(calendar_working_day_after(town, sunday, 1), day_of("2026-11-30"));
    assert_int_equal(calendar_working_day_after(town, sunday, 2), day_of("2026-12-01"));
    assert_true(calendar_is_working_day(town, day_of("2026-11-28")));
    assert_false(calendar_is_working_day(town, day_of("2026-11-27")));
    assert_true(calendar_is_open(town, at("2026-11-28 10:00")));
    assert_false(calendar_is_open(town, at("2026-11-28 13:00")));
    assert_string_equal(calendar_holiday(town, day_of("2026-11-26")), "Thanksgiving Day");
    assert_null(calendar_holiday(town, day_of("2026-11-28"))); /* the extra day wins */
    assert_null(calendar_holiday(town, day_of("2026-11-25")));
}

static void test_round_the_clock_loses_no_minute(void **state)
{
    const struct calendar *always = expand(state, office_rules(round_spans, 1, 7));
    int64_t from = at("2026-01-15 07:00"), to = at("2027-01-15 07:00");
    assert_true(calendar_open_between(always, from, to) == 365 * US_PER_DAY);
    for (int64_t i = 0; i < 366 * 24; i++)
        assert_true(calendar_add_open(always, from, i * HOURS) == from + i * HOURS);
    assert_true(calendar_is_open(always, at("2026-01-16 00:00")));
    assert_true(calendar_is_open(always, at("2026-01-16 00:00") - 1));
}

static void test_days_of_change_have_23_and_25_hours(void **state)
{
    const struct calendar *always = expand(state, office_rules(round_spans, 1, 7));
    assert_true(calendar_open_between(always, at("2026-03-08 00:00"), at("2026-03-09 00:00")) ==
                23 * HOURS);
    assert_true(calendar_open_between(always, at("2026-11-01 00:00"), at("2026-11-02 00:00")) ==
                25 * HOURS);
}

/* Spans with edges in the skipped and in the doubled hour, and one skipped as a whole. */
static void test_edges_within_the_change_keep_their_order(void **state)
{
    static const struct span night[] = {{0, 90}, {90, 135}, {135, 150}, {150, 160}, {195, 300}};
    const struct calendar *calendar = expand(state, office_rules(night, COUNT(night), 7));
    int64_t spring = at("2026-03-08 00:00"), autumn = at("2026-11-01 00:00");
    /* Spring: open 00:00-02:00 (then it is 03:00), and 03:15-05:00. */
    assert_true(calendar_open_between(calendar, spring, spring + 6 * HOURS) ==
                3 * HOURS + 45 * US_PER_MIN);
    assert_false(calendar_is_open(calendar, at("2026-03-08 03:00")));
    assert_true(calendar_is_open(calendar, at("2026-03-08 03:15")));
    /* Autumn: 00:00 to the first 01:30, on to 02:40 through the repeated hour; 03:15-05:00. */
    assert_true(calendar_open_between(calendar, autumn, autumn + 7 * HOURS) ==
                5 * HOURS + 25 * US_PER_MIN);
    for (size_t i = 1; i < calendar->open_count; i++)
        assert_true(calendar->open[i].from_us >= calendar->open[i - 1].to_us &&
                    calendar->open[i].to_us > calendar->open[i].from_us);
}

static void test_expand_says_when_the_arena_is_full(void **state)
{
    (void)state;
    struct calendar_rules rules = town_rules();
    for (size_t limit = 0; limit < 40000; limit += 5000) {
        struct arena *arena = arena_new(limit);
        assert_non_null(arena);
        assert_null(calendar_expand(arena, &rules));
        arena_free(arena);
    }
}

static void test_forty_years_take_little_memory(void **state)
{
    struct calendar_rules rules = town_rules();
    rules.from = civil_from_ymd(2000, 1, 1);
    rules.to = civil_from_ymd(2040, 1, 1);
    const struct calendar *calendar = expand(state, rules);
    assert_true(calendar->open_count > 20000);
    assert_true(arena_used(*state) < 1 << 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_civil_days_go_there_and_back),
        cmocka_unit_test(test_months_end_with_a_shorter_month),
        cmocka_unit_test(test_easter_of_known_years),
        cmocka_unit_test(test_local_time_in_the_gap_means_later_on_the_new_clock),
        cmocka_unit_test(test_local_time_that_comes_twice_is_the_first),
        cmocka_unit_test(test_zone_holds_at_the_ends_of_time),
#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
        WITH_ARENA(test_open_time_leaves_out_lunch_nights_and_weekends),
        WITH_ARENA(test_adding_up_to_closing_gives_closing),
        WITH_ARENA(test_adding_nothing_gives_the_next_open_instant),
        WITH_ARENA(test_calendar_ends),
        WITH_ARENA(test_calendar_without_hours_is_never_open),
        WITH_ARENA(test_working_days_skip_holidays_and_take_extra_days),
        WITH_ARENA(test_round_the_clock_loses_no_minute),
        WITH_ARENA(test_days_of_change_have_23_and_25_hours),
        WITH_ARENA(test_edges_within_the_change_keep_their_order),
        cmocka_unit_test(test_expand_says_when_the_arena_is_full),
        WITH_ARENA(test_forty_years_take_little_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
