/* Counters: the buckets of distributions, and which event moves which counter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "small_desk.h"
#include "workflow/counter.h"
#include "workflow/effects.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* ---- buckets ---- */

static void test_bucket_is_exact_for_small_values(void **state)
{
    (void)state;
    for (int64_t value = 0; value < 32; value++) {
        assert_int_equal(counter_bucket(value), value + 1);
        assert_int_equal(counter_bucket_middle(counter_bucket(value)), value);
    }
    assert_int_equal(counter_bucket(-5), counter_bucket(0));
}

/* Values on both sides of every power of two and many between. */
static int64_t next_value(int64_t value)
{
    int64_t step = value / 97;
    return value + (step < 1 ? 1 : step);
}

static void test_bucket_middle_is_at_most_3_percent_off(void **state)
{
    (void)state;
    for (int64_t value = 1; value < INT64_MAX / 2; value = next_value(value)) {
        int64_t middle = counter_bucket_middle(counter_bucket(value));
        int64_t off = middle > value ? middle - value : value - middle;
        if ((double)off > 0.03 * (double)value)
            fail_msg("%lld is shown as %lld", (long long)value, (long long)middle);
    }
}

static void test_buckets_are_monotone_without_gaps(void **state)
{
    int32_t last = counter_bucket(0);
    (void)state;
    for (int64_t value = 1; value < 100000; value++) {
        int32_t bucket = counter_bucket(value);
        assert_true(bucket == last || bucket == last + 1);
        last = bucket;
    }
    for (int power = 5; power < 62; power++) {
        int64_t edge = INT64_C(1) << power;
        assert_int_equal(counter_bucket(edge), counter_bucket(edge - 1) + 1);
    }
}

static void test_bucket_and_its_middle_agree(void **state)
{
    (void)state;
    for (int32_t bucket = 1; bucket <= counter_bucket(INT64_MAX / 2); bucket++)
        assert_int_equal(counter_bucket(counter_bucket_middle(bucket)), bucket);
    assert_true(counter_bucket(INT64_MAX) > counter_bucket(INT64_MAX / 2));
}

/* ---- events ---- */

/* 2026-03-01 00:30 at UTC+2, which is still February in UTC. */
static const int64_t at_us = INT64_C(20513) * US_PER_DAY - 90 * US_PER_MIN;

static struct case_event event_of(enum event_kind kind)
{
    struct case_event event = {.agency_id = CITY,
                               .case_id = 7,
                               .seq = 1,
                               .kind = kind,
                               .at_us = at_us,
                               .actor_id = CLERK,
                               .office_id = HALL,
                               .service_id = PERMIT,
                               .segment_id = 3,
                               .channel = CHANNEL_PHONE};
    event_facts_clear(&event.facts);
    return event;
}

struct expected {
    enum metric metric;
    int64_t value;    /* of a count */
    int64_t observed; /* of a distribution */
};

static const struct counter_move *move_of(const struct counter_move *moves, size_t count,
                                          enum metric metric)
{
    const struct counter_move *found = NULL;
    for (size_t i = 0; i < count; i++) {
        if (moves[i].metric != metric) continue;
        assert_null(found); /* once a metric */
        found = &moves[i];
    }
    return found;
}

/* Exactly these and no others. */
static void check_moves(const struct counter_move *moves, size_t count,
                        const struct expected *expected, size_t expected_count)
{
    for (size_t i = 0; i < expected_count; i++) {
        const struct counter_move *move = move_of(moves, count, expected[i].metric);
        bool distribution = expected[i].metric == METRIC_ABANDONED_WAIT_S ||
                            (expected[i].metric >= METRIC_ELAPSED_S &&
                             expected[i].metric <= METRIC_CONTACT_DURATION_S);
        if (move == NULL)
            fail_msg("%s did not move", name_of(&metric_names, (int)expected[i].metric));
        assert_int_equal(move->value, distribution ? 1 : expected[i].value);
        assert_int_equal(move->bucket, distribution ? counter_bucket(expected[i].observed)
                                                    : expected[i].observed);
    }
    if (count != expected_count)
        for (size_t i = 0; i < count; i++)
            print_message("moved: %s\n", name_of(&metric_names, (int)moves[i].metric));
    assert_int_equal(count, expected_count);
}

#define CHECK(event, ...)                                                                          \
    do {                                                                                           \
        struct counter_move moves[COUNTER_MOVES_MAX];                                              \
        const struct expected list[] = {__VA_ARGS__};                                              \
        check_moves(moves, counter_of_event(&(event), &small_zone, moves), list, COUNT(list));     \
    } while (0)
#define CHECK_NOTHING(event)                                                                       \
    do {                                                                                           \
        struct counter_move moves[COUNTER_MOVES_MAX];                                              \
        assert_int_equal(counter_of_event(&(event), &small_zone, moves), 0);                       \
    } while (0)

static void test_move_counts_on_the_local_day_in_the_slice_of_the_event(void **state)
{
    struct case_event event = event_of(EVENT_REOPENED);
    struct counter_move moves[COUNTER_MOVES_MAX];
    (void)state;
    assert_int_equal(counter_of_event(&event, &small_zone, moves), 1);
    assert_int_equal(moves[0].day, civil_from_ymd(2026, 3, 1));
    assert_int_equal(moves[0].agency_id, CITY);
    assert_int_equal(moves[0].office_id, HALL);
    assert_int_equal(moves[0].service_id, PERMIT);
    assert_int_equal(moves[0].segment_id, 3);
    assert_int_equal(moves[0].channel, CHANNEL_PHONE);
}

static void test_opened_counts_the_case_and_its_demand(void **state)
{
    struct case_event event = event_of(EVENT_OPENED);
    (void)state;
    event.facts.expected_minutes = 45;
    event.facts.queue_id = QUEUE_HALL;
    event.facts.received_at_us = at_us - 60 * US_PER_MIN; /* written down later */
    CHECK(event, {METRIC_CASES_OPENED, 1, 0}, {METRIC_QUEUE_ARRIVALS, 1, QUEUE_HALL},
          {METRIC_DEMAND_MINUTES, 45, QUEUE_HALL});
    event.facts.received_at_us = at_us - 10 * US_PER_MIN;
    event.facts.front_desk = 1;
    CHECK(event, {METRIC_CASES_OPENED, 1, 0}, {METRIC_QUEUE_ARRIVALS, 1, QUEUE_HALL},
          {METRIC_DEMAND_MINUTES, 45, QUEUE_HALL}, {METRIC_LOGGED_LIVE, 1, 0},
          {METRIC_FRONT_LOGGED, 1, 0});
}

static void test_step_counts_who_did_it_and_where(void **state)
{
    struct case_event event = event_of(EVENT_STEPPED);
    (void)state;
    event.facts.minutes = 10;
    event.facts.queue_id = QUEUE_HALL;
    CHECK(event, {METRIC_STEPS, 1, 0}, {METRIC_STEPS_NAMED, 1, 0},
          {METRIC_WORKING_MINUTES, 10, QUEUE_HALL});
    event.facts.minutes = 0;
    event.facts.shared_account = 1;
    event.facts.outside_system = 1;
    CHECK(event, {METRIC_STEPS, 1, 0}, {METRIC_STEPS_OUTSIDE, 1, 0});
}

static void test_closed_in_time_counts_all_that_the_case_was(void **state)
{
    struct case_event event = event_of(EVENT_CLOSED);
    (void)state;
    event.facts.in_time = 1;
    event.facts.standard_id = 5;
    event.facts.elapsed_s = 90000;
    event.facts.counted_s = 7200;
    event.facts.paused_s = 600;
    event.facts.worked_minutes = 50;
    event.facts.contact_points = 1;
    event.facts.first_contact = 1;
    event.facts.case_managed = 1;
    event.facts.minutes = 15;
    CHECK(event, {METRIC_CASES_CLOSED, 1, 0}, {METRIC_CASES_IN_TIME, 1, 0},
          {METRIC_STANDARD_MET, 1, 5}, {METRIC_FIRST_CONTACT_RESOLUTION, 1, 0},
          {METRIC_SINGLE_CONTACT, 1, 0}, {METRIC_CASE_MANAGED, 1, 0}, {METRIC_STEPS, 1, 0},
          {METRIC_STEPS_NAMED, 1, 0}, {METRIC_WORKING_MINUTES, 15, 0}, {METRIC_ELAPSED_S, 0, 90000},
          {METRIC_COUNTED_S, 0, 7200}, {METRIC_PAUSED_S, 0, 600}, {METRIC_CASE_MINUTES, 0, 50},
          {METRIC_CONTACT_POINTS, 0, 1});
}

static void test_closed_late_after_many_doors(void **state)
{
    struct case_event event = event_of(EVENT_CLOSED);
    (void)state;
    event.facts.in_time = 2;
    event.facts.contact_points = 3;
    event.facts.expert = 1;
    CHECK(event, {METRIC_CASES_CLOSED, 1, 0}, {METRIC_CASES_LATE, 1, 0},
          {METRIC_STANDARD_MISSED, 1, 0}, {METRIC_EXPERT_CONTACT, 1, 0}, {METRIC_STEPS, 1, 0},
          {METRIC_STEPS_NAMED, 1, 0}, {METRIC_ELAPSED_S, 0, 0}, {METRIC_COUNTED_S, 0, 0},
          {METRIC_CONTACT_POINTS, 0, 3});
}

/* A case without a promise is neither in time nor late, and has no counted time. */
static void test_closed_without_a_clock_is_neither_in_time_nor_late(void **state)
{
    struct case_event event = event_of(EVENT_CLOSED);
    (void)state;
    event.facts.elapsed_s = 5;
    CHECK(event, {METRIC_CASES_CLOSED, 1, 0}, {METRIC_SINGLE_CONTACT, 1, 0}, {METRIC_STEPS, 1, 0},
          {METRIC_STEPS_NAMED, 1, 0}, {METRIC_ELAPSED_S, 0, 5});
}

static void test_other_events_count_as_the_table_says(void **state)
{
    struct case_event event = event_of(EVENT_REOPENED);
    (void)state;
    CHECK(event, {METRIC_CASES_REOPENED, 1, 0});
    event = event_of(EVENT_HANDED_OVER);
    CHECK(event, {METRIC_CASES_HANDED_OVER, 1, 0});
    event = event_of(EVENT_TASK_ANSWERED);
    event.facts.minutes = 20;
    event.facts.queue_id = QUEUE_EXPERTS;
    CHECK(event, {METRIC_TASKS_ANSWERED, 1, 0}, {METRIC_WORKING_MINUTES, 20, QUEUE_EXPERTS});
    event = event_of(EVENT_NOTED);
    CHECK_NOTHING(event);
    event.facts.minutes = 3;
    CHECK(event, {METRIC_WORKING_MINUTES, 3, 0});
    event.kind = EVENT_CONTACTED; /* the contact itself is counted from its row */
    CHECK(event, {METRIC_WORKING_MINUTES, 3, 0});
}

static void test_work_that_comes_into_a_queue_is_its_demand(void **state)
{
    struct case_event event = event_of(EVENT_REOPENED);
    (void)state;
    event.facts.expected_minutes = 30; /* as it was told before queues were: counts in none */
    CHECK(event, {METRIC_CASES_REOPENED, 1, 0});
    event.facts.queue_id = QUEUE_HALL;
    CHECK(event, {METRIC_CASES_REOPENED, 1, 0}, {METRIC_QUEUE_ARRIVALS, 1, QUEUE_HALL},
          {METRIC_DEMAND_MINUTES, 30, QUEUE_HALL});
    event.kind = EVENT_HANDED_OVER;
    CHECK(event, {METRIC_CASES_HANDED_OVER, 1, 0}, {METRIC_QUEUE_ARRIVALS, 1, QUEUE_HALL},
          {METRIC_DEMAND_MINUTES, 30, QUEUE_HALL}); /* before it was noted out of which */
    event.facts.expected_minutes = 0;               /* to a person: it stays in its queue */
    CHECK(event, {METRIC_CASES_HANDED_OVER, 1, 0});
    event.kind = EVENT_BROUGHT_IN;
    event.facts.queue_id = QUEUE_EXPERTS;
    event.facts.expected_minutes = 20;
    CHECK(event, {METRIC_TASKS_OPENED, 1, QUEUE_EXPERTS},
          {METRIC_DEMAND_MINUTES, 20, QUEUE_EXPERTS});
}

/* Out of one queue into another: it came here after so long, and took so much work there. */
static void test_hand_over_counts_for_both_queues(void **state)
{
    struct case_event event = event_of(EVENT_HANDED_OVER);
    (void)state;
    event.facts.from_queue_id = QUEUE_HALL;
    event.facts.queue_id = QUEUE_EXPERTS;
    event.facts.elapsed_s = 5400;
    event.facts.queue_minutes = 12;
    CHECK(event, {METRIC_CASES_HANDED_OVER, 1, 0}, {METRIC_QUEUE_ARRIVALS, 1, QUEUE_EXPERTS},
          {METRIC_QUEUE_ARRIVAL_AGES, 90, QUEUE_EXPERTS},
          {METRIC_QUEUE_MINUTES, 1, counter_queue_bucket(QUEUE_HALL, 12)});
}

static void test_closed_counts_in_the_queue_that_it_leaves(void **state)
{
    struct case_event event = event_of(EVENT_CLOSED);
    (void)state;
    event.facts.in_time = 2;
    event.facts.queue_id = QUEUE_EXPERTS;
    event.facts.queue_minutes = 7;
    CHECK(event, {METRIC_CASES_CLOSED, 1, 0}, {METRIC_CASES_LATE, 1, 0},
          {METRIC_STANDARD_MISSED, 1, 0}, {METRIC_SINGLE_CONTACT, 1, 0}, {METRIC_STEPS, 1, 0},
          {METRIC_STEPS_NAMED, 1, 0}, {METRIC_ELAPSED_S, 0, 0}, {METRIC_COUNTED_S, 0, 0},
          {METRIC_QUEUE_LATE, 1, QUEUE_EXPERTS},
          {METRIC_QUEUE_MINUTES, 1, counter_queue_bucket(QUEUE_EXPERTS, 7)});
}

/* ---- the end of a day ---- */

static void test_recorded_day_counts_capacity_and_what_the_backlog_rose_by(void **state)
{
    struct queue_day day = {.agency_id = CITY,
                            .queue_id = QUEUE_HALL,
                            .office_id = ANNEX,
                            .day = 20513,
                            .capacity_minutes = 420,
                            .backlog_minutes = 90,
                            .backlog_cases = 2,
                            .before_minutes = 150,
                            .before_cases = 3};
    struct counter_move moves[COUNTER_MOVES_MAX];
    (void)state;
    assert_int_equal(counter_of_queue_day(&day, moves), 3);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(moves[i].day, 20513);
        assert_int_equal(moves[i].bucket, QUEUE_HALL);
        assert_int_equal(moves[i].office_id, ANNEX);
    }
    assert_int_equal(moves[0].metric, METRIC_CAPACITY_MINUTES);
    assert_int_equal(moves[0].value, 420);
    assert_int_equal(moves[1].metric, METRIC_BACKLOG_MINUTES);
    assert_int_equal(moves[1].value, -60);
    assert_int_equal(moves[2].metric, METRIC_BACKLOG_CASES);
    assert_int_equal(moves[2].value, -1);
    day.capacity_minutes = QUEUE_DAY_UNKNOWN;
    assert_int_equal(counter_of_queue_day(&day, moves), 2);
}

static void test_only_the_last_rung_is_a_breach(void **state)
{
    struct case_event event = event_of(EVENT_RUNG);
    (void)state;
    event.facts.percent = 90;
    CHECK_NOTHING(event);
    event.facts.percent = 100;
    CHECK_NOTHING(event); /* of another clock than the processing one */
    event.facts.clock_kind = STANDARD_PROCESSING;
    CHECK(event, {METRIC_BREACHES, 1, 0});
}

static void test_promise_counts_for_the_version_that_judged_it(void **state)
{
    struct case_event event = event_of(EVENT_CLOCK_ENDED);
    (void)state;
    event.facts.standard_id = 3;
    event.facts.in_time = 1;
    CHECK(event, {METRIC_STANDARD_MET, 1, 3});
    event.facts.in_time = 2;
    CHECK(event, {METRIC_STANDARD_MISSED, 1, 3});
    event.kind = EVENT_EXTENDED;
    CHECK(event, {METRIC_STANDARD_EXTENDED, 1, 3});
}

/* A closing without a clock on the fourth of March at nine. */
static struct case_event bare_closing(void)
{
    struct case_event event = event_of(EVENT_CLOSED);
    event.facts.elapsed_s = 3;
    event.facts.contact_points = 2;
    event.facts.shared_account = 1;
    return event;
}

static void test_closing_past_half_of_its_time_counts_who_spoke_first(void **state)
{
    struct case_event event = bare_closing();
    (void)state;
    event.facts.proactive = 2;
    CHECK(event, {METRIC_CASES_CLOSED, 1, 0}, {METRIC_STEPS, 1, 0}, {METRIC_ELAPSED_S, 0, 3},
          {METRIC_CONTACT_POINTS, 0, 2}, {METRIC_CASES_HALF_TIME, 1, 0});
    event.facts.proactive = 1;
    CHECK(event, {METRIC_CASES_CLOSED, 1, 0}, {METRIC_STEPS, 1, 0}, {METRIC_ELAPSED_S, 0, 3},
          {METRIC_CONTACT_POINTS, 0, 2}, {METRIC_CASES_HALF_TIME, 1, 0},
          {METRIC_CASES_PROACTIVE, 1, 0});
}

static void test_closing_counts_for_its_version_of_the_process(void **state)
{
    struct case_event event = bare_closing();
    struct counter_move moves[COUNTER_MOVES_MAX];
    (void)state;
    event.facts.process_id = 7;
    event.facts.contacts = 4;
    event.facts.worked_outside = 1;
    event.facts.document = 1;
    size_t count = counter_of_event(&event, &small_zone, moves);
    assert_int_equal(count, 8);
    assert_int_equal(moves[4].metric, METRIC_CASES_OUTSIDE);
    assert_int_equal(moves[5].metric, METRIC_DOCUMENTS_ISSUED);
    assert_int_equal(moves[6].metric, METRIC_PROCESS_TIME_S);
    assert_int_equal(moves[6].bucket / COUNTER_PROCESS, 7);
    assert_int_equal(counter_bucket_middle(moves[6].bucket % COUNTER_PROCESS), 3);
    assert_int_equal(moves[7].metric, METRIC_PROCESS_CONTACTS);
    assert_int_equal(moves[7].bucket, 7);
    assert_int_equal(moves[7].value, 4);
}

/* The longest time there is stays with its version. */
static void test_buckets_of_processes_do_not_meet(void **state)
{
    (void)state;
    assert_true(counter_bucket(INT64_MAX) < COUNTER_PROCESS);
    assert_int_equal(counter_process_bucket((1 << 20) - 1, INT64_MAX) / COUNTER_PROCESS,
                     (1 << 20) - 1);
}

static void test_stage_that_moves_up_late_counts_as_late(void **state)
{
    struct case_event event = event_of(EVENT_COMPLAINT_ESCALATED);
    (void)state;
    event.facts.from_stage = 1;
    event.facts.stage = 2;
    event.facts.escalated_by = 2;
    event.facts.late_s = 60;
    CHECK(event, {METRIC_STAGES_ESCALATED_TIME, 1, 1000}, {METRIC_STAGES_BEGUN, 1, 2000});
    event.facts.late_s = 61;
    CHECK(event, {METRIC_STAGES_ESCALATED_TIME, 1, 1000}, {METRIC_STAGES_ESCALATED_LATE, 1, 1000},
          {METRIC_STAGES_BEGUN, 1, 2000});
    assert_true(counter_is_serious(METRIC_STAGES_ESCALATED_LATE, COUNTER_SERIOUS + 1000));
}

static void test_accepted_suggestion_counts(void **state)
{
    struct case_event event = event_of(EVENT_FEEDBACK_ANSWERED);
    (void)state;
    event.facts.accepted = 1;
    event.facts.elapsed_s = 60;
    CHECK(event, {METRIC_FEEDBACK_ANSWERED, 1, 0}, {METRIC_SUGGESTIONS_ACCEPTED, 1, 0},
          {METRIC_FEEDBACK_ANSWER_S, 1, counter_bucket(60)});
}

static void test_what_was_not_right_is_taken_back_on_the_day_of_the_closing(void **state)
{
    struct case_event event = event_of(EVENT_CONTACTED);
    struct counter_move moved[COUNTER_MOVES_MAX];
    (void)state;
    event.facts.right_standard_id = 5;
    event.facts.right_at_us = event.at_us - 40 * US_PER_DAY;
    event.facts.minutes = 7;
    CHECK(event, {METRIC_WORKING_MINUTES, 7, 0}, {METRIC_STANDARD_MET, -1, 5},
          {METRIC_STANDARD_MISSED, 1, 5});
    counter_of_event(&event, &small_zone, moved);
    assert_int_equal(moved[0].day, civil_from_ymd(2026, 3, 1));
    assert_int_equal(moved[1].day, civil_from_ymd(2026, 3, 1) - 40);
    assert_int_equal(moved[2].day, civil_from_ymd(2026, 3, 1) - 40);
}

static void test_events_that_move_nothing(void **state)
{
    static const enum event_kind kinds[] = {EVENT_ASSIGNED, EVENT_TASK_CLAIMED,
                                            EVENT_PAUSED,   EVENT_RESUMED,
                                            EVENT_LINKED,   EVENT_CUSTOMER_CHANGED};
    (void)state;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct case_event event = event_of(kinds[i]);
        CHECK_NOTHING(event);
    }
}

/* ---- contacts ---- */

static void test_contact_counts_its_cause_and_its_times(void **state)
{
    struct contact_row contact = {.agency_id = CITY,
                                  .office_id = HALL,
                                  .channel = CHANNEL_COUNTER,
                                  .cause = CAUSE_VALUE,
                                  .at_us = at_us,
                                  .appointment_at_us = NO_TIME,
                                  .wait_s = -1,
                                  .duration_s = -1};
    struct counter_move moves[COUNTER_MOVES_MAX];
    const struct expected plain[] = {{METRIC_CONTACTS, 1, 0}};
    const struct expected undescribed[] = {{METRIC_CONTACTS, 1, 0},
                                           {METRIC_CONTACTS_UNDESCRIBED, 1, 0}};
    const struct expected chased[] = {{METRIC_CONTACTS, 1, 0},
                                      {METRIC_CONTACTS_FAILURE, 1, 0},
                                      {METRIC_CONTACTS_CHASE, 1, 0},
                                      {METRIC_CONTACT_WAIT_S, 0, 0},
                                      {METRIC_CONTACT_DURATION_S, 0, 300}};
    (void)state;
    check_moves(moves, counter_of_contact(&contact, &small_zone, moves), plain, COUNT(plain));
    contact.cause = CAUSE_NONE;
    check_moves(moves, counter_of_contact(&contact, &small_zone, moves), plain, COUNT(plain));
    contact.undescribed = true;
    check_moves(moves, counter_of_contact(&contact, &small_zone, moves), undescribed,
                COUNT(undescribed));
    contact.undescribed = false;
    contact.cause = CAUSE_CHASE;
    contact.wait_s = 0; /* known: nobody had to wait */
    contact.duration_s = 300;
    check_moves(moves, counter_of_contact(&contact, &small_zone, moves), chased, COUNT(chased));
    assert_int_equal(moves[0].day, civil_from_ymd(2026, 3, 1));
}

static void test_abandoned_contact_counts_apart(void **state)
{
    struct contact_row contact = {.agency_id = CITY,
                                  .office_id = HALL,
                                  .channel = CHANNEL_PHONE,
                                  .cause = CAUSE_CHASE,
                                  .at_us = at_us,
                                  .appointment_at_us = NO_TIME,
                                  .wait_s = 95,
                                  .duration_s = -1,
                                  .abandoned = true};
    struct counter_move moves[COUNTER_MOVES_MAX];
    const struct expected early[] = {{METRIC_CONTACTS_ABANDONED, 1, 0},
                                     {METRIC_ABANDONED_WAIT_S, 0, 95}};
    const struct expected late[] = {{METRIC_CONTACTS_ABANDONED, 1, 0},
                                    {METRIC_ABANDONED_WAIT_S, 0, 95},
                                    {METRIC_PHONE_ANSWER_MISSED, 1, 9}};
    (void)state;
    check_moves(moves, counter_of_contact(&contact, &small_zone, moves), early, COUNT(early));
    contact.verdict = VERDICT_MISSED;
    contact.standard_id = 9;
    check_moves(moves, counter_of_contact(&contact, &small_zone, moves), late, COUNT(late));
}

static void test_verdict_counts_by_the_kind_of_its_standard(void **state)
{
    static const struct {
        enum channel channel;
        bool appointment;
        enum metric met, missed;
    } kinds[] = {
        {CHANNEL_COUNTER, false, METRIC_COUNTER_WAIT_MET, METRIC_COUNTER_WAIT_MISSED},
        {CHANNEL_PHONE, false, METRIC_PHONE_ANSWER_MET, METRIC_PHONE_ANSWER_MISSED},
        {CHANNEL_COUNTER, true, METRIC_PUNCTUALITY_MET, METRIC_PUNCTUALITY_MISSED},
        {CHANNEL_WEB, true, METRIC_PUNCTUALITY_MET, METRIC_PUNCTUALITY_MISSED},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct contact_row contact = {.agency_id = CITY,
                                      .channel = kinds[i].channel,
                                      .at_us = at_us,
                                      .appointment_at_us = kinds[i].appointment ? at_us : NO_TIME,
                                      .wait_s = -1,
                                      .duration_s = -1,
                                      .standard_id = 9,
                                      .verdict = VERDICT_MET};
        struct counter_move moves[COUNTER_MOVES_MAX];
        const struct expected met[] = {{METRIC_CONTACTS, 1, 0}, {kinds[i].met, 1, 9}};
        const struct expected missed[] = {{METRIC_CONTACTS, 1, 0}, {kinds[i].missed, 1, 9}};
        check_moves(moves, counter_of_contact(&contact, &small_zone, moves), met, COUNT(met));
        contact.verdict = VERDICT_MISSED;
        check_moves(moves, counter_of_contact(&contact, &small_zone, moves), missed, COUNT(missed));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bucket_is_exact_for_small_values),
        cmocka_unit_test(test_bucket_middle_is_at_most_3_percent_off),
        cmocka_unit_test(test_buckets_are_monotone_without_gaps),
        cmocka_unit_test(test_bucket_and_its_middle_agree),
        cmocka_unit_test(test_move_counts_on_the_local_day_in_the_slice_of_the_event),
        cmocka_unit_test(test_opened_counts_the_case_and_its_demand),
        cmocka_unit_test(test_step_counts_who_did_it_and_where),
        cmocka_unit_test(test_closed_in_time_counts_all_that_the_case_was),
        cmocka_unit_test(test_closed_late_after_many_doors),
        cmocka_unit_test(test_closed_without_a_clock_is_neither_in_time_nor_late),
        cmocka_unit_test(test_other_events_count_as_the_table_says),
        cmocka_unit_test(test_work_that_comes_into_a_queue_is_its_demand),
        cmocka_unit_test(test_hand_over_counts_for_both_queues),
        cmocka_unit_test(test_closed_counts_in_the_queue_that_it_leaves),
        cmocka_unit_test(test_recorded_day_counts_capacity_and_what_the_backlog_rose_by),
        cmocka_unit_test(test_only_the_last_rung_is_a_breach),
        cmocka_unit_test(test_promise_counts_for_the_version_that_judged_it),
        cmocka_unit_test(test_closing_past_half_of_its_time_counts_who_spoke_first),
        cmocka_unit_test(test_closing_counts_for_its_version_of_the_process),
        cmocka_unit_test(test_buckets_of_processes_do_not_meet),
        cmocka_unit_test(test_stage_that_moves_up_late_counts_as_late),
        cmocka_unit_test(test_accepted_suggestion_counts),
        cmocka_unit_test(test_what_was_not_right_is_taken_back_on_the_day_of_the_closing),
        cmocka_unit_test(test_events_that_move_nothing),
        cmocka_unit_test(test_contact_counts_its_cause_and_its_times),
        cmocka_unit_test(test_abandoned_contact_counts_apart),
        cmocka_unit_test(test_verdict_counts_by_the_kind_of_its_standard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
