/* Lookups in a desk: by id, by code, grants. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "workflow/desk.h"

static const struct office offices[] = {
    {.id = 2, .agency_id = 1, .code = "hall", .active = true},
    {.id = 5, .agency_id = 1, .code = "old-hall"},
    {.id = 9, .agency_id = 7, .code = "hall", .active = true},
};
static const struct process processes[] = {
    {.id = 1, .agency_id = 1, .code = "simple", .version = 1, .active = true},
    {.id = 2, .agency_id = 1, .code = "simple", .version = 2, .active = true},
};
static const struct desk desk = {
    .offices = offices,
    .offices_count = 3,
    .processes = processes,
    .processes_count = 2,
};

static void test_by_id_finds_all_and_only_these(void **state)
{
    (void)state;
    assert_ptr_equal(desk_office(&desk, 2), &offices[0]);
    assert_ptr_equal(desk_office(&desk, 5), &offices[1]);
    assert_ptr_equal(desk_office(&desk, 9), &offices[2]);
    assert_null(desk_office(&desk, 0));
    assert_null(desk_office(&desk, 4));
    assert_null(desk_office(&desk, 10));
    assert_null(desk_agency(&desk, 1));
}

static void test_by_code_finds_active_ones(void **state)
{
    (void)state;
    assert_ptr_equal(desk_office_by_code(&desk, 7, "hall"), &offices[2]);
    assert_null(desk_office_by_code(&desk, 1, "old-hall"));
    assert_null(desk_office_by_code(&desk, 1, NULL));
}

static void test_by_code_of_any_agency_must_be_clear(void **state)
{
    (void)state;
    assert_null(desk_office_by_code(&desk, 0, "hall"));
    assert_ptr_equal(desk_process_by_code(&desk, 0, "simple"), &processes[1]);
}

static void test_grants_of_an_agency_hold_in_all_its_offices(void **state)
{
    static const struct grant grants[] = {
        {1, 0, ROLE_CASE_MANAGER}, {1, 2, ROLE_TEAM_LEAD}, {7, 9, ROLE_FRONT_DESK}};
    static const struct staff staff = {.grants = grants, .grant_count = 3};
    (void)state;
    assert_int_equal(staff_roles(&staff, 1, 5), ROLE_BIT(ROLE_CASE_MANAGER));
    assert_int_equal(staff_roles(&staff, 1, 2),
                     ROLE_BIT(ROLE_CASE_MANAGER) | ROLE_BIT(ROLE_TEAM_LEAD));
    assert_int_equal(staff_roles(&staff, 1, 0), ROLE_BIT(ROLE_CASE_MANAGER));
    assert_int_equal(staff_roles(&staff, 7, 0), 0);
    assert_int_equal(staff_roles(&staff, 7, 9), ROLE_BIT(ROLE_FRONT_DESK));
}

static void test_absence_includes_both_days(void **state)
{
    static const struct absence absences[] = {{10, 12}, {20, 20}};
    static const struct staff staff = {.absences = absences, .absence_count = 2};
    (void)state;
    assert_false(staff_absent(&staff, 9));
    assert_true(staff_absent(&staff, 10));
    assert_true(staff_absent(&staff, 12));
    assert_false(staff_absent(&staff, 13));
    assert_true(staff_absent(&staff, 20));
}

static void test_guards_exclude_their_opposites(void **state)
{
    (void)state;
    assert_int_equal(guard_bit("contacted"), GUARD_CONTACTED);
    assert_int_equal(guard_bit("anonymous"), GUARD_ANONYMOUS);
    assert_int_equal(guard_bit("weather"), 0);
    assert_true(guards_exclude(GUARD_HAS_CUSTOMER, GUARD_ANONYMOUS | GUARD_CONTACTED));
    assert_true(guards_exclude(GUARD_OPEN_TASKS, GUARD_NO_OPEN_TASKS));
    assert_false(guards_exclude(GUARD_HAS_CUSTOMER, GUARD_CONTACTED));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_id_finds_all_and_only_these),
        cmocka_unit_test(test_by_code_finds_active_ones),
        cmocka_unit_test(test_by_code_of_any_agency_must_be_clear),
        cmocka_unit_test(test_grants_of_an_agency_hold_in_all_its_offices),
        cmocka_unit_test(test_absence_includes_both_days),
        cmocka_unit_test(test_guards_exclude_their_opposites),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
