/* The simulation of a queue: against Erlang's formula, and each rule of it alone. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "proto/arena.h"
#include "workflow/capacity_run.h"

enum { PEOPLE_MAX = 5, DAYS = 14, SPREAD = 3 };

static int set_up(void **state)
{
    *state = arena_new(64 << 20);
    return *state == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

static const struct capacity_forecast *
forecast(struct arena *arena, const struct capacity_plan *plan, uint64_t seed, uint32_t runs)
{
    struct capacity_simulation *simulation = capacity_simulation_begin(arena, plan, seed, runs);
    assert_non_null(simulation);
    for (uint32_t i = 0; i < runs; i++) assert_true(capacity_simulation_run(simulation));
    const struct capacity_forecast *forecast = capacity_simulation_end(simulation);
    assert_non_null(forecast);
    return forecast;
}

/* ---- Erlang ---- */

/* The mean number waiting in M/M/c, by Erlang's C: the chance that all are busy, times rho / (1 -
 * rho). load: arrivals times mean handling time. */
static double erlang_waiting(int servers, double load)
{
    double term = 1, sum = 1, rho = load / servers;
    for (int k = 1; k < servers; k++) {
        term *= load / k;
        sum += term;
    }
    term *= load / servers / (1 - rho);
    return term / (sum + term) * rho / (1 - rho);
}

static void test_formula_gives_the_published_values(void **state)
{
    (void)state;
    assert_true(fabs(erlang_waiting(1, 0.8) - 3.2) < 1e-9);         /* rho^2 / (1 - rho) */
    assert_true(fabs(erlang_waiting(2, 1.5) - 1.928571428) < 1e-6); /* 2 rho^3 / (1 - rho^2) */
}

/* The mean backlog of a queue with exponential gaps and handling times, around the clock. */
static void check_erlang(struct arena *arena, int servers, double load)
{
    static const double speeds[PEOPLE_MAX] = {1, 1, 1, 1, 1};
    const double handling = 20;
    struct capacity_class class = {.mean_minutes = handling};
    struct capacity_day days[500];
    struct capacity_plan plan = {.days = days,
                                 .day_count = 500,
                                 .weeks = 1,
                                 .people = (size_t)servers,
                                 .classes = &class,
                                 .class_count = 1,
                                 .gap_minutes = handling / load,
                                 .demand = 1};
    for (int i = 0; i < 500; i++)
        days[i] = (struct capacity_day){.open_minutes = 24 * 60, .speeds = speeds};
    uint32_t runs = (uint32_t)(40 / load) + 1; /* about 1,500,000 cases */
    double expected = erlang_waiting(servers, load);
    double found = forecast(arena, &plan, 20261122, runs)->mean_waiting;
    if (fabs(found - expected) > 0.03 * expected)
        fail_msg("%d servers: %.4f waiting, by the formula %.4f", servers, found, expected);
}

static void test_one_server_has_the_backlog_of_erlangs_formula(void **state)
{
    check_erlang(*state, 1, 0.7);
}

static void test_two_servers_have_the_backlog_of_erlangs_formula(void **state)
{
    check_erlang(*state, 2, 1.5);
}

static void test_five_servers_have_the_backlog_of_erlangs_formula(void **state)
{
    check_erlang(*state, 5, 4);
}

/* ---- two weeks of eight-hour days, the sixth and seventh closed ---- */

struct town {
    struct capacity_day days[DAYS];
    double speeds[DAYS][2];
    struct capacity_class class;
    double handling[1], due[DAYS];
    uint64_t upto[1];
    uint32_t recorded[SPREAD], alike[SPREAD];
    struct capacity_plan plan;
};

/* One person, cases of 60 minutes; on each open day so many come. */
static void begin(struct town *town, uint32_t low, uint32_t usual, uint32_t high)
{
    *town = (struct town){
        .handling = {60}, .upto = {1}, .recorded = {low, usual, high}, .alike = {0, 1, 2}};
    double at = 0;
    town->class =
        (struct capacity_class){.minutes = {town->handling, town->upto, 1}, .due = town->due};
    for (int i = 0; i < DAYS; i++) {
        bool open = i % 7 < 5;
        town->speeds[i][0] = open;
        town->days[i] = (struct capacity_day){.open_minutes = open ? 480 : 0,
                                              .speeds = town->speeds[i],
                                              .alike = town->alike,
                                              .alike_count = open ? SPREAD : 0,
                                              .week = (uint32_t)i / 7};
        town->due[i] = at + 480; /* a day of open time */
        at += open ? 480 : 0;
    }
    town->plan = (struct capacity_plan){.days = town->days,
                                        .day_count = DAYS,
                                        .weeks = 2,
                                        .people = 1,
                                        .classes = &town->class,
                                        .class_count = 1,
                                        .recorded = town->recorded,
                                        .demand = 1};
}

static void test_same_seed_gives_the_same_forecast(void **state)
{
    struct town town;
    begin(&town, 2, 6, 12);
    const struct capacity_forecast *one = forecast(*state, &town.plan, 5, 50);
    const struct capacity_forecast *same = forecast(*state, &town.plan, 5, 50);
    const struct capacity_forecast *other = forecast(*state, &town.plan, 6, 50);
    assert_memory_equal(one->weeks, same->weeks, 2 * sizeof *one->weeks);
    assert_memory_equal(&one->all, &same->all, sizeof one->all);
    assert_memory_not_equal(&one->all, &other->all, sizeof one->all);
}

static void test_demand_and_capacity_are_those_of_the_days(void **state)
{
    struct town town;
    begin(&town, 6, 6, 6);
    const struct capacity_forecast *found = forecast(*state, &town.plan, 1, 20);
    assert_true(fabs(found->all.capacity_minutes - 10 * 480) < 1e-6);
    assert_true(fabs(found->weeks[1].capacity_minutes - 5 * 480) < 1e-6);
    assert_true(fabs(found->all.demand.p10 - 10 * 360) < 1e-6);
    assert_true(fabs(found->all.demand.p90 - 10 * 360) < 1e-6);
    assert_true(found->all.exceeded <= 0);
}

static void test_demand_beyond_capacity_piles_up(void **state)
{
    struct town town;
    begin(&town, 9, 9, 9); /* 540 minutes a day for 480 */
    const struct capacity_forecast *found = forecast(*state, &town.plan, 1, 20);
    assert_true(found->all.exceeded >= 1);
    /* Each day an hour more than can be done, and what was idle before the first one came. */
    assert_true(found->weeks[1].backlog.median >= 10 * 60 - 1e-6);
    assert_true(found->weeks[1].backlog.median < 10 * 60 + 480);
    assert_true(found->weeks[1].backlog.median > found->weeks[0].backlog.median);
}

static void test_more_demand_comes_and_one_more_person_does_more(void **state)
{
    struct town town;
    begin(&town, 2, 7, 12);
    double before = forecast(*state, &town.plan, 3, 200)->all.backlog.median;
    town.plan.demand = 1.5;
    const struct capacity_forecast *more = forecast(*state, &town.plan, 3, 200);
    assert_true(fabs(more->all.demand.median / (10 * 7 * 60) - 1.5) < 0.15);
    assert_true(more->all.backlog.median > before);
    assert_true(more->all.exceeded > 0.5);
    for (int i = 0; i < DAYS; i++) town.speeds[i][1] = town.speeds[i][0];
    town.plan.people = 2;
    const struct capacity_forecast *helped = forecast(*state, &town.plan, 3, 200);
    assert_true(helped->all.backlog.median < more->all.backlog.median);
    assert_true(helped->all.in_time.median > more->all.in_time.median);
    assert_true(helped->all.exceeded < more->all.exceeded);
}

static void test_absent_person_gives_back_what_they_had(void **state)
{
    struct town town;
    begin(&town, 0, 0, 0);
    const struct capacity_waiting waiting[] = {{.minutes = 600, .due = 1000}};
    town.plan.waiting = waiting;
    town.plan.waiting_count = 1;
    for (int i = 1; i < DAYS; i++) { /* there on the first day alone; the other one comes later */
        town.speeds[i][0] = 0;
        town.speeds[i][1] = i == 3;
    }
    town.plan.people = 2;
    const struct capacity_forecast *found = forecast(*state, &town.plan, 1, 1);
    /* 480 on the first day, 120 on the fourth: finished at 3 * 480 + 120. */
    assert_true(found->weeks[0].backlog.median < 1e-6);
    assert_true(found->weeks[0].in_time.median < 1e-6); /* late: 1560 > 1000 */
    assert_int_equal(found->weeks[0].in_time.n, 1);
}

static void test_half_a_person_does_half_as_much(void **state)
{
    struct town town;
    begin(&town, 0, 0, 0);
    const struct capacity_waiting waiting[] = {{.minutes = 4800, .due = INFINITY}};
    town.plan.waiting = waiting;
    town.plan.waiting_count = 1;
    for (int i = 0; i < DAYS; i++) town.speeds[i][0] /= 2;
    const struct capacity_forecast *found = forecast(*state, &town.plan, 1, 1);
    assert_true(fabs(found->weeks[0].backlog.median - (4800 - 5 * 240)) < 1e-6);
    assert_true(fabs(found->weeks[1].backlog.median - (4800 - 10 * 240)) < 1e-6);
    assert_true(fabs(found->weeks[1].cases.median - 1) < 1e-6);
}

static void test_what_is_due_first_is_worked_first(void **state)
{
    struct town town;
    begin(&town, 0, 0, 0);
    /* In this order all but the urgent one could be in time; by due time all are. */
    const struct capacity_waiting waiting[] = {
        {.minutes = 400, .due = 900}, {.minutes = 400, .due = 1300}, {.minutes = 60, .due = 70}};
    town.plan.waiting = waiting;
    town.plan.waiting_count = 3;
    const struct capacity_forecast *found = forecast(*state, &town.plan, 1, 1);
    assert_true(found->all.in_time.median >= 1);
}

static void test_what_was_late_before_is_not_judged_and_what_stays_undone_is_late(void **state)
{
    struct town town;
    begin(&town, 0, 0, 0);
    const struct capacity_waiting waiting[] = {{.minutes = 10, .due = -1},
                                               {.minutes = 10, .due = 100},
                                               {.minutes = 100000, .due = 200},
                                               {.minutes = 10, .due = 300}};
    town.plan.waiting = waiting;
    town.plan.waiting_count = 4;
    const struct capacity_forecast *found = forecast(*state, &town.plan, 1, 1);
    assert_true(fabs(found->all.in_time.median - 1.0 / 3) < 1e-9);
}

static void test_what_comes_on_a_closed_day_waits_for_the_next(void **state)
{
    struct town town;
    begin(&town, 1, 1, 1);
    for (int i = 0; i < DAYS; i++) {
        town.days[i].alike_count = i == 5 ? SPREAD : 0;
        town.due[i] = INFINITY;
    }
    const struct capacity_forecast *found = forecast(*state, &town.plan, 1, 1);
    assert_true(fabs(found->weeks[0].demand.median - 60) < 1e-6);
    assert_true(fabs(found->weeks[0].backlog.median - 60) < 1e-6);
    assert_true(found->weeks[1].backlog.median < 1e-6);
}

#define TOWN_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formula_gives_the_published_values),
        TOWN_TEST(test_one_server_has_the_backlog_of_erlangs_formula),
        TOWN_TEST(test_two_servers_have_the_backlog_of_erlangs_formula),
        TOWN_TEST(test_five_servers_have_the_backlog_of_erlangs_formula),
        TOWN_TEST(test_same_seed_gives_the_same_forecast),
        TOWN_TEST(test_demand_and_capacity_are_those_of_the_days),
        TOWN_TEST(test_demand_beyond_capacity_piles_up),
        TOWN_TEST(test_more_demand_comes_and_one_more_person_does_more),
        TOWN_TEST(test_absent_person_gives_back_what_they_had),
        TOWN_TEST(test_half_a_person_does_half_as_much),
        TOWN_TEST(test_what_is_due_first_is_worked_first),
        TOWN_TEST(test_what_was_late_before_is_not_judged_and_what_stays_undone_is_late),
        TOWN_TEST(test_what_comes_on_a_closed_day_waits_for_the_next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
