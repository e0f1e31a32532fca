/* Parameters as PostgreSQL reads them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "db/db.h"
#include "db/sqlstate.h"
#include "proto/types.h"

static const char *time_text(struct db_params *params, int64_t at_us)
{
    db_params_clear(params);
    db_time(params, at_us);
    return params->kept[0] ? params->numbers[0] : params->values[0];
}

static void test_instants_are_utc_to_the_microsecond(void **state)
{
    struct db_params params;
    (void)state;
    assert_string_equal(time_text(&params, INT64_C(1309483953000000)),
                        "2011-07-01 01:32:33.000000+00");
    assert_string_equal(time_text(&params, -1), "1969-12-31 23:59:59.999999+00");
    assert_string_equal(time_text(&params, 0), "1970-01-01 00:00:00.000000+00");
    assert_string_equal(time_text(&params, INT64_C(951782400000007)),
                        "2000-02-29 00:00:00.000007+00");
    assert_null(time_text(&params, NO_TIME));
}

static void test_numbers_survive_a_copy_of_the_parameters(void **state)
{
    struct db_params one, two;
    (void)state;
    db_params_clear(&one);
    db_int(&one, -42);
    two = one;
    memset(&one, 0, sizeof one);
    assert_true(two.kept[0]);
    assert_string_equal(two.numbers[0], "-42");
}

static void test_empty_bytes_are_not_null(void **state)
{
    struct db_params params;
    (void)state;
    db_params_clear(&params);
    db_bytes(&params, NULL, 0);
    assert_non_null(params.values[0]);
    assert_int_equal(params.lengths[0], 0);
    assert_int_equal(params.formats[0], 1);
}

static void test_most_special_sqlstate_wins(void **state)
{
    (void)state;
    assert_int_equal(sqlstate_info("53100")->code, ERR_UNAVAILABLE);
    assert_true(sqlstate_info("53100")->whole);
    assert_int_equal(sqlstate_info("23505")->code, ERR_CONFLICT);
    assert_false(sqlstate_info("23505")->whole);
    assert_int_equal(sqlstate_info("57014")->code, ERR_UNAVAILABLE);
    assert_false(sqlstate_info("57014")->reconnect);
    assert_true(sqlstate_info("57P01")->reconnect);
    assert_int_equal(sqlstate_info("XX000")->code, ERR_INTERNAL);
    assert_int_equal(sqlstate_info("")->code, ERR_INTERNAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_instants_are_utc_to_the_microsecond),
        cmocka_unit_test(test_numbers_survive_a_copy_of_the_parameters),
        cmocka_unit_test(test_empty_bytes_are_not_null),
        cmocka_unit_test(test_most_special_sqlstate_wins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
