/* From a desk and what is known of a queue to a plan. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "small_desk.h"
#include "workflow/capacity_plan.h"

enum { PEOPLE = 7, HISTORY = 28, DAYS = 14 };

struct stage {
    struct arena *arena, *scratch;
    struct desk desk;
    struct staff people[PEOPLE];
    struct office offices[3];
    int64_t demand[3];
    struct capacity_demand shares;
    uint32_t came[HISTORY];
    double values[2];
    uint64_t upto[2];
    struct capacity_kind kind;
    struct capacity_history history;
    struct capacity_wish wish;
};

/* Two case managers of 400 minutes, offices open for eight hours from Monday to Friday; the plan
 * begins on Monday, 6 April 2026, the history four weeks before. */
static int set_up(void **state)
{
    static struct stage stage;
    memset(&stage, 0, sizeof stage);
    stage.arena = arena_new(16 << 20);
    stage.scratch = arena_new(1 << 20);
    if (stage.arena == NULL || stage.scratch == NULL) return -1;
    stage.desk = *small_desk(stage.arena);
    memcpy(stage.people, small_staff, sizeof stage.people);
    memcpy(stage.offices, small_offices, sizeof stage.offices);
    for (int i = 0; i < 3; i++) stage.offices[i].calendar_id = DAYTIME;
    stage.desk.staff = stage.people;
    stage.desk.offices = stage.offices;
    stage.shares.minutes = stage.demand;
    stage.kind = (struct capacity_kind){
        .service = &stage.desk.services[PERMIT - 1], .came = stage.came, .expected_minutes = 45};
    stage.history = (struct capacity_history){civil_from_ymd(2026, 3, 9), HISTORY, &stage.kind, 1};
    stage.wish = (struct capacity_wish){.desk = &stage.desk,
                                        .queue = &stage.desk.queues[QUEUE_HALL - 1],
                                        .shares = &stage.shares,
                                        .history = &stage.history,
                                        .first = civil_from_ymd(2026, 4, 6),
                                        .days = DAYS,
                                        .demand = 1};
    *state = &stage;
    return 0;
}

static int tear_down(void **state)
{
    struct stage *stage = *state;
    arena_free(stage->arena);
    arena_free(stage->scratch);
    return 0;
}

static const struct capacity_plan *plan(struct stage *stage)
{
    const struct capacity_plan *made =
        capacity_plan_make(stage->arena, stage->scratch, &stage->wish);
    assert_non_null(made);
    return made;
}

static double minutes_of(const struct capacity_plan *made, size_t day)
{
    double minutes = 0;
    for (size_t i = 0; i < made->people; i++)
        minutes += made->days[day].speeds[i] * made->days[day].open_minutes;
    return minutes;
}

static void test_people_work_on_open_days_unless_they_are_absent(void **state)
{
    struct stage *stage = *state;
    const struct absence absence = {stage->wish.first + 1, stage->wish.first + 2};
    stage->people[MANAGER_ANA - 1].absences = &absence;
    stage->people[MANAGER_ANA - 1].absence_count = 1;
    const struct capacity_plan *made = plan(stage);
    assert_int_equal(made->people, 2);
    assert_int_equal(made->weeks, 2);
    static const double expected[] = {800, 400, 400, 800, 800, 0, 0, 800};
    for (size_t i = 0; i < 8; i++) assert_true(fabs(minutes_of(made, i) - expected[i]) < 1e-6);
    assert_true(fabs(made->days[0].open_minutes - 400) < 1e-6);
}

static void
test_more_people_work_for_the_queue_alone_and_fewer_are_those_with_most_time(void **state)
{
    struct stage *stage = *state;
    stage->people[MANAGER_BO - 1].capacity_minutes = 300;
    stage->wish.staff = 2;
    assert_true(fabs(minutes_of(plan(stage), 0) - (700 + 2 * 420)) < 1e-6);
    stage->wish.staff = -1;
    assert_true(fabs(minutes_of(plan(stage), 0) - 300) < 1e-6);
    stage->wish.staff = -2;
    const struct capacity_plan *empty = plan(stage);
    assert_int_equal(empty->people, 0);
    assert_true(fabs(empty->days[0].open_minutes - CAPACITY_USUAL_MINUTES) < 1e-6);
    assert_true(empty->days[5].open_minutes <= 0);
}

static void test_who_serves_other_queues_works_at_the_speed_of_their_share(void **state)
{
    struct stage *stage = *state;
    struct queue queues[3];
    memcpy(queues, small_queues, sizeof queues);
    queues[2].agency_id = CITY; /* another one that both work */
    stage->desk.queues = queues;
    stage->wish.queue = &queues[QUEUE_HALL - 1];
    const struct capacity_plan *made = plan(stage);
    assert_true(fabs(minutes_of(made, 0) - 400) < 1e-6);
    assert_true(fabs(made->days[0].open_minutes - 400) < 1e-6);
    assert_true(fabs(made->days[0].speeds[0] - 0.5) < 1e-6);
}

static void test_days_are_like_recorded_ones_of_their_weekday(void **state)
{
    struct stage *stage = *state;
    const struct capacity_plan *made = plan(stage);
    for (size_t day = 0; day < DAYS; day++) {
        assert_int_equal(made->days[day].alike_count, HISTORY / 7);
        for (size_t i = 0; i < made->days[day].alike_count; i++)
            assert_int_equal(made->days[day].alike[i] % 7, day % 7);
    }
    stage->history.days = 3; /* Monday to Wednesday */
    made = plan(stage);
    assert_int_equal(made->days[1].alike_count, 1);
    assert_int_equal(made->days[3].alike_count, 3); /* no Thursday is known: any open day */
    assert_int_equal(made->days[5].alike_count, 0); /* and no closed one */
}

static void test_handling_takes_what_was_observed_once_enough_is(void **state)
{
    struct stage *stage = *state;
    stage->values[0] = 10, stage->values[1] = 30;
    stage->upto[0] = 12, stage->upto[1] = CAPACITY_OBSERVED - 1;
    stage->kind.observed = (struct histogram){stage->values, stage->upto, 2};
    const struct capacity_class *class = plan(stage)->classes;
    assert_int_equal(class->minutes.count, 1);
    assert_true(fabs(class->minutes.values[0] - 45) < 1e-9);
    stage->upto[1] = CAPACITY_OBSERVED;
    assert_int_equal(plan(stage)->classes->minutes.count, 2);
}

static void test_cases_are_due_as_their_standard_says_and_tasks_are_not(void **state)
{
    struct stage *stage = *state;
    const struct capacity_plan *made = plan(stage);
    /* Five working days on, at the same time: of Monday's that is next Monday's opening. */
    assert_true(fabs(made->classes[0].due[0] - 5 * 400) < 1e-6);
    assert_true(fabs(made->classes[0].due[1] - 6 * 400) < 1e-6);
    /* One that comes two days after it was opened was promised then: on Thursday what was opened
     * on Tuesday; on Monday what was opened on Saturday, as if on Monday. */
    stage->kind.age_us = 2 * US_PER_DAY;
    made = plan(stage);
    assert_true(fabs(made->classes[0].due[3] - 6 * 400) < 1e-6);
    assert_true(fabs(made->classes[0].due[0] - 5 * 400) < 1e-6);
    stage->kind.age_us = 100 * US_PER_DAY; /* late when it comes */
    assert_true(fabs(plan(stage)->classes[0].due[3]) < 1e-6);
    stage->kind.tasks = true;
    assert_null(plan(stage)->classes[0].due);
}

static void test_what_waits_has_its_own_due_time(void **state)
{
    struct stage *stage = *state;
    int64_t noon_us = INT64_C(10) * 60 * US_PER_MIN; /* 12:00 at UTC+2: half of Monday is over */
    const struct capacity_left left[] = {
        {.due_at_us = (int64_t)stage->wish.first * US_PER_DAY + noon_us, .cases = 2, .minutes = 50},
        {.due_at_us = (int64_t)(stage->wish.first - 1) * US_PER_DAY, .cases = 1, .minutes = 7},
        {.due_at_us = NO_TIME, .cases = 1, .minutes = 9}};
    stage->wish.left = left;
    stage->wish.left_count = 3;
    const struct capacity_plan *made = plan(stage);
    assert_int_equal(made->waiting_count, 4);
    for (int i = 0; i < 2; i++) {
        assert_true(fabs(made->waiting[i].minutes - 25) < 1e-9);
        assert_true(fabs(made->waiting[i].due - 200) < 1e-6);
    }
    assert_true(made->waiting[2].due < 0);
    assert_true(isinf(made->waiting[3].due));
}

#define STAGE_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAGE_TEST(test_people_work_on_open_days_unless_they_are_absent),
        STAGE_TEST(test_more_people_work_for_the_queue_alone_and_fewer_are_those_with_most_time),
        STAGE_TEST(test_who_serves_other_queues_works_at_the_speed_of_their_share),
        STAGE_TEST(test_days_are_like_recorded_ones_of_their_weekday),
        STAGE_TEST(test_handling_takes_what_was_observed_once_enough_is),
        STAGE_TEST(test_cases_are_due_as_their_standard_says_and_tasks_are_not),
        STAGE_TEST(test_what_waits_has_its_own_due_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
