/* Contacts as measured standards: what follows from their times, what cannot be right, who judges.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "proto/command.h"
#include "small_desk.h"
#include "workflow/contact.h"

#define S US_PER_S
/* 2026-03-02 10:00 at UTC+2 */
static const int64_t ten = INT64_C(20514) * US_PER_DAY + 480 * US_PER_MIN;
static const int64_t now = INT64_C(20514) * US_PER_DAY + 960 * US_PER_MIN;

static struct command nothing(enum channel channel)
{
    return (struct command){.kind = COMMAND_CONTACT_LOG,
                            .agency_id = CITY,
                            .channel = channel,
                            .queued_at_us = NO_TIME,
                            .answered_at_us = NO_TIME,
                            .ended_at_us = NO_TIME,
                            .appointment_at_us = NO_TIME,
                            .wait_s = -1,
                            .duration_s = -1};
}

static struct contact_row measured(const struct command *command)
{
    struct contact_row contact = {
        .agency_id = command->agency_id, .channel = command->channel, .direction = DIRECTION_IN};
    contact_measure(command, now, &contact);
    return contact;
}

/* The fields that are wrong, in their order, with blanks between. */
static const char *faults_of(const struct command *command)
{
    static char text[400];
    struct error error = {.code = ERR_OK};
    size_t used = 0;
    text[0] = '\0';
    if (contact_check(command, now, &error) == ERR_OK) return "";
    assert_int_equal(error.code, ERR_INVALID);
    for (int i = 0; i < (int)error.field_count; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i > 0 ? " " : "",
                                 error.fields[i].field);
    return text;
}

/* ---- what it was for ---- */

static void test_contact_is_described_when_service_and_purpose_are_said(void **state)
{
    struct command command = nothing(CHANNEL_PHONE);
    struct contact_row contact = {.service_id = ADVICE};
    (void)state;
    contact_describe(&command, &contact);
    assert_true(contact.undescribed);
    assert_int_equal(contact.purpose, PURPOSE_TRANSACTION);
    command.purpose = PURPOSE_INFORMATION;
    contact_describe(&command, &contact);
    assert_false(contact.undescribed);
    contact.service_id = 0;
    contact_describe(&command, &contact);
    assert_true(contact.undescribed);
    command.kind = COMMAND_CASE_LOG; /* the case says what for */
    command.purpose = PURPOSE_NONE;
    contact_describe(&command, &contact);
    assert_false(contact.undescribed);
}

/* ---- times ---- */

static void test_contact_without_times_began_now(void **state)
{
    struct command command = nothing(CHANNEL_COUNTER);
    (void)state;
    command.wait_s = 60;
    struct contact_row contact = measured(&command);
    assert_string_equal(faults_of(&command), "");
    assert_int_equal(contact.at_us, now);
    assert_int_equal(contact.wait_s, 60);
    assert_true(contact.queued_at_us == NO_TIME && contact.answered_at_us == NO_TIME);
}

static void test_wait_and_duration_follow_from_times(void **state)
{
    struct command command = nothing(CHANNEL_COUNTER);
    (void)state;
    command.queued_at_us = ten;
    command.answered_at_us = ten + 90 * S;
    command.ended_at_us = ten + 400 * S;
    struct contact_row contact = measured(&command);
    assert_string_equal(faults_of(&command), "");
    assert_int_equal(contact.at_us, ten);
    assert_int_equal(contact.wait_s, 90);
    assert_int_equal(contact.duration_s, 310);
}

static void test_times_follow_from_wait_and_duration(void **state)
{
    struct command command = nothing(CHANNEL_PHONE);
    (void)state;
    command.ended_at_us = ten + 400 * S;
    command.wait_s = 90;
    command.duration_s = 310;
    struct contact_row contact = measured(&command);
    assert_int_equal(contact.queued_at_us, ten);
    assert_int_equal(contact.answered_at_us, ten + 90 * S);
    assert_int_equal(contact.at_us, ten);
    command.ended_at_us = NO_TIME;
    command.queued_at_us = ten;
    contact = measured(&command);
    assert_int_equal(contact.answered_at_us, ten + 90 * S);
    assert_int_equal(contact.ended_at_us, ten + 400 * S);
}

static void test_abandoned_contact_waited_until_it_ended(void **state)
{
    struct command command = nothing(CHANNEL_PHONE);
    (void)state;
    command.abandoned = true;
    command.queued_at_us = ten;
    command.ended_at_us = ten + 45 * S;
    struct contact_row contact = measured(&command);
    assert_string_equal(faults_of(&command), "");
    assert_int_equal(contact.wait_s, 45);
    assert_int_equal(contact.duration_s, -1);
    assert_true(contact.answered_at_us == NO_TIME && contact.abandoned);
}

/* ---- what cannot be right ---- */

static void test_wrong_order_is_a_fault_of_the_later_time(void **state)
{
    struct command command = nothing(CHANNEL_PHONE);
    (void)state;
    command.queued_at_us = ten;
    command.answered_at_us = ten - S;
    assert_string_equal(faults_of(&command), "/answered_at");
    command.answered_at_us = ten + 10 * S;
    command.ended_at_us = ten + 9 * S;
    assert_string_equal(faults_of(&command), "/ended_at");
    command.answered_at_us = NO_TIME;
    command.ended_at_us = ten - S;
    assert_string_equal(faults_of(&command), "/ended_at");
    command.ended_at_us = ten + 10 * S;
    command.duration_s = 11; /* answered before it was queued, by what was told */
    assert_string_equal(faults_of(&command), "/queued_at");
}

static void test_future_is_a_fault(void **state)
{
    struct command command = nothing(CHANNEL_PHONE);
    (void)state;
    command.queued_at_us = now + 61 * S;
    command.answered_at_us = now + 62 * S;
    assert_string_equal(faults_of(&command), "/queued_at /answered_at");
    command = nothing(CHANNEL_PHONE);
    command.queued_at_us = now;
    command.wait_s = 3600;
    assert_string_equal(faults_of(&command), "/wait_s");
    command.wait_s = 0;
    command.duration_s = 3600;
    assert_string_equal(faults_of(&command), "/duration_s");
}

static void test_abandoned_contact_was_not_answered(void **state)
{
    struct command command = nothing(CHANNEL_PHONE);
    (void)state;
    command.abandoned = true;
    assert_string_equal(faults_of(&command), "/abandoned");
    command.queued_at_us = ten;
    assert_string_equal(faults_of(&command), "/abandoned");
    command.answered_at_us = ten + S;
    command.ended_at_us = ten + 2 * S;
    assert_string_equal(faults_of(&command), "/answered_at");
    command.answered_at_us = NO_TIME;
    command.duration_s = 5;
    assert_string_equal(faults_of(&command), "/duration_s");
}

static void test_span_must_fit_the_times(void **state)
{
    struct command command = nothing(CHANNEL_PHONE);
    (void)state;
    command.queued_at_us = ten;
    command.answered_at_us = ten + 90 * S;
    command.wait_s = 91; /* rounded there */
    assert_string_equal(faults_of(&command), "");
    assert_int_equal(measured(&command).wait_s, 90);
    command.wait_s = 92;
    assert_string_equal(faults_of(&command), "/wait_s");
    command.wait_s = -1;
    command.ended_at_us = ten + 100 * S;
    command.duration_s = 20;
    assert_string_equal(faults_of(&command), "/duration_s");
    command.duration_s = -1;
    command.queued_at_us = ten - 8 * US_PER_DAY;
    assert_string_equal(faults_of(&command), "/queued_at");
}

static void test_appointment_needs_when_it_began_near_it(void **state)
{
    struct command command = nothing(CHANNEL_COUNTER);
    (void)state;
    command.appointment_at_us = ten;
    assert_string_equal(faults_of(&command), "/appointment_at");
    command.answered_at_us = ten + 60 * S;
    assert_string_equal(faults_of(&command), "");
    command.appointment_at_us = ten + 3 * US_PER_DAY;
    assert_string_equal(faults_of(&command), "/appointment_at");
}

static void test_external_id_and_source_belong_together(void **state)
{
    struct command command = nothing(CHANNEL_COUNTER);
    (void)state;
    command.source = "tickets";
    assert_string_equal(faults_of(&command), "/external_id");
    command.source = NULL;
    command.external_id = "A1";
    assert_string_equal(faults_of(&command), "/source");
    command.kind = COMMAND_CASE_LOG;
    assert_string_equal(faults_of(&command), "/contact_source");
}

static void test_past_contact_needs_its_time(void **state)
{
    struct command command = nothing(CHANNEL_COUNTER);
    (void)state;
    command.kind = COMMAND_CONTACT_IMPORT;
    command.wait_s = 20;
    assert_string_equal(faults_of(&command), "/queued_at");
    command.answered_at_us = ten;
    assert_string_equal(faults_of(&command), "");
}

/* ---- who judges ---- */

static const char *const permit_only[] = {"permit"};
enum { BUSINESS = 8 };
static const int32_t business_only[] = {BUSINESS};

#define VERSION(id_, agency, code_, kind_, from, seconds_)                                         \
    .id = id_, .agency_id = agency, .code = code_, .kind = kind_, .seconds = seconds_,             \
    .abandoned_after_s = seconds_, .in_force_from = from, .in_force_to = CIVIL_DAY_MAX,            \
    .active = true
static struct standard standards[] = {
    {VERSION(1, CITY, "wait", STANDARD_COUNTER_WAIT, 10000, 1200)},
    {VERSION(2, CITY, "calls", STANDARD_PHONE_ANSWER, 10000, 20)},
    {VERSION(3, CITY, "times", STANDARD_PUNCTUALITY, 10000, 300)},
    {VERSION(4, CITY, "wait", STANDARD_COUNTER_WAIT, 20514, 600)}, /* from 2026-03-02 on */
    {.id = 5,                                                      /* given up */
     .agency_id = CITY,
     .code = "gone",
     .kind = STANDARD_COUNTER_WAIT,
     .seconds = 1,
     .in_force_from = 20514,
     .in_force_to = CIVIL_DAY_MAX},
    {VERSION(6, WATER, "wait", STANDARD_COUNTER_WAIT, 20514, 1)},
};
static struct desk judging = {.standards = standards, .standards_count = 6};

/* Scopes that overlap, for a fortnight in which more was promised. */
enum { FORTNIGHT = 20400 };
static const struct service services[] = {{.id = 1, .agency_id = CITY, .code = "permit"},
                                          {.id = 2, .agency_id = CITY, .code = "advice"}};
static struct standard scoped[] = {
    {VERSION(1, CITY, "wait", STANDARD_COUNTER_WAIT, 10000, 1200)},
    {VERSION(2, CITY, "permit", STANDARD_COUNTER_WAIT, FORTNIGHT, 60), .services = permit_only,
     .service_count = 1},
    {VERSION(3, CITY, "counter", STANDARD_COUNTER_WAIT, FORTNIGHT, 600),
     .channels = 1u << CHANNEL_COUNTER},
    {VERSION(4, CITY, "business", STANDARD_COUNTER_WAIT, FORTNIGHT, 300), .segments = business_only,
     .segment_count = 1},
    {VERSION(5, CITY, "calls", STANDARD_PHONE_ANSWER, 10000, 20), .segments = business_only,
     .segment_count = 1},
};
static const struct desk narrow = {
    .standards = scoped, .standards_count = 5, .services = services, .services_count = 2};

static int link_versions(void **state)
{
    (void)state;
    standards[1].abandoned_after_s = 5;
    scoped[1].in_force_to = scoped[2].in_force_to = scoped[3].in_force_to = FORTNIGHT + 13;
    standards_link(standards, 6);
    standards_link(scoped, 5);
    return 0;
}

static void check_judged(const struct command *command, enum verdict verdict, int32_t standard_id)
{
    struct contact_row contact = measured(command);
    assert_string_equal(faults_of(command), "");
    contact_judge(&judging, &small_zone, &contact);
    assert_int_equal(contact.verdict, verdict);
    assert_int_equal(contact.standard_id, standard_id);
}

static void test_standard_is_met_up_to_its_last_second(void **state)
{
    struct command command = nothing(CHANNEL_COUNTER);
    (void)state;
    command.queued_at_us = ten;
    command.answered_at_us = ten + 600 * S;
    check_judged(&command, VERDICT_MET, 4);
    command.answered_at_us++;
    check_judged(&command, VERDICT_MISSED, 4);
    command = nothing(CHANNEL_PHONE);
    command.wait_s = 20;
    check_judged(&command, VERDICT_MET, 2);
    command.wait_s = 21;
    check_judged(&command, VERDICT_MISSED, 2);
}

static void test_version_of_the_local_day_judges(void **state)
{
    struct command command = nothing(CHANNEL_COUNTER);
    (void)state;
    /* 00:00 local is 22:00 UTC of the day before */
    command.queued_at_us = INT64_C(20514) * US_PER_DAY - 120 * US_PER_MIN;
    command.answered_at_us = command.queued_at_us + 601 * S;
    check_judged(&command, VERDICT_MISSED, 4);
    command.queued_at_us--;
    check_judged(&command, VERDICT_MET, 1);
    command.queued_at_us = command.answered_at_us = INT64_C(9000) * US_PER_DAY;
    check_judged(&command, VERDICT_NONE, 0); /* nothing was promised yet */
}

static void test_appointment_is_judged_by_punctuality_alone(void **state)
{
    struct command command = nothing(CHANNEL_COUNTER);
    (void)state;
    command.queued_at_us = ten - 3600 * S; /* came an hour early */
    command.appointment_at_us = ten;
    command.answered_at_us = ten + 300 * S;
    check_judged(&command, VERDICT_MET, 3);
    command.answered_at_us = ten - 60 * S;
    check_judged(&command, VERDICT_MET, 3);
    command.answered_at_us = ten + 301 * S;
    check_judged(&command, VERDICT_MISSED, 3);
}

static void test_abandoned_counts_as_missed_only_after_its_limit(void **state)
{
    struct command command = nothing(CHANNEL_PHONE);
    (void)state;
    command.abandoned = true;
    command.wait_s = 5;
    check_judged(&command, VERDICT_NONE, 2);
    command.wait_s = 6; /* before the target of 20 s, and after the limit that was set */
    check_judged(&command, VERDICT_MISSED, 2);
    command.channel = CHANNEL_COUNTER;
    command.queued_at_us = ten;
    command.wait_s = 600;
    check_judged(&command, VERDICT_NONE, 4);
    command.wait_s = 601;
    check_judged(&command, VERDICT_MISSED, 4);
}

static void test_other_contacts_are_judged_by_nothing(void **state)
{
    struct command command = nothing(CHANNEL_WEB);
    (void)state;
    command.wait_s = 5;
    check_judged(&command, VERDICT_NONE, 0);
    command = nothing(CHANNEL_PHONE); /* how long is not known */
    check_judged(&command, VERDICT_NONE, 0);
    command.wait_s = 5;
    struct contact_row contact = measured(&command);
    contact.direction = DIRECTION_OUT;
    contact_judge(&judging, &small_zone, &contact);
    assert_int_equal(contact.verdict, VERDICT_NONE);
}

/* The version that judges a contact of a day, with a verdict of its own seconds. */
static int32_t judged_on(civil_day day, enum channel channel, int32_t service_id,
                         int32_t segment_id)
{
    struct command command = nothing(channel);
    command.queued_at_us = day * US_PER_DAY + 480 * US_PER_MIN;
    command.answered_at_us = command.queued_at_us + 400 * S;
    struct contact_row contact = measured(&command);
    contact.service_id = service_id;
    contact.segment_id = segment_id;
    contact_judge(&narrow, &small_zone, &contact);
    const struct standard *standard = desk_standard(&narrow, contact.standard_id);
    assert_int_equal(contact.verdict, contact_verdict(&contact, standard));
    return contact.standard_id;
}

static void test_narrowest_scope_of_the_contacts_own_day_judges(void **state)
{
    enum channel counter = CHANNEL_COUNTER;
    (void)state;
    assert_int_equal(judged_on(FORTNIGHT, counter, 1, BUSINESS), 2); /* service before all */
    assert_int_equal(judged_on(FORTNIGHT, counter, 2, BUSINESS), 3); /* channel before segment */
    assert_int_equal(judged_on(FORTNIGHT, counter, 0, 0), 3);        /* no service is known */
    scoped[2].channels = 1u << CHANNEL_MOBILE_OFFICE;
    assert_int_equal(judged_on(FORTNIGHT, counter, 2, BUSINESS), 4);
    assert_int_equal(judged_on(FORTNIGHT, counter, 2, 0), 1);
    scoped[2].channels = 1u << CHANNEL_COUNTER;
}

static void test_scoped_version_judges_within_its_dates_alone(void **state)
{
    enum channel counter = CHANNEL_COUNTER;
    (void)state;
    assert_int_equal(judged_on(FORTNIGHT - 1, counter, 1, BUSINESS), 1);
    assert_int_equal(judged_on(FORTNIGHT + 13, counter, 1, BUSINESS), 2);
    assert_int_equal(judged_on(FORTNIGHT + 14, counter, 1, BUSINESS), 1);
    assert_int_equal(judged_on(9999, counter, 1, BUSINESS), 0);
}

static void test_contact_for_which_nothing_is_promised_is_not_judged(void **state)
{
    (void)state;
    assert_int_equal(judged_on(FORTNIGHT, CHANNEL_PHONE, 1, BUSINESS), 5);
    assert_int_equal(judged_on(FORTNIGHT, CHANNEL_PHONE, 1, 0), 0);
    scoped[0].in_force_to = FORTNIGHT + 20;
    standards_link(scoped, 5);
    assert_int_equal(judged_on(FORTNIGHT + 20, CHANNEL_COUNTER, 0, 0), 1);
    assert_int_equal(judged_on(FORTNIGHT + 21, CHANNEL_COUNTER, 0, 0), 0);
    scoped[0].in_force_to = CIVIL_DAY_MAX;
    standards_link(scoped, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contact_is_described_when_service_and_purpose_are_said),
        cmocka_unit_test(test_contact_without_times_began_now),
        cmocka_unit_test(test_wait_and_duration_follow_from_times),
        cmocka_unit_test(test_times_follow_from_wait_and_duration),
        cmocka_unit_test(test_abandoned_contact_waited_until_it_ended),
        cmocka_unit_test(test_wrong_order_is_a_fault_of_the_later_time),
        cmocka_unit_test(test_future_is_a_fault),
        cmocka_unit_test(test_abandoned_contact_was_not_answered),
        cmocka_unit_test(test_span_must_fit_the_times),
        cmocka_unit_test(test_appointment_needs_when_it_began_near_it),
        cmocka_unit_test(test_external_id_and_source_belong_together),
        cmocka_unit_test(test_past_contact_needs_its_time),
        cmocka_unit_test(test_standard_is_met_up_to_its_last_second),
        cmocka_unit_test(test_version_of_the_local_day_judges),
        cmocka_unit_test(test_appointment_is_judged_by_punctuality_alone),
        cmocka_unit_test(test_abandoned_counts_as_missed_only_after_its_limit),
        cmocka_unit_test(test_other_contacts_are_judged_by_nothing),
        cmocka_unit_test(test_narrowest_scope_of_the_contacts_own_day_judges),
        cmocka_unit_test(test_scoped_version_judges_within_its_dates_alone),
        cmocka_unit_test(test_contact_for_which_nothing_is_promised_is_not_judged),
    };
    return cmocka_run_group_tests(tests, link_versions, NULL);
}
