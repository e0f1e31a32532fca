/* Suggestions and compliments: who may do what, what is counted, who is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "small_desk.h"
#include "workflow/feedback.h"

#define NOW (INT64_C(1750000000) * US_PER_S)

static struct arena *arena;
static const struct desk *desk;
static struct effects effects;
static struct error error;

static struct actor actor_of(int32_t id)
{
    const struct staff *staff = desk_staff(desk, id);
    return (struct actor){staff, staff_roles(staff, CITY, HALL)};
}

static struct decision_context context_now(void)
{
    memset(&effects, 0, sizeof effects);
    memset(&error, 0, sizeof error);
    return (struct decision_context){
        .desk = desk, .arena = arena, .now_us = NOW, .first_id = 1000, .salts = {{7}}};
}

static struct feedback said(enum feedback_kind kind)
{
    struct feedback_told told = {.agency_id = CITY,
                                 .office_id = HALL,
                                 .service_id = PERMIT,
                                 .about_staff_id = EXPERT,
                                 .kind = kind,
                                 .channel = CHANNEL_LETTER,
                                 .text = "private words",
                                 .received_at_us = NOW - US_PER_DAY};
    struct decision_context context = context_now();
    struct actor clerk = actor_of(CLERK);
    struct feedback row;
    assert_int_equal(feedback_log(&context, &clerk, &told, &effects, &row, &error), ERR_OK);
    return row;
}

static enum error_code answer(struct feedback *row, int32_t staff_id, int64_t at_us)
{
    struct decision_context context = context_now();
    struct actor actor = actor_of(staff_id);
    struct feedback after;
    enum error_code code =
        feedback_answer(&context, &actor, row, "yes", false, at_us, &effects, &after, &error);
    if (code == ERR_OK) *row = after;
    return code;
}

static enum error_code assign(struct feedback *row, int32_t staff_id, const char *to)
{
    struct decision_context context = context_now();
    struct actor actor = actor_of(staff_id);
    struct feedback after;
    enum error_code code = feedback_assign(&context, &actor, row, to, &effects, &after, &error);
    if (code == ERR_OK) *row = after;
    return code;
}

static void test_feedback_counts_where_it_was_received(void **state)
{
    (void)state;
    struct feedback row = said(FEEDBACK_SUGGESTION);
    assert_int_equal(effects.moves_count, 1);
    assert_int_equal(effects.moves[0].metric, METRIC_SUGGESTIONS_RECEIVED);
    assert_int_equal(effects.moves[0].office_id, HALL);
    assert_int_equal(effects.moves[0].service_id, PERMIT);
    assert_int_equal(effects.moves[0].channel, CHANNEL_LETTER);
    assert_int_equal(effects.notices_count, 0); /* what is suggested about somebody is not theirs */
    assert_null(strstr(effects.events[0].facts_json, "private"));
    assert_int_equal(strlen(effects.events[0].facts.digest), 64);
    assert_int_equal(strlen(row.header.reference), 9);
}

static void test_compliment_is_told_to_whom_it_praises(void **state)
{
    (void)state;
    (void)said(FEEDBACK_COMPLIMENT);
    assert_int_equal(effects.moves[0].metric, METRIC_COMPLIMENTS_RECEIVED);
    assert_int_equal(effects.notices_count, 1);
    assert_int_equal(effects.notices[0].staff_id, EXPERT);
}

static void test_answer_is_counted_from_receipt(void **state)
{
    struct feedback row = said(FEEDBACK_SUGGESTION);
    (void)state;
    assert_int_equal(answer(&row, MANAGER_ANA, NOW - US_PER_DAY - 1), ERR_INVALID);
    assert_int_equal(answer(&row, MANAGER_ANA, NOW + 1), ERR_INVALID);
    assert_int_equal(answer(&row, MANAGER_ANA, NO_TIME), ERR_OK);
    assert_int_equal(effects.moves_count, 2);
    assert_int_equal(effects.moves[0].metric, METRIC_FEEDBACK_ANSWERED);
    assert_int_equal(effects.moves[1].metric, METRIC_FEEDBACK_ANSWER_S);
    assert_int_equal(effects.moves[1].bucket, counter_bucket(86400));
    assert_int_equal(row.owner_id, MANAGER_ANA);
    assert_int_equal(answer(&row, MANAGER_ANA, NO_TIME), ERR_REFUSED);
}

static void test_owner_answers_or_who_leads(void **state)
{
    struct feedback row = said(FEEDBACK_SUGGESTION), other;
    (void)state;
    assert_int_equal(assign(&row, MANAGER_ANA, "bo"), ERR_FORBIDDEN);
    assert_int_equal(assign(&row, LEAD, "clerk"), ERR_INVALID);
    assert_int_equal(assign(&row, LEAD, "wat"), ERR_INVALID);
    assert_int_equal(assign(&row, LEAD, "bo"), ERR_OK);
    assert_int_equal(effects.notices[0].staff_id, MANAGER_BO);
    assert_int_equal(assign(&row, LEAD, "bo"), ERR_REFUSED);
    assert_int_equal(answer(&row, MANAGER_ANA, NO_TIME), ERR_FORBIDDEN);
    other = row;
    assert_int_equal(answer(&other, LEAD, NO_TIME), ERR_OK);
    assert_int_equal(other.owner_id, MANAGER_BO);
    assert_int_equal(answer(&row, MANAGER_BO, NO_TIME), ERR_OK);
}

static void test_link_counts_once(void **state)
{
    struct feedback row = said(FEEDBACK_SUGGESTION), after;
    struct actor lead = actor_of(LEAD);
    struct decision_context context = context_now();
    (void)state;
    assert_int_equal(feedback_link(&context, &lead, &row, 5, &effects, &after, &error), ERR_OK);
    assert_int_equal(effects.moves[0].metric, METRIC_FEEDBACK_LINKED);
    row = after;
    context = context_now();
    assert_int_equal(feedback_link(&context, &lead, &row, 5, &effects, &after, &error),
                     ERR_REFUSED);
    context = context_now();
    assert_int_equal(feedback_link(&context, &lead, &row, 6, &effects, &after, &error), ERR_OK);
    assert_int_equal(effects.moves_count, 0);
}

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(16 << 20);
    desk = small_desk(arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_feedback_counts_where_it_was_received),
        cmocka_unit_test(test_compliment_is_told_to_whom_it_praises),
        cmocka_unit_test(test_answer_is_counted_from_receipt),
        cmocka_unit_test(test_owner_answers_or_who_leads),
        cmocka_unit_test(test_link_counts_once),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
