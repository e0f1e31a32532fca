/* Which standard an answer is judged by, and what it counts as. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "proto/arena.h"
#include "workflow/standard.h"
#include "workflow/survey_int.h"

enum { AGENCY = 1, PERMIT = 10, ADVICE = 11, BUSINESS = 8, SPRING = 200, SUMMER = 300 };

static const struct survey_question questions[] = {
    {.code = "happy", .topic = TOPIC_SATISFACTION, .kind = QUESTION_SCALE, .satisfied = 1 << 5},
    {.code = "polite", .topic = TOPIC_CONDUCT, .kind = QUESTION_YES_NO, .satisfied = 1 << 2},
    {.code = "words", .topic = TOPIC_OTHER, .kind = QUESTION_TEXT}};
static const struct instrument instruments[] = {{.id = 5,
                                                 .agency_id = AGENCY,
                                                 .code = "after",
                                                 .version = 1,
                                                 .kind = SURVEY_CUSTOMER,
                                                 .active = true,
                                                 .questions = questions,
                                                 .question_count = 3}};
static const char *const permit_only[] = {"permit"};
static const int32_t business_only[] = {BUSINESS};

#define ASKED(id_, code_, kind_, from, question_, asked, kept)                                     \
    .id = id_, .agency_id = AGENCY, .code = code_, .kind = kind_, .in_force_from = from,           \
    .in_force_to = CIVIL_DAY_MAX, .active = true, .survey = "after", .question = question_,        \
    .question_kind = asked, .kept_by = kept
enum { FOUR_UP = 1 << 4 | 1 << 5, THREE_UP = FOUR_UP | 1 << 3 };
static struct standard standards[] = {
    {ASKED(1, "glad", STANDARD_SATISFACTION, 0, "happy", QUESTION_SCALE, THREE_UP)},
    {ASKED(2, "glad", STANDARD_SATISFACTION, SUMMER, "happy", QUESTION_SCALE, FOUR_UP)},
    {ASKED(3, "permit", STANDARD_SATISFACTION, SPRING, "happy", QUESTION_SCALE, 1 << 5),
     .services = permit_only, .service_count = 1},
    {ASKED(4, "business", STANDARD_SATISFACTION, SPRING, "happy", QUESTION_SCALE, 1 << 5),
     .segments = business_only, .segment_count = 1},
    {ASKED(5, "nice", STANDARD_CONDUCT, SPRING, "polite", QUESTION_YES_NO, 1 << ANSWER_YES)},
    {ASKED(6, "was-a-scale", STANDARD_SATISFACTION, SPRING, "polite", QUESTION_SCALE, FOUR_UP)},
    {.id = 7,
     .agency_id = AGENCY,
     .code = "nothing-asked",
     .kind = STANDARD_SATISFACTION,
     .in_force_to = CIVIL_DAY_MAX,
     .active = true},
};
enum { STANDARDS = sizeof standards / sizeof *standards };
static const struct service services[] = {{.id = PERMIT, .agency_id = AGENCY, .code = "permit"},
                                          {.id = ADVICE, .agency_id = AGENCY, .code = "advice"}};
static const struct zone_offset offsets[] = {{INT64_MIN, 120 * US_PER_MIN}};
static const struct zone zone = {.name = "Two", .offsets = offsets, .count = 1};
static const struct agency agencies[] = {{.id = AGENCY, .code = "town", .zone = &zone}};
static const struct desk desk = {.agencies = agencies,
                                 .agencies_count = 1,
                                 .instruments = instruments,
                                 .instruments_count = 1,
                                 .standards = standards,
                                 .standards_count = STANDARDS,
                                 .services = services,
                                 .services_count = 2};

struct answering {
    struct arena *arena;
    struct survey before, after;
    struct effects effects;
};

/* A case of the service that was closed on this day is answered long after. */
static struct survey closed_on(civil_day day, int32_t service_id, int32_t segment_id)
{
    return (struct survey){.header = {.agency_id = AGENCY,
                                      .id = 40,
                                      .kind = RECORD_SURVEY,
                                      .reference = "7K3M-9XQ4",
                                      .version = 1,
                                      .service_id = service_id,
                                      .segment_id = segment_id,
                                      .channel = CHANNEL_COUNTER},
                           .instrument_id = 5,
                           .kind = SURVEY_CUSTOMER,
                           .state = SURVEY_INVITED,
                           .invited_at_us = day * US_PER_DAY + 480 * US_PER_MIN,
                           .expires_at_us = 1000 * US_PER_DAY,
                           .sent_at_us = NO_TIME,
                           .answered_at_us = NO_TIME};
}

static void answer(struct answering *answering, const struct survey *before,
                   const struct survey_answer_body *answers, size_t count)
{
    struct error error = {.code = ERR_OK};
    const struct actor customer = {.staff = NULL};
    *answering = (struct answering){.arena = arena_new(1 << 20), .before = *before};
    const struct decision_context context = {
        .desk = &desk, .arena = answering->arena, .now_us = 500 * US_PER_DAY, .first_id = 50};
    assert_int_equal(survey_answer(&context, &customer, &answering->before, CHANNEL_WEB, answers,
                                   count, &answering->effects, &answering->after, &error),
                     ERR_OK);
}

/* What the event says of a scale's answer. */
static void assert_judged(const struct survey *before, const char *value, const char *judged)
{
    const struct survey_answer_body answers[] = {{"happy", value}};
    struct answering answering;
    answer(&answering, before, answers, 1);
    const char *told = answering.effects.events[0].facts.judged;
    if (judged == NULL)
        assert_null(told);
    else
        assert_string_equal(told, judged);
    arena_free(answering.arena);
}

static void test_version_of_the_day_of_the_closing_judges(void **state)
{
    struct survey before = closed_on(SUMMER - 1, ADVICE, 0), after = closed_on(SUMMER, ADVICE, 0);
    (void)state;
    assert_judged(&before, "3", "1:1");
    assert_judged(&before, "2", "1:2");
    assert_judged(&after, "3", "2:2");
    assert_judged(&after, "4", "2:1");
    before.invited_at_us = SUMMER * US_PER_DAY - 60 * US_PER_MIN; /* 01:00 of the day, locally */
    assert_judged(&before, "3", "2:2");
}

static void test_narrowest_scope_judges(void **state)
{
    struct survey one = closed_on(SPRING, PERMIT, BUSINESS), other;
    (void)state;
    assert_judged(&one, "4", "3:2");
    other = closed_on(SPRING, ADVICE, BUSINESS);
    assert_judged(&other, "5", "4:1");
    other = closed_on(SPRING - 1, PERMIT, BUSINESS);
    assert_judged(&other, "4", "1:1");
}

static int64_t moved(const struct answering *answering, enum metric metric, int32_t bucket)
{
    int64_t sum = 0;
    for (size_t i = 0; i < answering->effects.moves_count; i++) {
        const struct counter_move *move = &answering->effects.moves[i];
        if (move->metric != metric || move->bucket != bucket) continue;
        assert_int_equal(move->day, 500);
        assert_int_equal(move->service_id, PERMIT);
        sum += move->value;
    }
    return sum;
}

static void test_each_standard_counts_its_own_question(void **state)
{
    static const struct survey_answer_body answers[] = {
        {"happy", "5"}, {"polite", "no"}, {"words", "Long queue"}};
    struct survey before = closed_on(SPRING, PERMIT, 0);
    struct answering answering;
    (void)state;
    answer(&answering, &before, answers, 3);
    assert_int_equal(moved(&answering, METRIC_STANDARD_MET, 3), 1);
    assert_int_equal(moved(&answering, METRIC_STANDARD_MISSED, 5), 1);
    for (int32_t id = 1; id <= STANDARDS; id++) /* 6 names the question as it is not asked */
        if (id != 3 && id != 5)
            assert_int_equal(moved(&answering, METRIC_STANDARD_MET, id) +
                                 moved(&answering, METRIC_STANDARD_MISSED, id),
                             0);
    arena_free(answering.arena);
}

static void test_what_is_not_answered_is_not_judged(void **state)
{
    static const struct survey_answer_body answers[] = {{"words", "Long queue"}};
    struct survey before = closed_on(SPRING, PERMIT, 0);
    struct answering answering;
    (void)state;
    answer(&answering, &before, answers, 1);
    assert_null(answering.effects.events[0].facts.judged);
    arena_free(answering.arena);
    before = closed_on(SPRING, PERMIT, 0);
    before.invited_at_us = NO_TIME; /* entered by staff: nobody was served */
    assert_judged(&before, "5", NULL);
}

/* The longest survey, each question judged by both kinds, finds room for all that it moves. */
static void test_longest_survey_is_counted_whole(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    struct counter_move moves[COUNTER_MOVES_MAX];
    struct case_event event = {.agency_id = AGENCY, .kind = EVENT_SURVEY_ANSWERED};
    const char *answers = "", *judged = "";
    int64_t met = 0;
    (void)state;
    event_facts_clear(&event.facts);
    for (int i = 0; i < SURVEY_QUESTIONS; i++) {
        answers = arena_printf(arena, "%s%d:1:5:1 ", answers, i);
        judged = arena_printf(arena, "%s%d:1 %d:2 ", judged, 100 + i, 200 + i);
    }
    event.facts.answers = answers;
    event.facts.judged = judged;
    size_t count = counter_of_event(&event, &zone, moves);
    assert_int_equal(count, 1 + 4 * SURVEY_QUESTIONS);
    for (size_t i = 0; i < count; i++) met += moves[i].metric == METRIC_STANDARD_MET;
    assert_int_equal(met, SURVEY_QUESTIONS);
    arena_free(arena);
}

static int link_versions(void **state)
{
    (void)state;
    standards_link(standards, STANDARDS);
    return 0;
}

/* ---- mystery visits ---- */

static void test_score_of_a_visit_is_the_mean_of_its_answers(void **state)
{
    static const struct survey_question asked[] = {
        {.code = "happy", .kind = QUESTION_SCALE, .satisfied = FOUR_UP},
        {.code = "waited", .kind = QUESTION_SCALE, .satisfied = 1 << 1 | 1 << 2}, /* 1 is best */
        {.code = "polite", .kind = QUESTION_YES_NO, .satisfied = 1 << ANSWER_YES},
        {.code = "words", .kind = QUESTION_TEXT}};
    struct instrument visit = {
        .kind = SURVEY_MYSTERY_VISIT, .questions = asked, .question_count = 4};
    struct survey_answered answered = {.instrument = &visit, .answers = {4, 1, ANSWER_NO}};
    (void)state;
    assert_int_equal(survey_visit_score(&answered), 1 + 58); /* of 75, 100 and 0 */
    answered.answers[2] = 0;
    assert_int_equal(survey_visit_score(&answered), 1 + 88);
    answered.answers[0] = answered.answers[1] = 0;
    assert_int_equal(survey_visit_score(&answered), 0);
    answered.answers[0] = 1;
    assert_int_equal(survey_visit_score(&answered), 1);
    visit.kind = SURVEY_CUSTOMER;
    assert_int_equal(survey_visit_score(&answered), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_score_of_a_visit_is_the_mean_of_its_answers),
        cmocka_unit_test(test_version_of_the_day_of_the_closing_judges),
        cmocka_unit_test(test_narrowest_scope_judges),
        cmocka_unit_test(test_each_standard_counts_its_own_question),
        cmocka_unit_test(test_what_is_not_answered_is_not_judged),
        cmocka_unit_test(test_longest_survey_is_counted_whole),
    };
    return cmocka_run_group_tests(tests, link_versions, NULL);
}
