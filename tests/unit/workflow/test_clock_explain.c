#include "stage.h"

static const char *const line_names[] = {"counted", "closed",  "holiday",
                                         "paused",  "stopped", "before-start"};

/* The explanation as text, one line each; checks order, gaps and the sum. */
static const char *explained(struct stage *stage, const char *until)
{
    size_t count = 0;
    const struct clock_line *lines = clock_explain(stage->arena, &stage->terms, &stage->clock,
                                                   stage->ledger, stage->count, at(until), &count);
    assert_non_null(lines);
    const char *text = "";
    int64_t sum_us = 0, from_us = stage->clock.started_at_us;
    for (size_t i = 0; i < count; i++) {
        assert_true(lines[i].from_us == from_us && lines[i].to_us > from_us);
        from_us = lines[i].to_us;
        sum_us += lines[i].counted_us;
        text = arena_printf(stage->arena, "%s%s - %s %s%s%s\n", text, shown(lines[i].from_us) + 5,
                            shown(lines[i].to_us) + 5, line_names[lines[i].kind],
                            lines[i].holiday == NULL ? "" : " ",
                            lines[i].holiday == NULL ? "" : lines[i].holiday);
        assert_non_null(text);
    }
    if (count > 0) assert_true(from_us == at(until));
    assert_true(sum_us == clock_used_us(&stage->terms, &stage->clock, stage->ledger, stage->count,
                                        at(until)));
    return text;
}

static void test_explanation_names_lunch_nights_holidays_and_pauses(void **state)
{
    struct stage *stage = begin(state, town_rules(), UNIT_WORKING_MINUTES, 600, "2026-11-24 15:00");
    pause_at(stage, "2026-11-25 10:00");
    resume_at(stage, "2026-11-25 12:30");
    assert_string_equal(explained(stage, "2026-11-30 09:00"),
                        "11-24 15:00 - 11-24 17:00 counted\n"
                        "11-24 17:00 - 11-25 08:30 closed\n"
                        "11-25 08:30 - 11-25 10:00 counted\n"
                        "11-25 10:00 - 11-25 12:30 paused\n"
                        "11-25 12:30 - 11-25 13:00 closed\n"
                        "11-25 13:00 - 11-25 17:00 counted\n"
                        "11-25 17:00 - 11-26 00:00 closed\n"
                        "11-26 00:00 - 11-27 00:00 holiday Thanksgiving Day\n"
                        "11-27 00:00 - 11-28 00:00 holiday Day after Thanksgiving\n"
                        "11-28 00:00 - 11-28 10:00 closed\n"
                        "11-28 10:00 - 11-28 13:00 counted\n"
                        "11-28 13:00 - 11-30 08:30 closed\n"
                        "11-30 08:30 - 11-30 09:00 counted\n");
}

static void test_explanation_of_working_days_shows_the_late_start(void **state)
{
    struct stage *stage = begin(state, weekdays(), UNIT_WORKING_DAYS, 1, "2026-11-06 18:00");
    stage->terms.cutoff_min = 1020;
    stage->terms.roll_to_min = 510;
    assert_string_equal(explained(stage, "2026-11-10 08:30"),
                        "11-06 18:00 - 11-09 08:30 before-start\n"
                        "11-09 08:30 - 11-09 17:00 counted\n"
                        "11-09 17:00 - 11-10 08:30 closed\n");
    assert_string_equal(explained(stage, "2026-11-07 00:00"),
                        "11-06 18:00 - 11-07 00:00 before-start\n");
}

static void test_explanation_merges_round_the_clock_and_wall_time(void **state)
{
    struct stage *stage = begin(state, always(), UNIT_WORKING_MINUTES, 60, "2026-10-30 12:00");
    assert_string_equal(explained(stage, "2026-11-05 12:00"),
                        "10-30 12:00 - 11-05 12:00 counted\n");
    stage = begin(state, town_rules(), UNIT_CALENDAR_DAYS, 30, "2026-11-24 12:00");
    assert_string_equal(explained(stage, "2026-11-29 12:00"),
                        "11-24 12:00 - 11-29 12:00 counted\n");
}

static void test_explanation_of_a_pause_still_open(void **state)
{
    struct stage *stage = begin(state, weekdays(), UNIT_CALENDAR_DAYS, 30, "2026-11-24 12:00");
    pause_at(stage, "2026-11-25 12:00");
    assert_string_equal(explained(stage, "2026-11-27 12:00"), "11-24 12:00 - 11-25 12:00 counted\n"
                                                              "11-25 12:00 - 11-27 12:00 paused\n");
    size_t count;
    const struct clock_line *lines =
        clock_explain(stage->arena, &stage->terms, &stage->clock, stage->ledger, stage->count,
                      at("2026-11-27 12:00"), &count);
    assert_int_equal(lines[1].actor_id, MARIA);
    assert_int_equal(lines[1].reason, PAUSE_CUSTOMER);
}

static void test_explanation_of_a_reopened_case(void **state)
{
    struct stage *stage = begin(state, weekdays(), UNIT_CALENDAR_DAYS, 30, "2026-11-24 12:00");
    stop_at(stage, "2026-11-25 12:00");
    restart_at(stage, "2026-11-26 12:00");
    stop_at(stage, "2026-11-27 12:00");
    assert_string_equal(explained(stage, "2026-11-28 12:00"),
                        "11-24 12:00 - 11-25 12:00 counted\n"
                        "11-25 12:00 - 11-26 12:00 stopped\n"
                        "11-26 12:00 - 11-27 12:00 counted\n"
                        "11-27 12:00 - 11-28 12:00 stopped\n");
}

static void test_explanation_of_no_time_is_empty(void **state)
{
    struct stage *stage = begin(state, weekdays(), UNIT_WORKING_DAYS, 1, "2026-11-06 18:00");
    assert_string_equal(explained(stage, "2026-11-06 18:00"), "");
    assert_string_equal(explained(stage, "2026-11-05 18:00"), "");
}

static void test_explanation_says_when_the_arena_is_full(void **state)
{
    struct stage *stage = begin(state, town_rules(), UNIT_WORKING_MINUTES, 60, "2026-11-02 12:00");
    struct arena *small = arena_new(512);
    size_t count;
    assert_null(clock_explain(small, &stage->terms, &stage->clock, NULL, 0, at("2026-12-30 12:00"),
                              &count));
    arena_free(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAGE_TEST(test_explanation_names_lunch_nights_holidays_and_pauses),
        STAGE_TEST(test_explanation_of_working_days_shows_the_late_start),
        STAGE_TEST(test_explanation_merges_round_the_clock_and_wall_time),
        STAGE_TEST(test_explanation_of_a_pause_still_open),
        STAGE_TEST(test_explanation_of_a_reopened_case),
        STAGE_TEST(test_explanation_of_no_time_is_empty),
        STAGE_TEST(test_explanation_says_when_the_arena_is_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
