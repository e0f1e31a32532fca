/* Routing: who gets a case. The rules in their order, each against the ones after it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "small_desk.h"
#include "workflow/route.h"

struct stage {
    struct arena *arena;
    struct desk desk;
    struct staff people[7];
    struct route_load_entry entries[4];
    struct route_load load;
    struct route_request request;
    const char *reason;
};

static int set_up(void **state)
{
    static struct stage stage;
    memset(&stage, 0, sizeof stage);
    stage.arena = arena_new(8 << 20);
    if (stage.arena == NULL) return -1;
    stage.desk = *small_desk(stage.arena);
    memcpy(stage.people, small_staff, sizeof stage.people);
    stage.desk.staff = stage.people;
    stage.entries[0].staff_id = MANAGER_ANA;
    stage.entries[1].staff_id = MANAGER_BO;
    stage.load = (struct route_load){stage.entries, 2};
    stage.request = (struct route_request){.agency_id = CITY,
                                           .queue = &stage.desk.queues[QUEUE_HALL - 1],
                                           .role = ROLE_CASE_MANAGER,
                                           .now_us = civil_from_ymd(2026, 3, 10) * US_PER_DAY};
    *state = &stage;
    return 0;
}

static int tear_down(void **state)
{
    arena_free(((struct stage *)*state)->arena);
    return 0;
}

static int32_t chosen(struct stage *stage)
{
    int32_t id =
        route_choose(&stage->desk, &stage->load, &stage->request, stage->arena, &stage->reason);
    assert_non_null(stage->reason);
    return id;
}

static struct staff *person(struct stage *stage, int32_t id)
{
    return &stage->people[id - 1];
}

static void absent(struct stage *stage, int32_t id, int from_day, int to_day)
{
    struct absence *absence = arena_alloc(stage->arena, sizeof *absence);
    assert_non_null(absence);
    *absence = (struct absence){civil_from_ymd(2026, 3, from_day), civil_from_ymd(2026, 3, to_day)};
    person(stage, id)->absences = absence;
    person(stage, id)->absence_count = 1;
}

static void skilled(struct stage *stage, int32_t id)
{
    person(stage, id)->skills = small_building;
    person(stage, id)->skill_count = 1;
}

#define NOBODY(stage, why)                                                                         \
    do {                                                                                           \
        assert_int_equal(chosen(stage), 0);                                                        \
        assert_string_equal((stage)->reason, why);                                                 \
    } while (0)

static void test_route_gives_to_the_least_loaded_and_says_so(void **state)
{
    struct stage *stage = *state;
    stage->entries[0].minutes = 90;
    stage->entries[1].minutes = 45;
    assert_int_equal(chosen(stage), MANAGER_BO);
    assert_string_equal(stage->reason, "least-load: 45 of 400 minutes in hand, 2 able");
}

static void test_route_weighs_load_against_capacity(void **state)
{
    struct stage *stage = *state;
    stage->entries[0].minutes = 90;
    stage->entries[1].minutes = 45;
    person(stage, MANAGER_BO)->capacity_minutes = 100; /* half time and more of it in hand */
    assert_int_equal(chosen(stage), MANAGER_ANA);
}

static void test_route_gives_to_who_waited_longest_at_the_same_load(void **state)
{
    struct stage *stage = *state;
    stage->entries[0].last_assigned_at_us = 20;
    stage->entries[1].last_assigned_at_us = 10;
    assert_int_equal(chosen(stage), MANAGER_BO);
    stage->entries[1].last_assigned_at_us = 30;
    assert_int_equal(chosen(stage), MANAGER_ANA);
}

static void test_route_prefers_who_knows_the_customer_to_who_is_idle(void **state)
{
    struct stage *stage = *state;
    stage->entries[0].minutes = 799;
    stage->request.known_staff_id = MANAGER_ANA;
    assert_int_equal(chosen(stage), MANAGER_ANA);
    assert_string_equal(stage->reason, "continuity: knows this customer");
}

static void test_route_does_not_bury_who_knows_the_customer(void **state)
{
    struct stage *stage = *state;
    stage->entries[0].minutes = 800; /* two days of work already */
    stage->request.known_staff_id = MANAGER_ANA;
    assert_int_equal(chosen(stage), MANAGER_BO);
}

static void test_route_wants_the_skill_of_the_service_before_continuity(void **state)
{
    struct stage *stage = *state;
    stage->request.skill_id = SKILL_BUILDING;
    stage->request.known_staff_id = MANAGER_ANA;
    NOBODY(stage, "nobody-able: none of 2 present has skill and language");
    skilled(stage, MANAGER_BO);
    stage->entries[1].minutes = 700;
    assert_int_equal(chosen(stage), MANAGER_BO);
}

static void test_route_wants_the_skill_of_the_queue(void **state)
{
    struct stage *stage = *state;
    stage->request.queue = &stage->desk.queues[QUEUE_EXPERTS - 1];
    assert_int_equal(chosen(stage), 0);
    skilled(stage, MANAGER_ANA);
    assert_int_equal(chosen(stage), MANAGER_ANA);
}

static void test_route_wants_the_language_before_continuity(void **state)
{
    static const char *const turkish[] = {"tr"};
    struct stage *stage = *state;
    stage->request.language = "tr";
    stage->request.known_staff_id = MANAGER_ANA;
    NOBODY(stage, "nobody-able: none of 2 present has skill and language");
    person(stage, MANAGER_BO)->languages = turkish;
    person(stage, MANAGER_BO)->language_count = 1;
    assert_int_equal(chosen(stage), MANAGER_BO);
    stage->request.language = ""; /* any */
    assert_int_equal(chosen(stage), MANAGER_ANA);
}

static void test_route_passes_over_who_is_absent_today(void **state)
{
    struct stage *stage = *state;
    stage->entries[1].minutes = 100;
    stage->request.known_staff_id = MANAGER_ANA;
    absent(stage, MANAGER_ANA, 10, 10);
    assert_int_equal(chosen(stage), MANAGER_BO);
    absent(stage, MANAGER_ANA, 11, 20);
    assert_int_equal(chosen(stage), MANAGER_ANA);
    absent(stage, MANAGER_ANA, 1, 9);
    assert_int_equal(chosen(stage), MANAGER_ANA);
}

/* 23:00 UTC on the 9th is the 10th where the agency is. */
static void test_route_takes_the_day_of_the_agency(void **state)
{
    struct stage *stage = *state;
    stage->entries[1].minutes = 100;
    stage->request.now_us -= 60 * US_PER_MIN;
    absent(stage, MANAGER_ANA, 10, 10);
    assert_int_equal(chosen(stage), MANAGER_BO);
}

static void test_route_never_gives_to_who_is_excluded(void **state)
{
    static const int32_t ana[] = {MANAGER_ANA}, both[] = {MANAGER_BO, MANAGER_ANA};
    struct stage *stage = *state;
    stage->entries[1].minutes = 799;
    stage->request.known_staff_id = MANAGER_ANA;
    stage->request.excluded = ana;
    stage->request.excluded_count = 1;
    assert_int_equal(chosen(stage), MANAGER_BO);
    stage->request.excluded = both;
    stage->request.excluded_count = 2;
    NOBODY(stage, "nobody-able: nobody with the right is present");
}

static void test_route_never_gives_to_accounts_that_are_no_working_person(void **state)
{
    struct stage *stage = *state;
    person(stage, MANAGER_ANA)->active = false;
    person(stage, MANAGER_BO)->capacity_minutes = 0;
    stage->request.known_staff_id = COUNTER_ACCOUNT; /* shared, idle, with the right role */
    NOBODY(stage, "nobody-able: nobody with the right is present");
}

static void test_route_gives_a_task_to_a_professional(void **state)
{
    struct stage *stage = *state;
    stage->request.role = ROLE_PROFESSIONAL;
    stage->request.queue = &stage->desk.queues[QUEUE_EXPERTS - 1];
    assert_int_equal(chosen(stage), EXPERT);
}

static void test_route_stays_within_the_agency(void **state)
{
    struct stage *stage = *state;
    stage->request.agency_id = WATER;
    stage->request.queue = &stage->desk.queues[QUEUE_WATER - 1];
    assert_int_equal(chosen(stage), WATER_MANAGER);
}

static void test_route_stays_within_the_office_of_the_queue(void **state)
{
    static const struct grant annex[] = {{CITY, ANNEX, ROLE_CASE_MANAGER}};
    static struct queue of_annex;
    struct stage *stage = *state;
    of_annex = stage->desk.queues[QUEUE_HALL - 1];
    of_annex.office_id = HALL;
    stage->request.queue = &of_annex;
    stage->entries[1].minutes = 300;
    person(stage, MANAGER_ANA)->grants = annex;
    assert_int_equal(chosen(stage), MANAGER_BO);
    of_annex.office_id = ANNEX;
    assert_int_equal(chosen(stage), MANAGER_ANA);
    of_annex.office_id = 0; /* the people of all offices work the queue of the agency */
    assert_int_equal(chosen(stage), MANAGER_ANA);
}

static void test_route_without_loads_takes_all_for_idle(void **state)
{
    struct stage *stage = *state;
    assert_int_equal(
        route_choose(&stage->desk, NULL, &stage->request, stage->arena, &stage->reason),
        MANAGER_ANA);
}

static void test_route_without_room_for_its_reason_chooses_nobody(void **state)
{
    struct stage *stage = *state;
    struct arena *full = arena_new(64);
    assert_non_null(full);
    while (arena_alloc(full, 1) != NULL) {
    }
    assert_int_equal(
        route_choose(&stage->desk, &stage->load, &stage->request, full, &stage->reason), 0);
    assert_null(stage->reason);
    arena_free(full);
}

/* By hand: right and not excluded; skill and absence do not forbid it. */
static void test_by_hand_absence_and_skill_do_not_forbid(void **state)
{
    static const int32_t ana[] = {MANAGER_ANA};
    struct stage *stage = *state;
    stage->request.skill_id = SKILL_BUILDING;
    absent(stage, MANAGER_ANA, 10, 10);
    assert_true(route_allowed(&stage->request, person(stage, MANAGER_ANA)));
    assert_false(route_allowed(&stage->request, person(stage, CLERK)));
    assert_false(route_allowed(&stage->request, person(stage, WATER_MANAGER)));
    stage->request.excluded = ana;
    stage->request.excluded_count = 1;
    assert_false(route_allowed(&stage->request, person(stage, MANAGER_ANA)));
    person(stage, MANAGER_BO)->active = false;
    assert_false(route_allowed(&stage->request, person(stage, MANAGER_BO)));
}

#define ROUTE_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        ROUTE_TEST(test_route_gives_to_the_least_loaded_and_says_so),
        ROUTE_TEST(test_route_weighs_load_against_capacity),
        ROUTE_TEST(test_route_gives_to_who_waited_longest_at_the_same_load),
        ROUTE_TEST(test_route_prefers_who_knows_the_customer_to_who_is_idle),
        ROUTE_TEST(test_route_does_not_bury_who_knows_the_customer),
        ROUTE_TEST(test_route_wants_the_skill_of_the_service_before_continuity),
        ROUTE_TEST(test_route_wants_the_skill_of_the_queue),
        ROUTE_TEST(test_route_wants_the_language_before_continuity),
        ROUTE_TEST(test_route_passes_over_who_is_absent_today),
        ROUTE_TEST(test_route_takes_the_day_of_the_agency),
        ROUTE_TEST(test_route_never_gives_to_who_is_excluded),
        ROUTE_TEST(test_route_never_gives_to_accounts_that_are_no_working_person),
        ROUTE_TEST(test_route_gives_a_task_to_a_professional),
        ROUTE_TEST(test_route_stays_within_the_agency),
        ROUTE_TEST(test_route_stays_within_the_office_of_the_queue),
        ROUTE_TEST(test_route_without_loads_takes_all_for_idle),
        ROUTE_TEST(test_route_without_room_for_its_reason_chooses_nobody),
        ROUTE_TEST(test_by_hand_absence_and_skill_do_not_forbid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
