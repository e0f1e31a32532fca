/* What happens to a case by itself: a confirmation that was delivered ends the acknowledgement. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proto/codec.h"
#include "small_desk.h"
#include "workflow/effects.h"
#include "workflow/kase.h"

enum { MESSAGE = 4711 };
#define MONDAY_NOON (INT64_C(20514) * US_PER_DAY + 600 * US_PER_MIN) /* 12:00 at UTC+2 */

static struct arena *arena;
static const struct desk *desk;
static struct kase_loaded loaded;
static struct kase_clock clocks[KASE_CLOCKS];
static struct clock_interval ledgers[KASE_CLOCKS][4];
static struct effects effects;

/* What is in effects is what is loaded next. */
static void store(void)
{
    loaded.row = *effects.kases[0].row;
    for (size_t i = 0; i < effects.clocks_count; i++) {
        size_t at = 0;
        while (at < loaded.clock_count && clocks[at].clock.id != effects.clocks[i].clock.id) at++;
        if (at == loaded.clock_count) loaded.clock_count++;
        clocks[at].clock = effects.clocks[i].clock;
        clocks[at].ledger = ledgers[at];
    }
    for (size_t i = 0; i < effects.intervals_count; i++)
        for (size_t at = 0; at < loaded.clock_count; at++)
            if (clocks[at].clock.id == effects.intervals[i].clock_id)
                ledgers[at][clocks[at].ledger_count++] = effects.intervals[i].interval;
}

static struct decision_context context_at(int64_t now_us)
{
    return (struct decision_context){
        .desk = desk, .arena = arena, .now_us = now_us, .first_id = now_us, .customer_found = true};
}

static int set_up(void **state)
{
    struct command command;
    struct error error = {.code = ERR_OK};
    struct actor actor = {&small_staff[0], ROLE_BIT(ROLE_FRONT_DESK)};
    (void)state;
    arena = arena_new(4 << 20);
    desk = small_desk(arena);
    command_clear(&command);
    command.kind = COMMAND_CASE_LOG;
    command.agency_id = CITY;
    command.service_id = PERMIT;
    command.office_id = HALL;
    command.channel = CHANNEL_EMAIL;
    command.subject = "subject";
    struct decision_context context = context_at(MONDAY_NOON);
    context.first_id = 1000;
    memset(&effects, 0, sizeof effects);
    loaded = (struct kase_loaded){.clocks = clocks};
    memset(clocks, 0, sizeof clocks);
    assert_int_equal(kase_decide(&context, &actor, &command, NULL, &effects, &error), ERR_OK);
    store();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static void confirm(int64_t delivered_at_us, int64_t now_us)
{
    struct error error = {.code = ERR_OK};
    struct decision_context context = context_at(now_us);
    memset(&effects, 0, sizeof effects);
    assert_int_equal(kase_confirmed(&context, &loaded, MESSAGE, delivered_at_us, &effects, &error),
                     ERR_OK);
}

static const struct kase_clock *clock_of(enum standard_kind kind)
{
    size_t i = 0;
    while (i + 1 < loaded.clock_count && clocks[i].clock.kind != kind) i++;
    assert_int_equal(clocks[i].clock.kind, kind);
    return &clocks[i];
}

static int64_t counted(enum metric metric)
{
    int64_t sum = 0;
    for (size_t i = 0; i < effects.moves_count; i++)
        if (effects.moves[i].metric == metric && effects.moves[i].bucket == STANDARD_ACKNOWLEDGE)
            sum += effects.moves[i].value;
    return sum;
}

static void test_delivery_ends_the_acknowledgement_when_it_happened(void **state)
{
    int64_t delivered_at_us = MONDAY_NOON + 5 * US_PER_MIN;
    (void)state;
    confirm(delivered_at_us, MONDAY_NOON + 3 * US_PER_DAY); /* the daemon was away */
    assert_int_equal(effects.events_count, 1);
    const struct case_event *event = &effects.events[0];
    assert_int_equal(event->kind, EVENT_CLOCK_ENDED);
    assert_int_equal(event->at_us, delivered_at_us);
    assert_int_equal(event->actor_id, 0);
    assert_int_equal(event->facts.clock_kind, STANDARD_ACKNOWLEDGEMENT);
    assert_int_equal(event->facts.message_id, MESSAGE);
    assert_int_equal(event->facts.in_time, 1);
    assert_int_equal(counted(METRIC_STANDARD_MET), 1);
    store();
    assert_int_equal(clock_of(STANDARD_ACKNOWLEDGEMENT)->clock.state, CLOCK_STOPPED);
    assert_int_equal(clock_of(STANDARD_ACKNOWLEDGEMENT)->clock.since_us, delivered_at_us);
}

static void test_confirmation_is_no_response(void **state)
{
    (void)state;
    confirm(MONDAY_NOON + US_PER_MIN, MONDAY_NOON + US_PER_MIN);
    store();
    assert_int_equal(clock_of(STANDARD_FIRST_RESPONSE)->clock.state, CLOCK_RUNNING);
    assert_int_equal(clock_of(STANDARD_PROCESSING)->clock.state, CLOCK_RUNNING);
}

static void test_what_is_noted_twice_ends_the_clock_once(void **state)
{
    (void)state;
    confirm(MONDAY_NOON + US_PER_MIN, MONDAY_NOON + US_PER_MIN);
    store();
    confirm(MONDAY_NOON + US_PER_MIN, MONDAY_NOON + 2 * US_PER_MIN);
    assert_int_equal(effects.events_count, 0);
    assert_int_equal(effects.kases_count, 0);
    assert_int_equal(effects.moves_count, 0);
}

static void test_late_delivery_is_missed_and_its_rungs_come_first(void **state)
{
    (void)state;
    confirm(MONDAY_NOON + 2 * US_PER_DAY, MONDAY_NOON + 2 * US_PER_DAY);
    assert_int_equal(effects.rungs_count, CLOCK_RUNGS);
    const struct case_event *last = &effects.events[effects.events_count - 1];
    assert_int_equal(last->kind, EVENT_CLOCK_ENDED);
    assert_int_equal(last->facts.in_time, 2);
    assert_int_equal(counted(METRIC_STANDARD_MISSED), 1);
}

static void test_time_of_delivery_is_neither_before_the_case_nor_ahead_of_now(void **state)
{
    int64_t now_us = MONDAY_NOON + 10 * US_PER_S;
    (void)state;
    confirm(now_us + US_PER_S, now_us);
    assert_int_equal(effects.events[0].at_us, now_us);
    confirm(MONDAY_NOON - US_PER_S, now_us);
    assert_int_equal(effects.events[0].at_us, MONDAY_NOON);
}

/* Changed by a daemon that has a newer definition: nothing is decided until it is here too. */
static void test_case_that_goes_by_what_the_desk_has_not_waits(void **state)
{
    int32_t *const named[] = {&loaded.row.service_id, &loaded.row.process_id,
                              &clocks[0].clock.standard_id};
    struct decision_context context = context_at(MONDAY_NOON + 9 * US_PER_DAY);
    (void)state;
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        struct error error = {.code = ERR_OK};
        memset(&effects, 0, sizeof effects);
        *named[i] += 1000;
        assert_int_equal(kase_fire_rungs(&context, &loaded, &effects, &error), ERR_UNAVAILABLE);
        assert_int_equal(effects.events_count, 0);
        *named[i] -= 1000;
        error.code = ERR_OK;
        assert_int_equal(kase_fire_rungs(&context, &loaded, &effects, &error), ERR_OK);
        assert_true(effects.events_count > 0);
    }
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_delivery_ends_the_acknowledgement_when_it_happened),
        TEST(test_confirmation_is_no_response),
        TEST(test_what_is_noted_twice_ends_the_clock_once),
        TEST(test_late_delivery_is_missed_and_its_rungs_come_first),
        TEST(test_time_of_delivery_is_neither_before_the_case_nor_ahead_of_now),
        TEST(test_case_that_goes_by_what_the_desk_has_not_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
