/* What a long run says of itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "client/cli/progress.h"

static void test_number_has_thousands_apart(void **state)
{
    (void)state;
    static const struct {
        long number;
        const char *text;
    } cases[] = {
        {0, "0"}, {999, "999"}, {1000, "1,000"}, {31828, "31,828"}, {1234567, "1,234,567"}};
    char text[32];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        progress_number(text, sizeof text, cases[i].number);
        assert_string_equal(text, cases[i].text);
    }
}

static void test_line_tells_rate_and_time_left(void **state)
{
    (void)state;
    char text[120];
    progress_line(text, sizeof text, "requests", 0.25, 12000, 30);
    assert_string_equal(text, " 25 %  12,000 requests  400/s  1:30 left");
    progress_line(text, sizeof text, "runs", 0, 0, 0);
    assert_string_equal(text, "  0 %  0 runs  0/s");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_number_has_thousands_apart),
        cmocka_unit_test(test_line_tells_rate_and_time_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
