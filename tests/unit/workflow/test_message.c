/* What customers and other systems are told of a case: to whom, whose consent it needs, and what
 * it tells, so that nothing is told twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "proto/codec.h"
#include "small_desk.h"
#include "workflow/effects.h"
#include "workflow/message.h"

static struct arena *arena;
static struct agency agencies[2];
static struct desk desk;
static struct effects effects;
static struct error error;

static const struct decision_customer ana = {.id = 7,
                                             .name = "Ana",
                                             .email = "ana@example.org",
                                             .address = "3 Road",
                                             .language = "en",
                                             .channel = CHANNEL_EMAIL};

static int set_up(void **state)
{
    static const struct webhook portal = {
        .code = "portal", .url = "https://portal.example/hook", .events = UINT64_MAX};
    (void)state;
    arena = arena_new(4 << 20);
    if (arena == NULL) return -1;
    desk = *small_desk(arena);
    memcpy(agencies, desk.agencies, sizeof agencies);
    agencies[0].notify = event_bit(EVENT_OPENED) | event_bit(EVENT_CLOSED);
    agencies[0].webhooks = &portal;
    agencies[0].webhook_count = 1;
    desk.agencies = agencies;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static void log_for(const struct decision_customer *customer, const char *outcome)
{
    struct command command;
    command_clear(&command);
    command.kind = COMMAND_CASE_LOG;
    command.agency_id = CITY;
    command.service_id = PERMIT;
    command.office_id = HALL;
    command.channel = CHANNEL_COUNTER;
    command.subject = "subject";
    command.customer_id = customer == NULL ? 0 : customer->id;
    command.outcome = outcome;
    struct actor actor = {desk_staff(&desk, MANAGER_ANA), ROLE_BIT(ROLE_CASE_MANAGER)};
    struct decision_context context = {.desk = &desk,
                                       .arena = arena,
                                       .now_us = INT64_C(1750000000) * US_PER_S,
                                       .first_id = 1000,
                                       .customer_found = customer != NULL,
                                       .customer = customer};
    memset(&effects, 0, sizeof effects);
    memset(&error, 0, sizeof error);
    assert_int_equal(kase_decide(&context, &actor, &command, NULL, &effects, &error), ERR_OK);
}

/* The one row of a kind; NULL: none. */
static const struct outbox_row *row_of(enum outbox_kind kind)
{
    const struct outbox_row *found = NULL;
    for (size_t i = 0; i < effects.outboxes_count; i++) {
        if (effects.outboxes[i].kind != kind) continue;
        assert_null(found);
        found = &effects.outboxes[i];
    }
    return found;
}

static void test_message_names_whose_consent_it_needs(void **state)
{
    (void)state;
    log_for(&ana, NULL);
    assert_int_equal(row_of(OUTBOX_EMAIL)->customer_id, 7);
    assert_string_equal(row_of(OUTBOX_EMAIL)->address, "ana@example.org");
    assert_int_equal(row_of(OUTBOX_WEBHOOK)->customer_id, 0);
    struct decision_customer postal = ana;
    postal.channel = CHANNEL_LETTER;
    log_for(&postal, NULL);
    assert_int_equal(row_of(OUTBOX_LETTER)->customer_id, 7);
    assert_string_equal(row_of(OUTBOX_LETTER)->address, "Ana\n3 Road");
    postal.channel = CHANNEL_PHONE;
    log_for(&postal, NULL);
    assert_int_equal(effects.outboxes_count, 1);
}

static void test_occasion_is_the_event_and_who_of_several(void **state)
{
    (void)state;
    log_for(&ana, NULL);
    assert_string_equal(row_of(OUTBOX_EMAIL)->occasion, "opened.1");
    assert_string_equal(effects.outboxes[0].occasion, "opened.1.portal");
    log_for(&ana, "granted");
    const struct outbox_row *told = row_of(OUTBOX_EMAIL);
    char occasion[32];
    snprintf(occasion, sizeof occasion, "closed.%d",
             (int)effects.events[effects.events_count - 1].seq);
    assert_string_equal(told->occasion, occasion);
    for (size_t i = 0; i < effects.outboxes_count; i++)
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(effects.outboxes[i].occasion, effects.outboxes[j].occasion);
}

static void test_word_of_the_beginning_confirms_and_no_other(void **state)
{
    (void)state;
    log_for(&ana, NULL);
    assert_true(row_of(OUTBOX_EMAIL)->confirms);
    assert_false(row_of(OUTBOX_WEBHOOK)->confirms);
    log_for(&ana, "granted"); /* the closing has ended the clock */
    assert_false(row_of(OUTBOX_EMAIL)->confirms);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_message_names_whose_consent_it_needs),
        TEST(test_occasion_is_the_event_and_who_of_several),
        TEST(test_word_of_the_beginning_confirms_and_no_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
