/* Capacity: who is there for which queue, for how long, and nobody twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "small_desk.h"
#include "workflow/capacity.h"

enum { PEOPLE = 7, QUEUES = 3 };

struct stage {
    struct arena *arena;
    struct desk desk;
    struct staff people[PEOPLE];
    struct queue queues[QUEUES];
    struct office offices[3];
    int64_t demand[QUEUES];
    int32_t minutes[QUEUES];
};

static int set_up(void **state)
{
    static struct stage stage;
    memset(&stage, 0, sizeof stage);
    stage.arena = arena_new(8 << 20);
    if (stage.arena == NULL) return -1;
    stage.desk = *small_desk(stage.arena);
    memcpy(stage.people, small_staff, sizeof stage.people);
    memcpy(stage.queues, small_queues, sizeof stage.queues);
    memcpy(stage.offices, small_offices, sizeof stage.offices);
    stage.desk.staff = stage.people;
    stage.desk.queues = stage.queues;
    stage.desk.offices = stage.offices;
    *state = &stage;
    return 0;
}

static int tear_down(void **state)
{
    arena_free(((struct stage *)*state)->arena);
    return 0;
}

enum { TUESDAY = 10, SATURDAY = 14 }; /* of March 2026 */

static int32_t capacity(struct stage *stage, int32_t queue_id, int day)
{
    const struct capacity_demand demand = {stage->demand};
    memset(stage->minutes, 0, sizeof stage->minutes);
    assert_true(capacity_of_day(stage->arena, &stage->desk, &demand, civil_from_ymd(2026, 3, day),
                                stage->minutes));
    return stage->minutes[queue_id - 1];
}

static struct staff *person(struct stage *stage, int32_t id)
{
    return &stage->people[id - 1];
}

static void test_case_managers_work_cases_and_professionals_their_tasks(void **state)
{
    struct stage *stage = *state;
    assert_int_equal(capacity(stage, QUEUE_HALL, TUESDAY), 800);    /* Ana and Bo */
    assert_int_equal(capacity(stage, QUEUE_EXPERTS, TUESDAY), 400); /* the expert has the skill */
    assert_int_equal(capacity(stage, QUEUE_WATER, TUESDAY), 400);   /* of the other agency */
    person(stage, EXPERT)->skill_count = 0;
    assert_int_equal(capacity(stage, QUEUE_EXPERTS, TUESDAY), 0);
}

static void test_who_is_absent_inactive_or_no_person_is_not_there(void **state)
{
    struct stage *stage = *state;
    const struct absence absence = {civil_from_ymd(2026, 3, 9), civil_from_ymd(2026, 3, TUESDAY)};
    person(stage, MANAGER_ANA)->absences = &absence;
    person(stage, MANAGER_ANA)->absence_count = 1;
    assert_int_equal(capacity(stage, QUEUE_HALL, TUESDAY), 400);
    assert_int_equal(capacity(stage, QUEUE_HALL, TUESDAY + 1), 800);
    person(stage, MANAGER_BO)->active = false;
    assert_int_equal(capacity(stage, QUEUE_HALL, TUESDAY), 0);
    person(stage, COUNTER_ACCOUNT)->shared = false;
    assert_int_equal(capacity(stage, QUEUE_HALL, TUESDAY), 400);
}

static void test_closed_office_has_nobody_and_a_short_day_less(void **state)
{
    struct stage *stage = *state;
    for (int i = 0; i < 3; i++) stage->offices[i].calendar_id = DAYTIME; /* 8 hours, Mon to Fri */
    assert_int_equal(capacity(stage, QUEUE_HALL, SATURDAY), 0);
    assert_int_equal(capacity(stage, QUEUE_HALL, TUESDAY), 800);
    person(stage, MANAGER_ANA)->capacity_minutes = 600;
    assert_int_equal(capacity(stage, QUEUE_HALL, TUESDAY), 880);
    assert_int_equal(
        capacity_open_minutes(&stage->desk, &stage->queues[0], civil_from_ymd(2026, 3, TUESDAY)),
        480);
    stage->queues[0].office_id = ANNEX;
    stage->offices[ANNEX - 1].calendar_id = ALWAYS;
    assert_int_equal(
        capacity_open_minutes(&stage->desk, &stage->queues[0], civil_from_ymd(2026, 3, SATURDAY)),
        1440);
}

static void test_grant_for_an_office_is_for_its_queues_and_those_of_the_agency(void **state)
{
    static const struct grant annex[] = {{CITY, ANNEX, ROLE_CASE_MANAGER}};
    struct stage *stage = *state;
    person(stage, MANAGER_ANA)->grants = annex;
    assert_int_equal(capacity(stage, QUEUE_HALL, TUESDAY), 800);
    stage->queues[0].office_id = HALL;
    assert_int_equal(capacity(stage, QUEUE_HALL, TUESDAY), 400);
    stage->queues[0].office_id = ANNEX;
    assert_int_equal(capacity(stage, QUEUE_HALL, TUESDAY), 800);
    stage->queues[0].office_id = 0;
    stage->offices[ANNEX - 1].calendar_id = 0; /* where Ana is, nobody is in */
    assert_int_equal(capacity(stage, QUEUE_HALL, TUESDAY), 400);
}

/* Another queue of cases that everybody works. */
static void open_another(struct stage *stage)
{
    stage->queues[2] = stage->queues[0];
    stage->queues[2].id = QUEUE_WATER;
}

static void test_who_serves_several_queues_is_shared_out_by_their_demand(void **state)
{
    struct stage *stage = *state;
    open_another(stage);
    assert_int_equal(capacity(stage, QUEUE_HALL, TUESDAY), 400); /* none came: equally */
    assert_int_equal(capacity(stage, QUEUE_WATER, TUESDAY), 400);
    stage->demand[0] = 2999;
    stage->demand[2] = 999;
    assert_int_equal(capacity(stage, QUEUE_HALL, TUESDAY), 600);
    assert_int_equal(capacity(stage, QUEUE_WATER, TUESDAY), 200);
    stage->queues[2].active = false;
    assert_int_equal(capacity(stage, QUEUE_HALL, TUESDAY), 800);
}

static void test_no_minute_counts_twice_or_is_lost(void **state)
{
    struct stage *stage = *state;
    const struct capacity_demand demand = {stage->demand};
    unsigned seed = 11;
    open_another(stage);
    stage->queues[1] = stage->queues[0];
    stage->queues[1].id = QUEUE_EXPERTS;
    for (int round = 0; round < 500; round++) {
        int32_t minutes[QUEUES] = {0}, all = 0;
        for (int i = 0; i < QUEUES; i++) stage->demand[i] = rand_r(&seed) % 5000;
        person(stage, MANAGER_ANA)->capacity_minutes = rand_r(&seed) % 600;
        assert_true(capacity_of_person(stage->arena, &stage->desk, person(stage, MANAGER_ANA),
                                       &demand, civil_from_ymd(2026, 3, TUESDAY), minutes));
        for (int i = 0; i < QUEUES; i++) {
            assert_true(minutes[i] >= 0);
            all += minutes[i];
        }
        assert_int_equal(all, person(stage, MANAGER_ANA)->capacity_minutes);
    }
}

#define STAGE_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAGE_TEST(test_case_managers_work_cases_and_professionals_their_tasks),
        STAGE_TEST(test_who_is_absent_inactive_or_no_person_is_not_there),
        STAGE_TEST(test_closed_office_has_nobody_and_a_short_day_less),
        STAGE_TEST(test_grant_for_an_office_is_for_its_queues_and_those_of_the_agency),
        STAGE_TEST(test_who_serves_several_queues_is_shared_out_by_their_demand),
        STAGE_TEST(test_no_minute_counts_twice_or_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
