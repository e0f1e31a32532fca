/* Whom chance picks, how they are reached, and what their answers count as. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "proto/arena.h"
#include "workflow/survey.h"

enum { AGENCY = 1, SERVICE = 10, OTHER_SERVICE = 11, CASES = 20000 };

static const struct survey_sampling sampling[] = {{SERVICE, 20}};
static const struct survey_question questions[] = {
    {.code = "happy",
     .topic = TOPIC_SATISFACTION,
     .kind = QUESTION_SCALE,
     .required = true,
     .satisfied = 1 << 4 | 1 << 5},
    {.code = "bribe",
     .topic = TOPIC_CORRUPTION_CONCERN,
     .kind = QUESTION_YES_NO,
     .satisfied = 1 << ANSWER_NO},
    {.code = "words", .topic = TOPIC_OTHER, .kind = QUESTION_TEXT}};
static const struct survey_text texts[] = {{"en", "How was it?", NULL, NULL},
                                           {"pt-BR", "Como foi?", NULL, NULL}};
static const struct instrument instruments[] = {{.id = 4,
                                                 .agency_id = AGENCY,
                                                 .code = "after",
                                                 .version = 1,
                                                 .kind = SURVEY_CUSTOMER,
                                                 .active = true,
                                                 .percent = 100},
                                                {.id = 5,
                                                 .agency_id = AGENCY,
                                                 .code = "after",
                                                 .version = 2,
                                                 .kind = SURVEY_CUSTOMER,
                                                 .active = true,
                                                 .percent = 5,
                                                 .sampling = sampling,
                                                 .sampling_count = 1,
                                                 .again_after_days = 30,
                                                 .open_days = 7,
                                                 .questions = questions,
                                                 .question_count = 3,
                                                 .texts = texts,
                                                 .text_count = 2},
                                                {.id = 6,
                                                 .agency_id = AGENCY,
                                                 .code = "visit",
                                                 .version = 1,
                                                 .kind = SURVEY_MYSTERY_VISIT,
                                                 .active = true,
                                                 .percent = 100,
                                                 .questions = questions,
                                                 .question_count = 3}};
static const struct zone_offset utc[] = {{INT64_MIN, 0}};
static const struct zone zone = {.name = "UTC", .offsets = utc, .count = 1};
static const struct agency agencies[] = {{.id = AGENCY, .code = "town", .zone = &zone}};
static const struct staff clerk = {.id = 7, .agency_id = AGENCY, .user_name = "fia"};
static const struct desk desk = {
    .agencies = agencies, .agencies_count = 1, .instruments = instruments, .instruments_count = 3};

/* A case with a salt of its own. */
static struct kase nth_case(int32_t service_id, int n)
{
    struct kase row = {.agency_id = AGENCY, .id = n, .service_id = service_id, .version = 5};
    unsigned seed = (unsigned)n * 2654435761u + (unsigned)service_id;
    for (size_t i = 0; i < sizeof row.salt; i++) {
        seed = seed * 1103515245u + 12345u;
        row.salt[i] = (uint8_t)(seed >> 16);
    }
    return row;
}

static int taken_of(int32_t service_id)
{
    int taken = 0;
    for (int n = 1; n <= CASES; n++) {
        struct kase row = nth_case(service_id, n);
        taken += survey_draw(&desk, &row) != NULL;
    }
    return taken;
}

static void test_share_of_cases_taken_is_the_percentage(void **state)
{
    (void)state;
    assert_in_range(taken_of(SERVICE), CASES / 5 - 300, CASES / 5 + 300); /* 5 deviations: 283 */
    assert_in_range(taken_of(OTHER_SERVICE), CASES / 20 - 160, CASES / 20 + 160);
}

static void test_draw_is_the_same_at_every_look_and_new_at_the_next_closing(void **state)
{
    (void)state;
    int differ = 0;
    for (int n = 1; n <= 1000; n++) {
        struct kase row = nth_case(SERVICE, n);
        bool taken = survey_takes(&instruments[1], &row);
        assert_int_equal(survey_takes(&instruments[1], &row), taken);
        row.version++;
        differ += survey_takes(&instruments[1], &row) != taken;
    }
    assert_in_range(differ, 200, 450);
}

static void test_only_the_newest_version_for_customers_draws(void **state)
{
    (void)state;
    for (int n = 1; n <= 1000; n++) {
        struct kase row = nth_case(SERVICE, n);
        const struct instrument *instrument = survey_draw(&desk, &row);
        if (instrument != NULL) assert_int_equal(instrument->id, 5);
    }
}

static void test_nought_and_hundred_percent_are_none_and_all(void **state)
{
    struct survey_sampling all[] = {{SERVICE, 100}, {OTHER_SERVICE, 0}};
    struct instrument instrument = instruments[1];
    (void)state;
    instrument.sampling = all;
    instrument.sampling_count = 2;
    for (int n = 1; n <= 200; n++) {
        struct kase one = nth_case(SERVICE, n), other = nth_case(OTHER_SERVICE, n);
        assert_true(survey_takes(&instrument, &one));
        assert_false(survey_takes(&instrument, &other));
    }
}

static void test_customer_is_left_alone_for_the_days_said(void **state)
{
    struct decision_customer customer = {.last_invitation_id = 0};
    int64_t now = 1000 * US_PER_DAY;
    (void)state;
    assert_true(survey_may_invite(&instruments[1], &customer, now));
    customer.last_invitation_id = 9;
    customer.last_invited_at_us = now - 30 * US_PER_DAY + 1;
    assert_false(survey_may_invite(&instruments[1], &customer, now));
    customer.last_invited_at_us--;
    assert_true(survey_may_invite(&instruments[1], &customer, now));
}

static void test_customer_is_written_to_only_as_they_prefer(void **state)
{
    struct decision_customer customer = {.email = "a@example.org", .address = "1 Square"};
    (void)state;
    assert_int_equal(survey_delivery(&customer, true), CHANNEL_NONE);
    customer.phone = "+35921234567";
    assert_int_equal(survey_delivery(&customer, true), CHANNEL_PHONE);
    customer.channel = CHANNEL_EMAIL;
    assert_int_equal(survey_delivery(&customer, true), CHANNEL_EMAIL);
    customer.channel = CHANNEL_LETTER;
    assert_int_equal(survey_delivery(&customer, true), CHANNEL_LETTER);
    customer.address = NULL;
    assert_int_equal(survey_delivery(&customer, true), CHANNEL_PHONE);
    customer.channel = CHANNEL_EMAIL;
    assert_int_equal(survey_delivery(&customer, false), CHANNEL_PHONE); /* nowhere to answer */
}

static void test_link_leads_to_the_place_of_the_survey_else_to_our_page(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct instrument own = {.link = "https://town.example/a?s={secret}&x"}, ours = {.link = NULL};
    (void)state;
    assert_string_equal(survey_link(arena, &own, "https://desk.example", "abc"),
                        "https://town.example/a?s=abc&x");
    assert_string_equal(survey_link(arena, &ours, "https://desk.example/os", "abc"),
                        "https://desk.example/os/survey/abc");
    assert_null(survey_link(arena, &ours, NULL, "abc"));
    arena_free(arena);
}

static void test_texts_come_in_the_nearest_language(void **state)
{
    (void)state;
    assert_string_equal(survey_text_in(&instruments[1], "pt-BR")->language, "pt-BR");
    assert_string_equal(survey_text_in(&instruments[1], "pt")->language, "pt-BR");
    assert_string_equal(survey_text_in(&instruments[1], "en-GB")->language, "en");
    assert_string_equal(survey_text_in(&instruments[1], "e")->language, "en");
    assert_string_equal(survey_text_in(&instruments[1], NULL)->language, "en");
}

/* ---- answers ---- */

struct answering {
    struct arena *arena;
    struct decision_context context;
    struct actor actor;
    struct survey before, after;
    struct effects effects;
    struct error error;
};

static void begin(struct answering *answering)
{
    *answering = (struct answering){.arena = arena_new(1 << 20), .actor = {.staff = &clerk}};
    answering->context = (struct decision_context){
        .desk = &desk, .arena = answering->arena, .now_us = 100 * US_PER_DAY, .first_id = 50};
    answering->before = (struct survey){.header = {.agency_id = AGENCY,
                                                   .id = 40,
                                                   .kind = RECORD_SURVEY,
                                                   .reference = "7K3M-9XQ4",
                                                   .version = 1,
                                                   .channel = CHANNEL_COUNTER},
                                        .instrument_id = 5,
                                        .kind = SURVEY_CUSTOMER,
                                        .state = SURVEY_INVITED,
                                        .invited_at_us = 99 * US_PER_DAY,
                                        .expires_at_us = 106 * US_PER_DAY,
                                        .sent_at_us = NO_TIME,
                                        .answered_at_us = NO_TIME,
                                        .has_link = true};
}

static enum error_code say(struct answering *answering, const struct survey_answer_body *answers,
                           size_t count)
{
    return survey_answer(&answering->context, &answering->actor, &answering->before, CHANNEL_PHONE,
                         answers, count, &answering->effects, &answering->after, &answering->error);
}

static int64_t moved(const struct effects *effects, enum metric metric, int32_t bucket)
{
    int64_t sum = 0;
    for (size_t i = 0; i < effects->moves_count; i++)
        if (effects->moves[i].metric == metric && effects->moves[i].bucket == bucket)
            sum += effects->moves[i].value;
    return sum;
}

static void test_answers_count_by_question_and_by_topic(void **state)
{
    static const struct survey_answer_body answers[] = {
        {"happy", "3"}, {"bribe", "no"}, {"words", "Long queue"}};
    struct answering answering;
    (void)state;
    begin(&answering);
    assert_int_equal(say(&answering, answers, 3), ERR_OK);
    const struct effects *effects = &answering.effects;
    assert_int_equal(moved(effects, METRIC_SURVEY_ANSWERED, 5), 1);
    assert_int_equal(moved(effects, METRIC_SURVEY_ANSWERS, survey_answer_bucket(5, 0, 3)), 1);
    assert_int_equal(moved(effects, METRIC_SURVEY_ANSWERS, survey_answer_bucket(5, 1, ANSWER_NO)),
                     1);
    assert_int_equal(moved(effects, METRIC_SURVEY_NOT_SATISFIED,
                           survey_topic_bucket(SURVEY_CUSTOMER, TOPIC_SATISFACTION)),
                     1);
    assert_int_equal(moved(effects, METRIC_SURVEY_SATISFIED,
                           survey_topic_bucket(SURVEY_CUSTOMER, TOPIC_CORRUPTION_CONCERN)),
                     1);
    assert_int_equal(moved(effects, METRIC_SURVEY_IN_WORDS, 5), 1);
    assert_int_equal(effects->moves_count, 6);
    arena_free(answering.arena);
}

static void test_what_was_written_stays_out_of_the_event(void **state)
{
    static const struct survey_answer_body answers[] = {{"happy", "5"}, {"words", "Thanks, Ana"}};
    struct answering answering;
    (void)state;
    begin(&answering);
    assert_int_equal(say(&answering, answers, 2), ERR_OK);
    assert_int_equal(answering.effects.events_count, 1);
    assert_null(strstr(answering.effects.events[0].facts_json, "Ana"));
    assert_non_null(strstr(answering.effects.events[0].facts_json, "digest"));
    assert_string_equal(answering.after.free_text, "{\"words\":\"Thanks, Ana\"}");
    assert_string_equal(answering.after.answers, "{\"happy\":5}");
    assert_false(answering.after.has_link);
    arena_free(answering.arena);
}

static void test_wrong_answers_are_refused_without_a_trace(void **state)
{
    static const struct survey_answer_body wrong[][2] = {{{"happy", "0"}, {"bribe", "no"}},
                                                         {{"happy", "5"}, {"bribe", "perhaps"}},
                                                         {{"happy", "5"}, {"happy", "5"}},
                                                         {{"happy", "5"}, {"tea", "5"}},
                                                         {{"bribe", "no"}, {"words", "x"}}};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct answering answering;
        begin(&answering);
        assert_int_equal(say(&answering, wrong[i], 2), ERR_INVALID);
        assert_int_equal(answering.effects.events_count, 0);
        assert_int_equal(answering.effects.records_count, 0);
        arena_free(answering.arena);
    }
}

static void test_answered_or_over_is_refused(void **state)
{
    static const struct survey_answer_body answers[] = {{"happy", "5"}};
    struct answering answering;
    (void)state;
    begin(&answering);
    answering.before.state = SURVEY_ANSWERED;
    assert_int_equal(say(&answering, answers, 1), ERR_REFUSED);
    arena_free(answering.arena);
    begin(&answering);
    answering.context.now_us = answering.before.expires_at_us + 1;
    assert_int_equal(say(&answering, answers, 1), ERR_REFUSED);
    assert_int_equal(answering.effects.events_count, 0);
    arena_free(answering.arena);
}

static void test_counts_are_read_as_they_were_written(void **state)
{
    struct survey_count count;
    (void)state;
    const char *rest = survey_count_read("0:1:5:1 12:2:2:2", &count);
    assert_int_equal(count.answer, 5);
    assert_int_equal(count.mark, MARK_SATISFIED);
    rest = survey_count_read(rest, &count);
    assert_int_equal(count.question, 12);
    assert_int_equal(count.topic, TOPIC_CORRUPTION_CONCERN);
    assert_null(survey_count_read(rest, &count));
    assert_null(survey_count_read(NULL, &count));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_share_of_cases_taken_is_the_percentage),
        cmocka_unit_test(test_draw_is_the_same_at_every_look_and_new_at_the_next_closing),
        cmocka_unit_test(test_only_the_newest_version_for_customers_draws),
        cmocka_unit_test(test_nought_and_hundred_percent_are_none_and_all),
        cmocka_unit_test(test_customer_is_left_alone_for_the_days_said),
        cmocka_unit_test(test_customer_is_written_to_only_as_they_prefer),
        cmocka_unit_test(test_link_leads_to_the_place_of_the_survey_else_to_our_page),
        cmocka_unit_test(test_texts_come_in_the_nearest_language),
        cmocka_unit_test(test_answers_count_by_question_and_by_topic),
        cmocka_unit_test(test_what_was_written_stays_out_of_the_event),
        cmocka_unit_test(test_wrong_answers_are_refused_without_a_trace),
        cmocka_unit_test(test_answered_or_over_is_refused),
        cmocka_unit_test(test_counts_are_read_as_they_were_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
