#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "proto/types.h"

static const struct name_set *const sets[] = {
    &channel_names,           &role_names,          &direction_names,
    &purpose_names,           &cause_names,         &verdict_names,
    &service_kind_names,      &clock_unit_names,    &clock_state_names,
    &standard_kind_names,     &task_kind_names,     &task_state_names,
    &pause_reason_names,      &link_kind_names,     &event_kind_names,
    &record_kind_names,       &feedback_kind_names, &feedback_state_names,
    &improvement_state_names, &basis_names,         &aim_names,
    &survey_kind_names,       &survey_state_names,  &question_kind_names,
    &survey_topic_names,      &yes_no_names,        &delivery_names,
    &signal_rule_names,       &signal_side_names,   &signal_state_names,
    &assurance_names,         &evidence_kind_names, &evidence_state_names,
};
enum { SETS = sizeof sets / sizeof sets[0] };

static void test_types_every_number_has_a_name_and_back(void **state)
{
    (void)state;
    for (size_t s = 0; s < SETS; s++)
        for (int i = 1; i < sets[s]->count; i++) {
            const char *name = name_of(sets[s], i);
            assert_non_null(name);
            assert_true(strlen(name) > 0);
            assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz-"), strlen(name));
            assert_int_equal(name_number(sets[s], name), i);
        }
}

static void test_types_zero_and_unknown_are_none(void **state)
{
    (void)state;
    for (size_t s = 0; s < SETS; s++) {
        assert_string_equal(name_of(sets[s], 0), "");
        assert_string_equal(name_of(sets[s], -1), "");
        assert_string_equal(name_of(sets[s], sets[s]->count), "");
        assert_int_equal(name_number(sets[s], "no-such-name"), 0);
        assert_int_equal(name_number(sets[s], ""), 0);
        assert_int_equal(name_number(sets[s], NULL), 0);
    }
}

/* The numbers stand in the database: a change here would rewrite history. */
static void test_types_stored_numbers_stay(void **state)
{
    (void)state;
    assert_int_equal(CHANNEL_MOBILE_OFFICE, 8);
    assert_int_equal(ROLE_COURIER, 8);
    assert_int_equal(CAUSE_REPEAT, 5);
    assert_int_equal(UNIT_CALENDAR_MONTHS, 4);
    assert_int_equal(STANDARD_RIGHT_FIRST_TIME, 9);
    assert_int_equal(EVENT_CUSTOMER_CHANGED, 16);
    assert_int_equal(EVENT_IMPROVEMENT_PUBLISHED, 26);
    assert_int_equal(EVENT_SAMPLE_RETIRED, 33);
    assert_int_equal(RECORD_IMPROVEMENT, 2);
    assert_int_equal(RECORD_SAMPLE, 4);
    assert_int_equal(DELIVERY_BY_HAND, 3);
    assert_int_equal(IMPROVEMENT_REFUSED, 7);
    assert_string_equal(name_of(&event_kind_names, EVENT_CUSTOMER_CHANGED), "customer-changed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types_every_number_has_a_name_and_back),
        cmocka_unit_test(test_types_zero_and_unknown_are_none),
        cmocka_unit_test(test_types_stored_numbers_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
