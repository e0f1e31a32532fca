/* Which clocks are trusted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/wallclock.h"

static void test_wallclock_is_trusted_only_once_compared(void **state)
{
    (void)state;
    assert_false(wallclock_trusted(INT64_MAX));
    wallclock_compare(1000, 1500, 2000);
    assert_int_equal(wallclock_skew_us(), 0);
    assert_true(wallclock_trusted(0));
}

static void test_wallclock_skew_is_what_lies_outside_the_question(void **state)
{
    (void)state;
    wallclock_compare(1000, 2500, 2000);
    assert_int_equal(wallclock_skew_us(), 500);
    assert_true(wallclock_trusted(500));
    assert_false(wallclock_trusted(499));
    wallclock_compare(1000, 300, 2000);
    assert_int_equal(wallclock_skew_us(), -700);
    assert_false(wallclock_trusted(699));
}

static void test_monotonic_never_goes_back(void **state)
{
    (void)state;
    uint64_t before = monotonic_ns();
    for (int i = 0; i < 1000; i++) {
        uint64_t now = monotonic_ns();
        assert_true(now >= before);
        before = now;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wallclock_is_trusted_only_once_compared),
        cmocka_unit_test(test_wallclock_skew_is_what_lies_outside_the_question),
        cmocka_unit_test(test_monotonic_never_goes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
