/* Times as text: what is taken, what is refused, and that each comes back as it went. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proto/codec.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void test_time_is_read_with_any_offset_and_written_in_utc(void **state)
{
    static const struct {
        const char *text, *utc;
    } rows[] = {
        {"2011-07-01T01:32:33Z", "2011-07-01T01:32:33Z"},
        {"2011-07-01t01:32:33z", "2011-07-01T01:32:33Z"},
        {"2011-07-01 01:32:33+02:00", "2011-06-30T23:32:33Z"},
        {"2011-06-30T20:02:33-05:30", "2011-07-01T01:32:33Z"},
        {"2011-07-01T01:32:33.5Z", "2011-07-01T01:32:33.500000Z"},
        {"2011-07-01T01:32:33.0000019Z", "2011-07-01T01:32:33.000001Z"},
        {"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
        {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"},
        {"1900-01-01T00:00:00Z", "1900-01-01T00:00:00Z"},
        {"9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"},
    };
    char text[TIME_TEXT];
    int64_t at_us, again;
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_true(time_parse(rows[i].text, &at_us));
        time_format(at_us, text);
        assert_string_equal(text, rows[i].utc);
        assert_true(time_parse(text, &again));
        assert_int_equal(again, at_us);
    }
}

static void test_text_that_is_no_time_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "2011-07-01",
        "2011-07-01T01:32:33",
        "2011-07-01T01:32Z",
        "2011-7-01T01:32:33Z",
        "2011-13-01T01:32:33Z",
        "2011-00-01T01:32:33Z",
        "2011-02-29T01:32:33Z",
        "2100-02-29T01:32:33Z",
        "2011-07-32T01:32:33Z",
        "2011-07-01T24:00:00Z",
        "2011-07-01T01:60:33Z",
        "2011-07-01T01:32:60Z",
        "2011-07-01T01:32:33.Z",
        "2011-07-01T01:32:33+24:00",
        "2011-07-01T01:32:33+0200",
        "2011-07-01T01:32:33Z ",
        " 2011-07-01T01:32:33Z",
        "+011-07-01T01:32:33Z",
        "1899-12-31T23:59:59Z",
        /* their offset leads out of the years that have a text */
        "1900-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
    };
    int64_t at_us;
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        if (time_parse(texts[i], &at_us)) fail_msg("%s was taken", texts[i]);
    }
}

static void test_no_time_has_no_text(void **state)
{
    char text[TIME_TEXT] = "x";
    (void)state;
    time_format(NO_TIME, text);
    assert_string_equal(text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_time_is_read_with_any_offset_and_written_in_utc),
        cmocka_unit_test(test_text_that_is_no_time_is_refused),
        cmocka_unit_test(test_no_time_has_no_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
