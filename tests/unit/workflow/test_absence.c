/* Absences: what days are right, that no two overlap, that what is over stays, who is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "small_desk.h"
#include "workflow/absence.h"

#define NOW (INT64_C(1750000000) * US_PER_S) /* 2025-06-15, 17:06 at UTC+2 */

static struct arena *arena;
static const struct desk *desk;
static struct effects effects;
static struct error error;
static struct absence_body body;
static struct absence_other others[2];
static size_t other_count;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(4 << 20);
    desk = arena == NULL ? NULL : small_desk(arena);
    other_count = 0;
    return desk == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static civil_day day(int month, int of_month)
{
    return civil_from_ymd(2025, month, of_month);
}

static struct decision_context context_now(void)
{
    memset(&effects, 0, sizeof effects);
    memset(&error, 0, sizeof error);
    return (struct decision_context){.desk = desk, .arena = arena, .now_us = NOW, .first_id = 1000};
}

static struct actor actor_of(int32_t id)
{
    return (struct actor){desk_staff(desk, id), ROLE_BIT(ROLE_TEAM_LEAD)};
}

static struct absence_told told(const char *from, const char *to)
{
    body = (struct absence_body){from, to};
    return (struct absence_told){&body, others, other_count};
}

/* Of Ana, by the lead. */
static enum error_code enter(const char *from, const char *to, struct absence_entry *after)
{
    struct decision_context context = context_now();
    struct actor lead = actor_of(LEAD);
    struct absence_told given = told(from, to);
    return absence_enter(&context, &lead, desk_staff(desk, MANAGER_ANA), &given, &effects, after,
                         &error);
}

static enum error_code change(const struct absence_entry *before, const char *from, const char *to,
                              struct absence_entry *after)
{
    struct decision_context context = context_now();
    struct actor lead = actor_of(LEAD);
    struct absence_told given = told(from, to);
    return absence_change(&context, &lead, before, &given, &effects, after, &error);
}

static enum error_code withdraw(const struct absence_entry *before, struct absence_entry *after)
{
    struct decision_context context = context_now();
    struct actor lead = actor_of(LEAD);
    return absence_withdraw(&context, &lead, before, &effects, after, &error);
}

static void assert_field(enum error_code code, const char *field, const char *words)
{
    assert_int_equal(code, ERR_INVALID);
    assert_int_equal(error.field_count, 1);
    assert_string_equal(error.fields[0].field, field);
    assert_non_null(strstr(error.fields[0].message, words));
    assert_int_equal(effects.events_count + effects.records_count, 0);
}

static struct absence_entry entered(const char *from, const char *to)
{
    struct absence_entry row;
    assert_int_equal(enter(from, to, &row), ERR_OK);
    return row;
}

static void test_entered_it_says_who_and_when_and_tells_them(void **state)
{
    struct absence_entry row = entered("2025-06-15", "2025-06-20");
    (void)state;
    assert_int_equal(row.header.version, 1);
    assert_int_equal(row.header.agency_id, CITY);
    assert_int_equal(row.days.from, day(6, 15));
    assert_int_equal(row.days.to, day(6, 20));
    assert_int_equal(row.entered_by, LEAD);
    assert_int_equal(effects.records[0].kind, RECORD_ABSENCE);
    assert_int_equal(effects.events[0].kind, EVENT_ABSENCE_ENTERED);
    assert_int_equal(effects.events[0].facts.about_staff_id, MANAGER_ANA);
    assert_int_equal(effects.events[0].facts.to_day, day(6, 20));
    assert_int_equal(effects.notices_count, 1); /* to her; her lead did it */
    assert_int_equal(effects.notices[0].staff_id, MANAGER_ANA);
    assert_int_equal(effects.moves_count, 0);
}

static void test_who_enters_their_own_tells_their_lead(void **state)
{
    struct decision_context context = context_now();
    struct actor ana = actor_of(MANAGER_ANA);
    struct absence_told given = told("2025-06-16", "2025-06-16");
    struct absence_entry row;
    (void)state;
    assert_int_equal(absence_enter(&context, &ana, ana.staff, &given, &effects, &row, &error),
                     ERR_OK);
    assert_int_equal(effects.notices_count, 1);
    assert_int_equal(effects.notices[0].staff_id, LEAD);
}

static void test_days_that_cannot_be_are_told(void **state)
{
    struct absence_entry row;
    (void)state;
    assert_field(enter("2025-06-31", "2025-07-01", &row), "/from", "must be a date");
    assert_field(enter("2025-06-20", "2025-06-19", &row), "/to", "before the first day");
    assert_field(enter("2025-06-10", "2025-06-14", &row), "/to", "2025-06-15 or later");
    assert_field(enter("2025-06-16", "2029-06-16", &row), "/to", "three years");
}

static void test_what_has_begun_can_be_entered(void **state)
{
    (void)state;
    assert_int_equal(entered("2025-06-10", "2025-06-15").days.from, day(6, 10));
}

static void test_another_one_that_overlaps_is_named(void **state)
{
    struct absence_entry row;
    (void)state;
    others[0] = (struct absence_other){NULL, {day(7, 1), day(7, 10)}};
    others[1] = (struct absence_other){"7K3M-9XQ4", {day(7, 20), day(7, 20)}};
    other_count = 2;
    assert_field(enter("2025-06-20", "2025-07-01", &row), "/from", "of the desk definition");
    assert_field(enter("2025-07-11", "2025-08-01", &row), "/from", "7K3M-9XQ4");
    assert_int_equal(enter("2025-07-11", "2025-07-19", &row), ERR_OK);
}

static void test_who_is_back_was_away_until_yesterday(void **state)
{
    struct absence_entry row = entered("2025-06-10", "2025-06-30"), after;
    (void)state;
    assert_field(change(&row, NULL, "2025-06-13", &after), "/to", "2025-06-14 or later");
    assert_int_equal(change(&row, NULL, "2025-06-14", &after), ERR_OK);
    assert_int_equal(after.days.from, day(6, 10));
    assert_int_equal(after.header.version, 2);
    assert_int_equal(effects.events[0].kind, EVENT_ABSENCE_CHANGED);
    struct absence_entry again;
    assert_int_equal(change(&after, NULL, "2025-06-30", &again), ERR_REFUSED);
    assert_int_equal(withdraw(&after, &again), ERR_REFUSED);
    assert_int_equal(effects.events_count, 0);
}

static void test_the_same_days_write_nothing(void **state)
{
    struct absence_entry row = entered("2025-06-20", "2025-06-30"), after;
    (void)state;
    assert_int_equal(change(&row, "2025-06-20", NULL, &after), ERR_OK);
    assert_int_equal(effects.events_count + effects.records_count, 0);
    assert_int_equal(after.header.version, 1);
}

static void test_what_is_taken_back_stays_so(void **state)
{
    struct absence_entry row = entered("2025-06-20", "2025-06-30"), gone, after;
    (void)state;
    assert_int_equal(withdraw(&row, &gone), ERR_OK);
    assert_int_equal(gone.withdrawn_at_us, NOW);
    assert_int_equal(effects.events[0].kind, EVENT_ABSENCE_WITHDRAWN);
    assert_int_equal(withdraw(&gone, &after), ERR_REFUSED);
    assert_int_equal(change(&gone, NULL, "2025-07-01", &after), ERR_REFUSED);
}

#define ABSENCE_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ABSENCE_TEST(test_entered_it_says_who_and_when_and_tells_them),
        ABSENCE_TEST(test_who_enters_their_own_tells_their_lead),
        ABSENCE_TEST(test_days_that_cannot_be_are_told),
        ABSENCE_TEST(test_what_has_begun_can_be_entered),
        ABSENCE_TEST(test_another_one_that_overlaps_is_named),
        ABSENCE_TEST(test_who_is_back_was_away_until_yesterday),
        ABSENCE_TEST(test_the_same_days_write_nothing),
        ABSENCE_TEST(test_what_is_taken_back_stays_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
