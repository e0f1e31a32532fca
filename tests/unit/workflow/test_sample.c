/* Sample replies: each change is a version, wrong templates are told, nothing is lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proto/route.h"
#include "small_desk.h"
#include "workflow/sample.h"

#define NOW (INT64_C(1750000000) * US_PER_S) /* 15 June 2025 */

static struct arena *arena;
static const struct desk *desk;
static struct effects effects;
static struct error error;
static struct sample_body body;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(4 << 20);
    desk = arena == NULL ? NULL : small_desk(arena);
    body = (struct sample_body){.code = "received",
                                .language = "en",
                                .title = "We have it",
                                .body = "Dear {{customer.name}}"};
    return desk == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static struct decision_context context_now(void)
{
    memset(&effects, 0, sizeof effects);
    memset(&error, 0, sizeof error);
    return (struct decision_context){
        .desk = desk, .arena = arena, .now_us = NOW, .first_id = 1000, .salts = {{7}}};
}

static struct actor lead(void)
{
    return (struct actor){desk_staff(desk, LEAD), ROLE_BIT(ROLE_TEAM_LEAD)};
}

/* All that stands in the body was given. */
static struct sample_told told(void)
{
    struct sample_told told = {.body = &body, .agency_id = CITY};
    const char *const values[] = {body.title,    body.subject, body.body,
                                  body.language, body.owner,   body.review_on};
    static const char *const names[] = {"title",    "subject", "body",
                                        "language", "owner",   "review_on"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (values[i] != NULL)
            told.given |= UINT64_C(1) << body_field_index(&body_sample, names[i]);
    return told;
}

static enum error_code add(struct sample *after)
{
    struct decision_context context = context_now();
    struct sample_told given = told();
    struct actor actor = lead();
    return sample_add(&context, &actor, &given, &effects, after, &error);
}

static enum error_code change(const struct sample *before, struct sample *after)
{
    struct decision_context context = context_now();
    struct sample_told given = told();
    struct actor actor = lead();
    return sample_change(&context, &actor, before, &given, &effects, after, &error);
}

static void assert_field(const char *field)
{
    assert_true(error.field_count > 0);
    assert_string_equal(error.fields[0].field, field);
    assert_int_equal(effects.events_count + effects.records_count, 0);
}

static void test_added_it_is_the_first_version(void **state)
{
    (void)state;
    struct sample row;
    assert_int_equal(add(&row), ERR_OK);
    assert_int_equal(row.header.version, 1);
    assert_int_equal(row.owner_id, LEAD);
    assert_int_equal(row.review_on, civil_from_ymd(2026, 6, 15));
    assert_int_equal(effects.events_count, 1);
    assert_int_equal(effects.events[0].kind, EVENT_SAMPLE_ADDED);
    assert_null(strstr(effects.events[0].facts_json, "customer.name"));
    assert_int_equal(effects.records[0].kind, RECORD_SAMPLE);
    assert_true(effects.records[0].fresh);
    assert_non_null(strstr(effects.records[0].document, "\"version\":1"));
}

static void test_a_change_is_the_next_version_and_nothing_is_none(void **state)
{
    (void)state;
    struct sample first, second, same;
    assert_int_equal(add(&first), ERR_OK);
    body = (struct sample_body){.title = "Other"};
    assert_int_equal(change(&first, &second), ERR_OK);
    assert_int_equal(second.header.version, 2);
    assert_string_equal(second.body, first.body);
    assert_int_equal(effects.records[0].expected_version, 1);
    assert_non_null(strstr(effects.records[0].document, "\"version\":2"));
    assert_int_equal(change(&second, &same), ERR_OK);
    assert_int_equal(effects.records_count, 0);
}

static void test_wrong_words_are_told_by_their_field(void **state)
{
    (void)state;
    struct sample row;
    body.body = "{{customer}}";
    assert_int_equal(add(&row), ERR_INVALID);
    assert_field("/body");
    body.body = " ";
    assert_int_equal(add(&row), ERR_INVALID);
    assert_field("/body");
    body.body = "Words";
    body.subject = "{{#if}}";
    assert_int_equal(add(&row), ERR_INVALID);
    assert_field("/subject");
    body.subject = NULL;
    body.review_on = "2025-06-14";
    assert_int_equal(add(&row), ERR_INVALID);
    assert_field("/review_on");
    body.review_on = "2025-02-30";
    assert_int_equal(add(&row), ERR_INVALID);
    assert_field("/review_on");
    body.review_on = NULL;
    body.owner = "nobody";
    assert_int_equal(add(&row), ERR_INVALID);
    assert_field("/owner");
}

static void test_out_of_use_it_takes_no_more_changes(void **state)
{
    (void)state;
    struct sample first, retired, after;
    struct actor actor = lead();
    assert_int_equal(add(&first), ERR_OK);
    struct decision_context context = context_now();
    assert_int_equal(sample_retire(&context, &actor, &first, &effects, &retired, &error), ERR_OK);
    assert_int_equal(retired.retired_at_us, NOW);
    assert_int_equal(retired.header.version, 2);
    body.title = "Other";
    assert_int_equal(change(&retired, &after), ERR_REFUSED);
    context = context_now();
    assert_int_equal(sample_retire(&context, &actor, &retired, &effects, &after, &error),
                     ERR_REFUSED);
    assert_int_equal(effects.events_count, 0);
}

/* Fires what is due of the sample at an instant. */
static void fire_at(const struct sample *row, int64_t at_us)
{
    struct decision_context context = context_now();
    context.now_us = at_us;
    assert_int_equal(sample_fire(&context, row, &effects, &error), ERR_OK);
}

static void test_its_owner_is_told_when_the_review_of_a_version_is_due(void **state)
{
    (void)state;
    struct sample first, second;
    assert_int_equal(add(&first), ERR_OK);
    int64_t alarm = first.review.id, due_at_us = first.review.due_at_us;
    assert_int_equal(effects.clocks_count, 1);
    assert_int_equal(effects.clocks[0].clock.next_rung_at_us, due_at_us);
    struct civil_time due = zone_local(desk->agencies[0].zone, due_at_us);
    assert_int_equal(due.day, first.review_on);
    assert_int_equal(due.of_day_us, 0);
    fire_at(&first, due_at_us - 1);
    assert_int_equal(effects.rungs_count + effects.notices_count, 0);
    fire_at(&first, due_at_us);
    assert_int_equal(effects.rungs_count, 1);
    assert_int_equal(effects.rungs[0].clock_id, alarm);
    assert_int_equal(effects.notices_count, 1);
    assert_int_equal(effects.notices[0].staff_id, first.owner_id);
    assert_int_equal(effects.notices[0].kind, EVENT_SAMPLE_REVIEW_DUE);
    assert_int_equal(effects.events_count + effects.records_count, 0); /* the version stays */
    /* Another version has a review of its own. */
    body = (struct sample_body){.title = "Other"};
    assert_int_equal(change(&first, &second), ERR_OK);
    assert_int_not_equal(second.review.id, alarm);
    assert_int_equal(effects.clocks_count, 2);
    assert_int_equal(effects.clocks[0].clock.id, alarm);
    assert_int_equal(effects.clocks[0].clock.state, CLOCK_STOPPED);
}

static void test_leads_are_told_of_a_review_when_its_owner_is_gone(void **state)
{
    (void)state;
    struct sample row;
    assert_int_equal(add(&row), ERR_OK);
    row.owner_id = 9999;
    fire_at(&row, row.review.due_at_us);
    for (size_t i = 0; i < effects.notices_count; i++) {
        const struct staff *told = desk_staff(desk, effects.notices[i].staff_id);
        assert_true(staff_roles(told, 1, 0) & ROLES_LEAD);
    }
    assert_int_equal(effects.notices_count, 1);
}

static void test_out_of_use_it_asks_for_no_review(void **state)
{
    (void)state;
    struct sample row, retired;
    struct actor actor = lead();
    assert_int_equal(add(&row), ERR_OK);
    struct decision_context context = context_now();
    assert_int_equal(sample_retire(&context, &actor, &row, &effects, &retired, &error), ERR_OK);
    assert_int_equal(effects.clocks_count, 1);
    assert_int_equal(effects.clocks[0].clock.next_rung_at_us, NO_TIME);
    fire_at(&retired, row.review.due_at_us);
    assert_int_equal(effects.rungs_count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_added_it_is_the_first_version),
        TEST(test_a_change_is_the_next_version_and_nothing_is_none),
        TEST(test_wrong_words_are_told_by_their_field),
        TEST(test_out_of_use_it_takes_no_more_changes),
        TEST(test_its_owner_is_told_when_the_review_of_a_version_is_due),
        TEST(test_leads_are_told_of_a_review_when_its_owner_is_gone),
        TEST(test_out_of_use_it_asks_for_no_review),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
