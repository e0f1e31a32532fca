/* Control charts: limits as published, signals in their order, and what is not judged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "proto/arena.h"
#include "workflow/chart.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct world {
    struct arena *arena;
    struct chart chart;
};

static int setup(void **state)
{
    static struct world world;
    world.arena = arena_new(1 << 20);
    *state = &world;
    return world.arena == NULL;
}

static int teardown(void **state)
{
    struct world *world = *state;
    arena_free(world->arena);
    return 0;
}

/* A point a day from day 0 on. */
static struct chart *judge(struct world *world, const double *values, size_t count,
                           const civil_day *rebase, size_t rebase_count)
{
    struct chart *chart = &world->chart;
    *chart = (struct chart){.least = 0, .most = INFINITY, .count = count};
    chart->points = arena_array(world->arena, count, sizeof *chart->points);
    for (size_t i = 0; i < count; i++)
        chart->points[i] = (struct chart_point){.day = (civil_day)i, .value = values[i]};
    assert_true(chart_judge(world->arena, chart, rebase, rebase_count));
    return chart;
}

static void is_near(double value, double wanted, double within)
{
    if (!(fabs(value - wanted) <= within)) fail_msg("%f is not %f", value, wanted);
}

static void is_signal(const struct chart *chart, size_t i, enum signal_rule rule,
                      enum signal_side side, size_t first, size_t last)
{
    assert_true(i < chart->signal_count);
    assert_int_equal(chart->signals[i].rule, rule);
    assert_int_equal(chart->signals[i].side, side);
    assert_int_equal(chart->signals[i].first, first);
    assert_int_equal(chart->signals[i].last, last);
}

/* NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2 "Individuals control charts", the flow
 * rates of ten batches: mean 50.81, mean moving range 1.8778, limits 45.8159 and 55.8041. The
 * handbook's factor is 3 / 1.128 where ours is 2.66: that moves a limit by less than 0.001. None of
 * its ranges reaches 3.267 times their mean, so that our leaving out changes nothing. */
static void test_chart_limits_are_those_of_the_handbook(void **state)
{
    static const double flow[] = {49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1};
    const struct chart *chart = judge(*state, flow, COUNT(flow), NULL, 0);
    const struct chart_segment *segment = &chart->segments[0];
    is_near(segment->mean, 50.81, 1e-9);
    is_near(segment->moving_range, 1.8778, 0.00005);
    is_near(segment->upper, 55.8041, 0.001);
    is_near(segment->lower, 45.8159, 0.001);
    is_near(segment->upper - segment->mean, 2.66 * segment->moving_range, 1e-9);
    assert_int_equal(segment->left_out, 0);
}

/* Requests that a city took in each day from 1 July to 30 September 2011 (tests/integration/
 * test_import.py has where they come from, and counts them in the file itself). */
static const double arrivals[] = {
    378, 84,  49,  107, 406, 834, 447, 351, 120, 74,  500, 583, 399, 446, 345, 113, 74,  464, 474,
    406, 420, 286, 110, 97,  401, 454, 550, 380, 352, 78,  72,  434, 389, 465, 347, 387, 87,  82,
    505, 333, 352, 331, 466, 97,  77,  396, 394, 412, 415, 431, 105, 93,  456, 411, 449, 393, 365,
    157, 913, 788, 509, 508, 481, 428, 108, 91,  149, 496, 387, 417, 363, 150, 106, 471, 484, 442,
    465, 340, 87,  110, 466, 415, 411, 433, 413, 156, 141, 596, 479, 469, 428, 445};

static void test_chart_of_daily_arrivals_sees_the_hurricane(void **state)
{
    const struct chart *chart = judge(*state, arrivals, COUNT(arrivals), NULL, 0);
    const struct chart_segment *segment = &chart->segments[0];
    size_t beyond[3], count = 0;
    is_near(segment->mean, 345.96, 0.005);
    is_near(segment->upper, 704.97, 0.005);
    assert_int_equal(segment->left_out, 1);
    for (size_t i = 0; i < chart->signal_count; i++)
        if (chart->signals[i].rule == RULE_BEYOND_LIMIT) {
            assert_true(count < COUNT(beyond));
            beyond[count++] = chart->signals[i].first;
        }
    assert_int_equal(count, 3);
    assert_int_equal(beyond[0], 5);  /* 6 July */
    assert_int_equal(beyond[1], 58); /* 28 August */
    assert_int_equal(beyond[2], 59); /* 29 August */
}

static void test_chart_lower_limit_of_a_count_is_shown_at_zero_and_judged_below(void **state)
{
    const struct chart *chart = judge(*state, arrivals, COUNT(arrivals), NULL, 0);
    is_near(chart->segments[0].lower, -13.05, 0.01);
    assert_true(chart_shown(chart, chart->segments[0].lower) == 0);
    assert_true(chart_shown(chart, chart->segments[0].upper) == chart->segments[0].upper);
}

static const double calm[] = {10, 12, 9, 11, 10, 12, 9, 11, 10, 12, 9, 11, 10};

static void test_chart_that_only_varies_has_no_signal(void **state)
{
    const struct chart *chart = judge(*state, calm, COUNT(calm), NULL, 0);
    assert_true(chart->segments[0].judged);
    assert_int_equal(chart->signal_count, 0);
}

static void test_chart_of_fewer_than_thirteen_points_is_not_judged(void **state)
{
    double few[12] = {10, 12, 9, 11, 10, 12, 9, 11, 10, 12, 9, 900};
    const struct chart *chart = judge(*state, few, COUNT(few), NULL, 0);
    assert_false(chart->segments[0].judged);
    assert_int_equal(chart->signal_count, 0);
    assert_int_equal(chart_assurance(chart, 100000, true), ASSURANCE_NONE);
    assert_true(few[11] > chart->segments[0].upper);
}

static void test_chart_of_equal_values_has_no_signal(void **state)
{
    double same[30];
    for (size_t i = 0; i < COUNT(same); i++) same[i] = 0.1;
    const struct chart *chart = judge(*state, same, COUNT(same), NULL, 0);
    assert_int_equal(chart->signal_count, 0);
    assert_int_equal(chart->segments[0].left_out, 0);
}

/* Six moves the same way make a trend, five do not; a stand is no move. */
static void test_chart_trend_is_seven_points_that_rise(void **state)
{
    double rising[] = {40, 60, 40, 60, 40, 60, 40, 60, 46, 48, 50, 51, 52, 53, 54, 40, 60};
    const struct chart *chart = judge(*state, rising, COUNT(rising), NULL, 0);
    assert_int_equal(chart->signal_count, 1);
    is_signal(chart, 0, RULE_TREND, SIDE_ABOVE, 8, 14);
    rising[10] = rising[9];
    assert_int_equal(judge(*state, rising, COUNT(rising), NULL, 0)->signal_count, 0);
}

static void test_chart_trend_falls_too_and_its_length_can_be_set(void **state)
{
    double falling[] = {40, 60, 40, 60, 40, 60, 40, 54, 53, 52, 51, 50, 49, 60, 40};
    const struct chart *chart = judge(*state, falling, COUNT(falling), NULL, 0);
    assert_int_equal(chart->signal_count, 0);
    struct chart again = *chart;
    again.trend = 6;
    assert_true(chart_judge(((struct world *)*state)->arena, &again, NULL, 0));
    is_signal(&again, 0, RULE_TREND, SIDE_BELOW, 7, 12);
}

static void test_chart_two_of_three_in_the_outer_third(void **state)
{
    /* Mean 51, limit 70: the outer third begins at 63. */
    double outer[] = {47, 53, 47, 53, 47, 53, 47, 53, 47, 53, 47, 53, 65, 53,
                      65, 47, 53, 47, 53, 47, 53, 47, 53, 47, 53, 47, 53};
    const struct chart *chart = judge(*state, outer, COUNT(outer), NULL, 0);
    assert_int_equal(chart->signal_count, 1);
    is_signal(chart, 0, RULE_OUTER_THIRD, SIDE_ABOVE, 12, 14);
    assert_int_equal(chart->points[13].rule, SIGNAL_RULE_NONE); /* between them, not one of them */
    outer[14] = 47;
    outer[15] = 65; /* two of four */
    assert_int_equal(judge(*state, outer, COUNT(outer), NULL, 0)->signal_count, 0);
}

static void test_chart_run_is_seven_points_on_one_side_of_the_mean(void **state)
{
    double run[] = {45, 55, 45, 55, 45, 55, 45, 53, 55, 53, 55, 53, 55, 53, 45, 45, 55, 45, 45};
    const struct chart *chart = judge(*state, run, COUNT(run), NULL, 0);
    assert_int_equal(chart->signal_count, 1);
    is_signal(chart, 0, RULE_RUN, SIDE_ABOVE, 7, 13);
    struct chart again = *chart;
    again.run = 8;
    assert_true(chart_judge(((struct world *)*state)->arena, &again, NULL, 0));
    assert_int_equal(again.signal_count, 0);
}

/* What an earlier rule has marked is not told again by a later one. */
static void test_chart_point_is_marked_by_the_first_rule_that_holds(void **state)
{
    double high[] = {95, 105, 95, 105, 95, 105, 95, 105, 200, 205, 95, 105, 0, -5, 95, 105};
    const struct chart *chart = judge(*state, high, COUNT(high), NULL, 0);
    assert_int_equal(chart->signal_count, 4);
    is_signal(chart, 0, RULE_BEYOND_LIMIT, SIDE_ABOVE, 8, 8);
    is_signal(chart, 1, RULE_BEYOND_LIMIT, SIDE_ABOVE, 9, 9);
    is_signal(chart, 2, RULE_BEYOND_LIMIT, SIDE_BELOW, 12, 12);
    is_signal(chart, 3, RULE_BEYOND_LIMIT, SIDE_BELOW, 13, 13);
}

static void test_chart_points_without_a_value_are_passed_over(void **state)
{
    double with[2 * COUNT(calm)];
    for (size_t i = 0; i < COUNT(with); i++) with[i] = i % 2 == 0 ? calm[i / 2] : NAN;
    struct chart whole = *judge(*state, calm, COUNT(calm), NULL, 0);
    const struct chart *chart = judge(*state, with, COUNT(with), NULL, 0);
    assert_int_equal(chart->segments[0].values, COUNT(calm));
    assert_int_equal(chart->segments[0].count, COUNT(with));
    is_near(chart->segments[0].upper, whole.segments[0].upper, 1e-12);
}

static void test_chart_of_nothing_has_no_limits(void **state)
{
    static const double none[] = {NAN, NAN};
    const struct chart *chart = judge(*state, none, COUNT(none), NULL, 0);
    assert_true(isnan(chart->segments[0].mean) && isnan(chart->segments[0].upper));
    assert_int_equal(judge(*state, none, 0, NULL, 0)->segment_count, 0);
}

/* A level that has moved is a run on one side; rebased, each part has limits of its own. */
static void test_chart_rebased_has_limits_for_each_part(void **state)
{
    double moved[2 * COUNT(calm)];
    static const civil_day rebase[] = {COUNT(calm), 5000, -3};
    for (size_t i = 0; i < COUNT(moved); i++)
        moved[i] = calm[i % COUNT(calm)] + (i < COUNT(calm) ? 0 : 4);
    assert_true(judge(*state, moved, COUNT(moved), NULL, 0)->signal_count > 0);
    const struct chart *chart = judge(*state, moved, COUNT(moved), rebase, COUNT(rebase));
    assert_int_equal(chart->segment_count, 2);
    assert_int_equal(chart->segments[1].first, COUNT(calm));
    is_near(chart->segments[1].mean - chart->segments[0].mean, 4, 1e-9);
    assert_int_equal(chart->signal_count, 0);
}

static void test_chart_of_a_target_says_whether_it_is_luck(void **state)
{
    const struct chart *chart = judge(*state, calm, COUNT(calm), NULL, 0); /* about 5 to 16 */
    assert_int_equal(chart_assurance(chart, 4, true), ASSURANCE_ALWAYS_MET);
    assert_int_equal(chart_assurance(chart, 30, true), ASSURANCE_ALWAYS_MISSED);
    assert_int_equal(chart_assurance(chart, 11, true), ASSURANCE_LUCK);
    assert_int_equal(chart_assurance(chart, 4, false), ASSURANCE_ALWAYS_MISSED);
    assert_int_equal(chart_assurance(chart, 30, false), ASSURANCE_ALWAYS_MET);
    assert_int_equal(chart_assurance(chart, NAN, false), ASSURANCE_NONE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_chart_##name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(limits_are_those_of_the_handbook),
        TEST(of_daily_arrivals_sees_the_hurricane),
        TEST(lower_limit_of_a_count_is_shown_at_zero_and_judged_below),
        TEST(that_only_varies_has_no_signal),
        TEST(of_fewer_than_thirteen_points_is_not_judged),
        TEST(of_equal_values_has_no_signal),
        TEST(trend_is_seven_points_that_rise),
        TEST(trend_falls_too_and_its_length_can_be_set),
        TEST(two_of_three_in_the_outer_third),
        TEST(run_is_seven_points_on_one_side_of_the_mean),
        TEST(point_is_marked_by_the_first_rule_that_holds),
        TEST(points_without_a_value_are_passed_over),
        TEST(of_nothing_has_no_limits),
        TEST(rebased_has_limits_for_each_part),
        TEST(of_a_target_says_whether_it_is_luck),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
