#include "stage.h"

static int16_t fire_at(struct stage *stage, const char *when)
{
    return clock_fire(&stage->clock, &stage->terms, stage->ledger, stage->count, at(when));
}

static int64_t rung(const struct stage *stage, int16_t percent)
{
    return clock_rung_at(&stage->terms, stage->clock.started_at_us, stage->clock.extended_amount,
                         stage->ledger, stage->count, percent);
}

static const char *due_of(struct calendar_rules rules, enum clock_unit unit, int32_t amount,
                          const char *start)
{
    struct arena *arena = arena_new(8 << 20);
    struct clock_terms terms = {.unit = unit, .amount = amount, .cutoff_min = 1440};
    terms.calendar = calendar_expand(arena, &rules);
    assert_non_null(terms.calendar);
    const char *text = shown(clock_due(&terms, at(start), 0, NULL, 0));
    arena_free(arena);
    return text;
}

static void test_working_minutes_leave_out_lunch(void **state)
{
    struct stage *stage = begin(state, town_rules(), UNIT_WORKING_MINUTES, 120, "2026-11-04 11:30");
    assert_shown(stage->clock.due_at_us, "2026-11-04 14:30");
    assert_shown(rung(stage, 50), "2026-11-04 13:30");
    assert_shown(rung(stage, 90), "2026-11-04 14:18");
}

static void test_working_minutes_may_end_exactly_at_closing(void **state)
{
    (void)state;
    assert_string_equal(due_of(town_rules(), UNIT_WORKING_MINUTES, 60, "2026-11-06 16:00"),
                        "2026-11-06 17:00");
    assert_string_equal(due_of(town_rules(), UNIT_WORKING_MINUTES, 61, "2026-11-06 16:00"),
                        "2026-11-09 08:31");
    assert_string_equal(due_of(town_rules(), UNIT_WORKING_MINUTES, 60, "2026-11-06 17:00"),
                        "2026-11-09 09:30");
}

static void test_amount_of_nothing_is_due_at_once(void **state)
{
    (void)state;
    struct calendar_rules town = town_rules();
    assert_string_equal(due_of(town, UNIT_WORKING_MINUTES, 0, "2026-11-06 09:00"),
                        "2026-11-06 09:00");
    assert_string_equal(due_of(town, UNIT_WORKING_MINUTES, 0, "2026-11-07 09:00"),
                        "2026-11-09 08:30");
    assert_string_equal(due_of(town, UNIT_WORKING_DAYS, 0, "2026-11-06 20:00"), "2026-11-06 20:00");
    assert_string_equal(due_of(town, UNIT_WORKING_DAYS, 0, "2026-11-07 09:00"), "2026-11-09 09:00");
    assert_string_equal(due_of(town, UNIT_CALENDAR_DAYS, 0, "2026-11-07 09:00"),
                        "2026-11-07 09:00");
    assert_string_equal(due_of(town, UNIT_CALENDAR_MONTHS, -3, "2026-11-07 09:00"),
                        "2026-11-07 09:00");
}

/* A start in the second 01:30 of the night: the first 01:30 would be before it. */
static void test_due_is_never_before_the_start(void **state)
{
    struct stage *stage = *state;
    int64_t second = utc(2026, 11, 1, 6) + 30 * US_PER_MIN;
    promise(stage, always(), UNIT_CALENDAR_DAYS, 0);
    assert_true(clock_due(&stage->terms, second, 0, NULL, 0) == second);
    promise(stage, always(), UNIT_WORKING_DAYS, 0);
    assert_true(clock_due(&stage->terms, second, 0, NULL, 0) == second);
}

static void test_amount_of_nothing_waits_for_the_end_of_a_pause(void **state)
{
    struct stage *stage = begin(state, town_rules(), UNIT_WORKING_MINUTES, 0, "2026-11-06 07:00");
    pause_at(stage, "2026-11-06 07:30");
    resume_at(stage, "2026-11-06 10:00");
    assert_shown(stage->clock.due_at_us, "2026-11-06 10:00");
}

static void test_working_days_keep_the_clock_time(void **state)
{
    (void)state;
    assert_string_equal(due_of(weekdays(), UNIT_WORKING_DAYS, 2, "2026-11-05 14:20"),
                        "2026-11-09 14:20");
    assert_string_equal(due_of(weekdays(), UNIT_WORKING_DAYS, 2, "2026-11-05 05:07"),
                        "2026-11-09 05:07");
    assert_string_equal(due_of(town_rules(), UNIT_WORKING_DAYS, 2, "2026-11-24 10:00"),
                        "2026-11-28 10:00"); /* two holidays, then the open Saturday */
    assert_string_equal(due_of(weekdays(), UNIT_WORKING_DAYS, 1, "2026-10-30 01:30"),
                        "2026-11-02 01:30"); /* over the change of clocks */
}

static void test_working_days_with_cutoff_and_roll_to(void **state)
{
    struct stage *stage = begin(state, weekdays(), UNIT_WORKING_DAYS, 1, "2026-11-05 09:00");
    stage->terms.cutoff_min = 1020;
    stage->terms.roll_to_min = 510;
    static const struct {
        const char *start, *due;
    } cases[] = {
        {"2026-11-05 16:59", "2026-11-06 16:59"}, {"2026-11-05 17:00", "2026-11-09 08:30"},
        {"2026-11-06 20:00", "2026-11-10 08:30"}, {"2026-11-07 10:00", "2026-11-10 10:00"},
        {"2026-11-07 18:00", "2026-11-11 08:30"}, {"2026-11-08 00:00", "2026-11-10 00:00"},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_shown(clock_due(&stage->terms, at(cases[i].start), 0, NULL, 0), cases[i].due);
}

static void test_calendar_days_keep_the_clock_time_over_the_change(void **state)
{
    (void)state;
    assert_string_equal(due_of(weekdays(), UNIT_CALENDAR_DAYS, 1, "2026-03-07 12:00"),
                        "2026-03-08 12:00");
    assert_string_equal(due_of(weekdays(), UNIT_CALENDAR_DAYS, 1, "2026-03-07 02:30"),
                        "2026-03-08 03:30"); /* 02:30 is skipped */
    assert_string_equal(due_of(weekdays(), UNIT_CALENDAR_DAYS, 30, "2026-10-20 17:00"),
                        "2026-11-19 17:00");
}

static void test_calendar_months_end_with_a_shorter_month(void **state)
{
    (void)state;
    assert_string_equal(due_of(weekdays(), UNIT_CALENDAR_MONTHS, 1, "2026-01-31 09:15"),
                        "2026-02-28 09:15");
    assert_string_equal(due_of(weekdays(), UNIT_CALENDAR_MONTHS, 2, "2026-01-31 09:15"),
                        "2026-03-31 09:15");
    assert_string_equal(due_of(weekdays(), UNIT_CALENDAR_MONTHS, 14, "2026-01-31 09:15"),
                        "2027-03-31 09:15");
}

static void test_no_due_where_the_calendar_ends(void **state)
{
    (void)state;
    assert_string_equal(due_of(town_rules(), UNIT_WORKING_DAYS, 1, "2027-12-31 09:00"), "never");
    assert_string_equal(due_of(town_rules(), UNIT_WORKING_DAYS, 1, "2028-05-31 09:00"), "never");
    assert_string_equal(due_of(town_rules(), UNIT_WORKING_DAYS, INT32_MAX, "2026-05-29 09:00"),
                        "never");
    assert_string_equal(due_of(town_rules(), UNIT_WORKING_MINUTES, INT32_MAX, "2026-05-29 09:00"),
                        "never");
    assert_string_equal(due_of(town_rules(), UNIT_CALENDAR_DAYS, INT32_MAX, "2026-05-29 09:00"),
                        "never");
    assert_string_equal(due_of(town_rules(), UNIT_CALENDAR_MONTHS, INT32_MAX, "2026-05-29 09:00"),
                        "never");
    assert_string_equal(due_of(town_rules(), UNIT_CALENDAR_DAYS, 1, "2028-05-31 09:00"),
                        "2028-06-01 09:00"); /* wall time does not ask for opening hours */
}

static void test_extension_adds_to_the_amount(void **state)
{
    struct stage *stage = begin(state, weekdays(), UNIT_WORKING_DAYS, 2, "2026-11-05 14:20");
    assert_shown(clock_due(&stage->terms, stage->clock.started_at_us, 3, NULL, 0),
                 "2026-11-12 14:20");
    assert_shown(clock_due(&stage->terms, stage->clock.started_at_us, -5, NULL, 0),
                 "2026-11-05 14:20");
}

static void test_rungs_of_working_days_fall_in_opening_hours(void **state)
{
    struct stage *stage = begin(state, weekdays(), UNIT_WORKING_DAYS, 2, "2026-11-05 05:07");
    assert_shown(rung(stage, 50), "2026-11-05 17:00"); /* one whole day of two, so by closing */
    assert_shown(rung(stage, 75), "2026-11-06 12:45");
    assert_shown(rung(stage, 100), "2026-11-09 05:07");
    stage = begin(state, weekdays(), UNIT_WORKING_DAYS, 2, "2026-11-05 12:45");
    assert_shown(rung(stage, 50), "2026-11-06 12:45");
}

static void test_rungs_never_come_after_due(void **state)
{
    struct stage *stage = begin(state, weekdays(), UNIT_WORKING_DAYS, 0, "2026-11-05 20:00");
    assert_shown(rung(stage, 50), "2026-11-05 20:00");
    assert_shown(rung(stage, 100), "2026-11-05 20:00");
}

static void test_rungs_of_calendar_days_share_wall_time(void **state)
{
    struct stage *stage = begin(state, weekdays(), UNIT_CALENDAR_DAYS, 2, "2026-03-07 00:00");
    assert_shown(rung(stage, 50), "2026-03-07 23:30"); /* half of 47 hours */
    assert_shown(stage->clock.due_at_us, "2026-03-09 00:00");
}

static void test_pause_of_working_minutes_takes_open_time_only(void **state)
{
    struct stage *stage = begin(state, town_rules(), UNIT_WORKING_MINUTES, 120, "2026-11-06 15:30");
    pause_at(stage, "2026-11-06 16:00");
    assert_shown(stage->clock.due_at_us, "never");
    assert_shown(stage->clock.next_rung_at_us, "never");
    resume_at(stage, "2026-11-07 12:00");
    assert_shown(stage->clock.due_at_us, "2026-11-09 10:00");
    assert_shown(stage->clock.next_rung_at_us, "2026-11-09 09:00");
    assert_int_equal(stage->ledger[1].actor_id, MARIA);
    assert_int_equal(stage->ledger[1].reason, PAUSE_CUSTOMER);
    assert_int_equal(stage->clock.interval_count, 2);
    assert_true(stage->clock.paused_us == 20 * HOURS);
}

static void test_pause_over_closed_time_moves_no_working_days(void **state)
{
    struct stage *stage = begin(state, weekdays(), UNIT_WORKING_DAYS, 2, "2026-11-05 05:07");
    pause_at(stage, "2026-11-06 17:00");
    resume_at(stage, "2026-11-09 04:00");
    assert_shown(stage->clock.due_at_us, "2026-11-09 05:07");
}

static void test_due_never_lies_within_a_pause(void **state)
{
    struct stage *stage = begin(state, weekdays(), UNIT_WORKING_DAYS, 2, "2026-11-05 05:07");
    pause_at(stage, "2026-11-06 17:00");
    resume_at(stage, "2026-11-09 20:00");
    assert_shown(stage->clock.due_at_us, "2026-11-09 20:00");
}

static void test_pause_moves_working_days_by_open_time(void **state)
{
    struct stage *stage = begin(state, weekdays(), UNIT_WORKING_DAYS, 2, "2026-11-05 12:00");
    pause_at(stage, "2026-11-06 16:00");  /* due Monday 12:00 */
    resume_at(stage, "2026-11-09 10:00"); /* took 1 h of Friday, 1.5 h of Monday */
    assert_shown(stage->clock.due_at_us, "2026-11-09 14:30");
    pause_at(stage, "2026-11-09 14:00");
    resume_at(stage, "2026-11-10 09:00");
    assert_shown(stage->clock.due_at_us, "2026-11-10 09:30"); /* half an hour was left */
}

static void test_pause_before_the_effective_start_takes_nothing(void **state)
{
    struct stage *stage = begin(state, weekdays(), UNIT_WORKING_DAYS, 1, "2026-11-07 12:00");
    pause_at(stage, "2026-11-07 13:00");
    resume_at(stage, "2026-11-09 11:00"); /* counts from Monday 12:00 */
    assert_shown(stage->clock.due_at_us, "2026-11-10 12:00");
}

static void test_pause_moves_calendar_days_by_wall_time(void **state)
{
    struct stage *stage = begin(state, weekdays(), UNIT_CALENDAR_DAYS, 7, "2026-11-06 12:00");
    pause_at(stage, "2026-11-07 12:00");
    resume_at(stage, "2026-11-09 13:00");
    assert_shown(stage->clock.due_at_us, "2026-11-15 13:00");
    stage->count = 0;
    stage = begin(state, weekdays(), UNIT_CALENDAR_MONTHS, 1, "2026-11-06 12:00");
    pause_at(stage, "2026-11-07 12:00");
    resume_at(stage, "2026-11-09 13:00");
    assert_shown(stage->clock.due_at_us, "2026-12-08 13:00");
}

static void test_pause_after_due_moves_nothing(void **state)
{
    struct stage *stage = begin(state, weekdays(), UNIT_CALENDAR_DAYS, 1, "2026-11-06 12:00");
    pause_at(stage, "2026-11-07 12:01");
    assert_shown(stage->clock.due_at_us, "2026-11-07 12:00");
    assert_false(clock_in_time(&stage->clock, at("2026-11-08 12:00")));
    resume_at(stage, "2026-11-09 13:00");
    assert_shown(stage->clock.due_at_us, "2026-11-07 12:00");
}

static void test_changes_out_of_state_are_refused(void **state)
{
    struct stage *stage = begin(state, weekdays(), UNIT_WORKING_DAYS, 2, "2026-11-05 12:00");
    struct clock_interval *room = &stage->ledger[30];
    struct clock before = stage->clock;
    assert_false(clock_resume(&stage->clock, &stage->terms, NULL, 0, at("2026-11-05 13:00"), room));
    assert_false(
        clock_restart(&stage->clock, &stage->terms, NULL, 0, at("2026-11-05 13:00"), room));
    assert_memory_equal(&before, &stage->clock, sizeof before);
    pause_at(stage, "2026-11-05 13:00");
    assert_false(clock_pause(&stage->clock, at("2026-11-05 14:00"), PAUSE_CUSTOMER, IVAN, room));
    stop_at(stage, "2026-11-05 15:00");
    assert_false(clock_stop(&stage->clock, stage->ledger, stage->count, 0, room));
    assert_false(clock_pause(&stage->clock, at("2026-11-05 16:00"), PAUSE_CUSTOMER, IVAN, room));
}

static void test_time_set_back_makes_no_negative_interval(void **state)
{
    struct stage *stage = begin(state, weekdays(), UNIT_WORKING_DAYS, 2, "2026-11-05 12:00");
    pause_at(stage, "2026-11-05 11:00");
    assert_true(stage->ledger[0].to_us == stage->ledger[0].from_us);
    resume_at(stage, "2026-11-05 10:00");
    assert_shown(stage->clock.due_at_us, "2026-11-09 12:00");
    assert_true(stage->clock.paused_us == 0);
}

static void test_reopened_clock_goes_on_with_what_was_left(void **state)
{
    struct stage *stage = begin(state, town_rules(), UNIT_WORKING_MINUTES, 120, "2026-11-04 14:00");
    stop_at(stage, "2026-11-04 15:00");
    assert_true(clock_in_time(&stage->clock, at("2026-12-01 00:00")));
    assert_shown(stage->clock.next_rung_at_us, "2026-11-04 15:00"); /* reached at the stop */
    assert_int_equal(fire_at(stage, "2026-11-05 09:00"), 50);
    assert_shown(stage->clock.next_rung_at_us, "never");
    restart_at(stage, "2026-11-06 16:30");
    assert_shown(stage->clock.due_at_us, "2026-11-09 09:00");
    assert_shown(stage->clock.next_rung_at_us, "2026-11-06 17:00"); /* 75 %: 50 % fired before */
}

static void test_reopened_late_clock_stays_late(void **state)
{
    struct stage *stage = begin(state, weekdays(), UNIT_CALENDAR_DAYS, 1, "2026-11-04 14:00");
    stop_at(stage, "2026-11-06 15:00");
    assert_false(clock_in_time(&stage->clock, at("2026-11-06 15:00")));
    restart_at(stage, "2026-11-09 09:00");
    assert_shown(stage->clock.due_at_us, "2026-11-05 14:00");
}

static void test_stopped_while_paused_is_in_time(void **state)
{
    struct stage *stage = begin(state, weekdays(), UNIT_CALENDAR_DAYS, 1, "2026-11-04 14:00");
    pause_at(stage, "2026-11-04 15:00");
    stop_at(stage, "2026-11-20 15:00");
    assert_true(clock_in_time(&stage->clock, at("2026-11-20 15:00")));
    assert_int_equal(stage->ledger[1].state, CLOCK_PAUSED);
    assert_int_equal(stage->ledger[1].actor_id, MARIA);
    assert_int_equal(fire_at(stage, "2026-12-24 15:00"), 0);
    restart_at(stage, "2026-11-21 14:00");
    assert_shown(stage->clock.due_at_us, "2026-11-22 13:00");
}

static void test_stopped_at_the_due_instant_is_in_time(void **state)
{
    struct stage *stage = begin(state, weekdays(), UNIT_CALENDAR_DAYS, 1, "2026-11-04 14:00");
    stop_at(stage, "2026-11-05 14:00");
    assert_true(clock_in_time(&stage->clock, at("2026-11-06 00:00")));
}

static void test_late_rungs_fire_at_once_in_order(void **state)
{
    struct stage *stage = begin(state, weekdays(), UNIT_CALENDAR_DAYS, 10, "2026-11-04 14:00");
    assert_int_equal(fire_at(stage, "2026-11-09 13:59"), 0);
    assert_int_equal(fire_at(stage, "2026-11-09 14:00"), 50);
    assert_int_equal(fire_at(stage, "2026-11-09 14:00"), 0);
    for (int i = 1; i < CLOCK_RUNGS; i++)
        assert_int_equal(fire_at(stage, "2026-11-20 00:00"), clock_rung_percent[i]);
    assert_int_equal(fire_at(stage, "2026-11-20 00:00"), 0);
    assert_shown(stage->clock.next_rung_at_us, "never");
}

static void test_rung_reached_before_a_pause_still_fires(void **state)
{
    struct stage *stage = begin(state, weekdays(), UNIT_CALENDAR_DAYS, 10, "2026-11-04 14:00");
    pause_at(stage, "2026-11-13 10:00"); /* 50 and 75 % reached, 90 % not */
    assert_int_equal(fire_at(stage, "2026-12-20 00:00"), 50);
    assert_int_equal(fire_at(stage, "2026-12-20 00:00"), 75);
    assert_int_equal(fire_at(stage, "2026-12-20 00:00"), 0);
    resume_at(stage, "2026-12-20 10:00");
    assert_shown(stage->clock.next_rung_at_us, "2026-12-20 14:00");
}

static void test_round_the_clock_counts_real_hours_over_the_change(void **state)
{
    (void)state;
    assert_string_equal(due_of(always(), UNIT_WORKING_MINUTES, 24 * 60, "2026-03-07 12:00"),
                        "2026-03-08 13:00");
    assert_string_equal(due_of(always(), UNIT_WORKING_MINUTES, 24 * 60, "2026-10-31 12:00"),
                        "2026-11-01 11:00");
    assert_string_equal(due_of(always(), UNIT_WORKING_DAYS, 1, "2026-10-31 12:00"),
                        "2026-11-01 12:00");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAGE_TEST(test_working_minutes_leave_out_lunch),
        STAGE_TEST(test_working_minutes_may_end_exactly_at_closing),
        STAGE_TEST(test_amount_of_nothing_is_due_at_once),
        STAGE_TEST(test_due_is_never_before_the_start),
        STAGE_TEST(test_amount_of_nothing_waits_for_the_end_of_a_pause),
        STAGE_TEST(test_working_days_keep_the_clock_time),
        STAGE_TEST(test_working_days_with_cutoff_and_roll_to),
        STAGE_TEST(test_calendar_days_keep_the_clock_time_over_the_change),
        STAGE_TEST(test_calendar_months_end_with_a_shorter_month),
        STAGE_TEST(test_no_due_where_the_calendar_ends),
        STAGE_TEST(test_extension_adds_to_the_amount),
        STAGE_TEST(test_rungs_of_working_days_fall_in_opening_hours),
        STAGE_TEST(test_rungs_never_come_after_due),
        STAGE_TEST(test_rungs_of_calendar_days_share_wall_time),
        STAGE_TEST(test_pause_of_working_minutes_takes_open_time_only),
        STAGE_TEST(test_pause_over_closed_time_moves_no_working_days),
        STAGE_TEST(test_due_never_lies_within_a_pause),
        STAGE_TEST(test_pause_moves_working_days_by_open_time),
        STAGE_TEST(test_pause_before_the_effective_start_takes_nothing),
        STAGE_TEST(test_pause_moves_calendar_days_by_wall_time),
        STAGE_TEST(test_pause_after_due_moves_nothing),
        STAGE_TEST(test_changes_out_of_state_are_refused),
        STAGE_TEST(test_time_set_back_makes_no_negative_interval),
        STAGE_TEST(test_reopened_clock_goes_on_with_what_was_left),
        STAGE_TEST(test_reopened_late_clock_stays_late),
        STAGE_TEST(test_stopped_while_paused_is_in_time),
        STAGE_TEST(test_stopped_at_the_due_instant_is_in_time),
        STAGE_TEST(test_late_rungs_fire_at_once_in_order),
        STAGE_TEST(test_rung_reached_before_a_pause_still_fires),
        STAGE_TEST(test_round_the_clock_counts_real_hours_over_the_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
