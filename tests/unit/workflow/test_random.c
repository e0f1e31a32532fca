/* Random numbers that follow from their seed. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "workflow/random.h"

enum { DRAWS = 200000 };

/* The first numbers of xoshiro256** from the state 1, 2, 3, 4, as the reference implementation
 * gives them. */
static void test_generator_gives_the_numbers_of_its_reference(void **state)
{
    static const uint64_t expected[] = {UINT64_C(11520), UINT64_C(0), UINT64_C(1509978240),
                                        UINT64_C(1215971899390074240)};
    struct random random = {{1, 2, 3, 4}};
    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_true(random_next(&random) == expected[i]);
}

static void test_same_seed_gives_the_same_numbers_and_streams_differ(void **state)
{
    struct random one = random_begin(42, 7), same = random_begin(42, 7);
    struct random other = random_begin(42, 8), seeded = random_begin(43, 7);
    int alike = 0;
    (void)state;
    for (int i = 0; i < 1000; i++) {
        uint64_t drawn = random_next(&one);
        assert_true(drawn == random_next(&same));
        alike += drawn == random_next(&other);
        alike += drawn == random_next(&seeded);
    }
    assert_int_equal(alike, 0);
}

static void test_numbers_below_a_bound_come_equally_often(void **state)
{
    struct random random = random_begin(1, 0);
    int counts[7] = {0};
    (void)state;
    for (int i = 0; i < DRAWS; i++) {
        uint64_t drawn = random_below(&random, 7);
        assert_true(drawn < 7);
        counts[drawn]++;
    }
    for (int i = 0; i < 7; i++) assert_in_range(counts[i], DRAWS / 7 - 700, DRAWS / 7 + 700);
}

static void test_exponential_numbers_have_their_mean_and_its_spread(void **state)
{
    struct random random = random_begin(2, 0);
    double sum = 0, squares = 0;
    (void)state;
    for (int i = 0; i < DRAWS; i++) {
        double drawn = random_exponential(&random, 30);
        assert_true(drawn >= 0 && isfinite(drawn));
        sum += drawn;
        squares += drawn * drawn;
    }
    double mean = sum / DRAWS, deviation = sqrt(squares / DRAWS - mean * mean);
    assert_true(fabs(mean - 30) < 0.3);
    assert_true(fabs(deviation - 30) < 0.6);
}

static void test_rounding_keeps_the_mean(void **state)
{
    struct random random = random_begin(3, 0);
    uint64_t sum = 0;
    (void)state;
    for (int i = 0; i < DRAWS; i++) {
        uint64_t drawn = random_round(&random, 2.3);
        assert_true(drawn == 2 || drawn == 3);
        sum += drawn;
    }
    assert_true(fabs((double)sum / DRAWS - 2.3) < 0.01);
    assert_true(random_round(&random, 4) == 4);
    assert_true(random_round(&random, 0) == 0);
}

static void test_values_come_as_often_as_they_were_observed(void **state)
{
    static const double values[] = {5, 20, 60};
    static const uint64_t upto[] = {1, 1, 4}; /* 5 once, 20 never, 60 three times */
    const struct histogram histogram = {values, upto, 3};
    struct random random = random_begin(4, 0);
    int fives = 0;
    (void)state;
    for (int i = 0; i < DRAWS; i++) {
        double drawn = random_from(&random, &histogram);
        assert_true(drawn < 6 || drawn > 59);
        fives += drawn < 6;
    }
    assert_in_range(fives, DRAWS / 4 - 1000, DRAWS / 4 + 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_generator_gives_the_numbers_of_its_reference),
        cmocka_unit_test(test_same_seed_gives_the_same_numbers_and_streams_differ),
        cmocka_unit_test(test_numbers_below_a_bound_come_equally_often),
        cmocka_unit_test(test_exponential_numbers_have_their_mean_and_its_spread),
        cmocka_unit_test(test_rounding_keeps_the_mean),
        cmocka_unit_test(test_values_come_as_often_as_they_were_observed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
