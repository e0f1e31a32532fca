/* The shipped ladders: which one, who answers, and the times of each stage. */
#include "complaint_desk.h"

struct scene {
    struct arena *arena;
    struct desk *desk;
    struct complaint complaint;
    struct effects effects;
    struct error error;
    int64_t next_id;
};

static int set_up(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    scene->arena = arena_new(64 << 20);
    scene->desk = complaint_desk(scene->arena);
    scene->next_id = 1000;
    memset(desk_absences, 0, sizeof desk_absences);
    *state = scene;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *scene = *state;
    arena_free(scene->arena);
    free(scene);
    return 0;
}

static struct complaint_context context_at(struct scene *scene, int64_t now_us)
{
    struct complaint_context context = {.decision = {.desk = scene->desk,
                                                     .arena = scene->arena,
                                                     .now_us = now_us,
                                                     .first_id = scene->next_id,
                                                     .customer_found = true}};
    scene->next_id += DECISION_IDS;
    memset(&scene->effects, 0, sizeof scene->effects);
    memset(&scene->error, 0, sizeof scene->error);
    return context;
}

static const struct complaint_told nothing = {.customer_id = 7,
                                              .received_at_us = NO_TIME,
                                              .happened_at_us = NO_TIME,
                                              .agency_id = TOWN,
                                              .office_id = HALL,
                                              .channel = CHANNEL_PHONE};

static enum error_code log_told(struct scene *scene, int64_t now_us, struct complaint_told told)
{
    struct complaint_context context = context_at(scene, now_us);
    struct actor actor = {&desk_people[CLERK - 1], ROLE_BIT(ROLE_FRONT_DESK)};
    return complaint_log(&context, &actor, &told, &scene->complaint, &scene->effects,
                         &scene->error);
}

static void log_it(struct scene *scene, int64_t now_us, const char *subject)
{
    struct complaint_told told = nothing;
    told.subject = subject;
    assert_int_equal(log_told(scene, now_us, told), ERR_OK);
}

static enum error_code act(struct scene *scene, int64_t now_us, int32_t who,
                           enum complaint_act what, struct complaint_told told)
{
    struct complaint_context context = context_at(scene, now_us);
    struct actor actor = {&desk_people[who - 1], ROLE_BIT(desk_grants[who].role)};
    struct complaint kept = scene->complaint;
    enum error_code code = complaint_do(&context, &actor, what, &told, &scene->complaint,
                                        &scene->effects, &scene->error);
    if (code != ERR_OK) scene->complaint = kept;
    return code;
}

static void fire(struct scene *scene, int64_t now_us)
{
    struct complaint_context context = context_at(scene, now_us);
    assert_int_equal(complaint_fire(&context, &scene->complaint, &scene->effects, &scene->error),
                     ERR_OK);
}

static const struct complaint_stage *stage(const struct scene *scene)
{
    return complaint_now(&scene->complaint);
}

static int32_t answerer(const struct scene *scene)
{
    return stage(scene)->answerer_id;
}

static struct complaint_told answered(void)
{
    struct complaint_told told = nothing;
    told.outcome = OUTCOME_UPHELD;
    told.answer = "We are sorry";
    return told;
}

/* Monday, 2 March 2026. */
#define MONDAY moment(2026, 3, 2, 10, 0)

static void test_basic_stages_take_five_fifteen_and_twenty_working_days(void **state)
{
    struct scene *scene = *state;
    log_it(scene, MONDAY, "delay");
    assert_int_equal(stage(scene)->acknowledge_due_us, moment(2026, 3, 4, 10, 0));
    assert_int_equal(stage(scene)->due_at_us, moment(2026, 3, 9, 10, 0));
    fire(scene, moment(2026, 3, 9, 10, 0));
    assert_int_equal(scene->complaint.stage_count, 2);
    assert_int_equal(stage(scene)->started_at_us, moment(2026, 3, 9, 10, 0));
    assert_int_equal(stage(scene)->due_at_us, moment(2026, 3, 30, 10, 0));
    fire(scene, moment(2026, 3, 30, 10, 0));
    assert_int_equal(stage(scene)->due_at_us, moment(2026, 4, 27, 10, 0));
    fire(scene, moment(2026, 4, 27, 10, 0));
    assert_int_equal(scene->complaint.state, COMPLAINT_REFERRED);
}

static void test_basic_is_answered_by_lead_head_and_reviewer(void **state)
{
    struct scene *scene = *state;
    struct complaint_told told = nothing;
    told.case_manager_id = WORKER + 3; /* of the second lead */
    assert_int_equal(log_told(scene, MONDAY, told), ERR_OK);
    assert_int_equal(answerer(scene), LEAD + 1);
    assert_string_equal(stage(scene)->route, "lead: of the case manager");
    fire(scene, moment(2026, 3, 9, 10, 0));
    assert_in_range(answerer(scene), HEAD, REVIEWER - 1);
    fire(scene, moment(2026, 3, 30, 10, 0));
    assert_in_range(answerer(scene), REVIEWER, AUDITOR - 1);
}

static void test_nothing_moves_before_its_limit(void **state)
{
    struct scene *scene = *state;
    log_it(scene, MONDAY, "delay");
    fire(scene, moment(2026, 3, 9, 10, 0) - 1);
    assert_int_equal(scene->complaint.stage_count, 1);
    assert_int_equal(scene->effects.rungs_count, 4); /* 50, 75, 90 %, and the acknowledgement */
}

static void test_housing_counts_from_the_acknowledgement(void **state)
{
    struct scene *scene = *state;
    log_it(scene, MONDAY, "housing");
    assert_int_equal(stage(scene)->acknowledge_due_us, moment(2026, 3, 9, 10, 0));
    assert_int_equal(stage(scene)->due_at_us, NO_TIME);
    assert_int_equal(
        act(scene, moment(2026, 3, 4, 12, 0), answerer(scene), COMPLAINT_ACKNOWLEDGE, nothing),
        ERR_OK);
    assert_int_equal(stage(scene)->due_at_us, moment(2026, 3, 18, 12, 0));
    struct complaint_told more = nothing;
    more.amount = 10, more.reason = "Survey";
    assert_int_equal(act(scene, moment(2026, 3, 16, 9, 0), answerer(scene), COMPLAINT_EXTEND, more),
                     ERR_OK);
    assert_int_equal(stage(scene)->due_at_us, moment(2026, 4, 1, 12, 0));
    more.amount = 1;
    assert_int_equal(act(scene, moment(2026, 3, 17, 9, 0), answerer(scene), COMPLAINT_EXTEND, more),
                     ERR_REFUSED);
    fire(scene, moment(2026, 4, 1, 12, 0));
    assert_int_equal(stage(scene)->stage, 1);
    assert_int_equal(
        act(scene, moment(2026, 4, 2, 12, 0), answerer(scene), COMPLAINT_ACKNOWLEDGE, nothing),
        ERR_OK);
    assert_int_equal(stage(scene)->due_at_us, moment(2026, 4, 30, 12, 0));
}

static void test_unacknowledged_housing_counts_from_when_it_should_have_been(void **state)
{
    struct scene *scene = *state;
    log_it(scene, MONDAY, "repairs");
    fire(scene, moment(2026, 3, 12, 0, 0));
    assert_int_equal(stage(scene)->due_at_us, moment(2026, 3, 23, 10, 0));
    fire(scene, moment(2026, 3, 23, 10, 0));
    assert_int_equal(scene->complaint.stage_count, 2);
}

static void test_scottish_frontline_has_ten_days_in_all(void **state)
{
    struct scene *scene = *state;
    only_ladder(scene->desk, "scottish");
    log_it(scene, MONDAY, NULL);
    assert_int_equal(stage(scene)->acknowledge_due_us, NO_TIME);
    assert_int_equal(stage(scene)->due_at_us, moment(2026, 3, 9, 10, 0));
    struct complaint_told more = nothing;
    more.amount = 5, more.reason = "Leave";
    assert_int_equal(act(scene, MONDAY, CLERK, COMPLAINT_EXTEND, more), ERR_FORBIDDEN);
    assert_int_equal(act(scene, MONDAY, answerer(scene), COMPLAINT_EXTEND, more), ERR_OK);
    assert_int_equal(stage(scene)->due_at_us, moment(2026, 3, 16, 10, 0));
    fire(scene, moment(2026, 3, 16, 10, 0));
    assert_int_equal(stage(scene)->acknowledge_due_us, moment(2026, 3, 19, 10, 0));
    assert_int_equal(stage(scene)->due_at_us, moment(2026, 4, 13, 10, 0));
}

/* The customer of the scene prefers e-mail; their agency tells of extensions, or not. */
static const struct outbox_row *extended(struct scene *scene, const char *subject, bool tells,
                                         enum channel channel, const char *language)
{
    static struct agency agencies[1];
    agencies[0] = desk_agencies[0];
    agencies[0].notify = tells ? event_bit(EVENT_EXTENDED) : 0;
    scene->desk->agencies = agencies;
    const struct decision_customer customer = {.id = 7,
                                               .name = "Ana",
                                               .email = "ana@example.org",
                                               .address = "1 Street",
                                               .language = language,
                                               .channel = channel};
    log_it(scene, MONDAY, subject);
    struct complaint_context context = context_at(scene, MONDAY);
    scene->complaint.contact = &customer;
    struct actor actor = {&desk_people[answerer(scene) - 1],
                          ROLE_BIT(desk_grants[answerer(scene)].role)};
    struct complaint_told more = nothing;
    more.amount = 5, more.reason = "The surveyor is ill";
    struct ladder *ladder =
        (struct ladder *)(uintptr_t)desk_ladder(scene->desk, scene->complaint.ladder_id);
    struct ladder_stage *stages = (struct ladder_stage *)(uintptr_t)ladder->stages;
    for (size_t i = 0; i < ladder->stage_count; i++) stages[i].extension_max = 5;
    assert_int_equal(complaint_do(&context, &actor, COMPLAINT_EXTEND, &more, &scene->complaint,
                                  &scene->effects, &scene->error),
                     ERR_OK);
    scene->desk->agencies = desk_agencies;
    return scene->effects.outboxes_count == 0 ? NULL : &scene->effects.outboxes[0];
}

static void test_extension_is_written_to_the_customer_where_the_agency_tells_of_it(void **state)
{
    struct scene *scene = *state;
    const struct outbox_row *row = extended(scene, "delay", true, CHANNEL_EMAIL, "en");
    assert_non_null(row);
    assert_int_equal(row->kind, OUTBOX_EMAIL);
    assert_string_equal(row->address, "ana@example.org");
    assert_false(row->secret);
    assert_non_null(strstr(row->subject, scene->complaint.record.reference));
    assert_non_null(strstr(row->body, "by 16 March 2026 at the latest"));
    assert_non_null(strstr(row->body, "The reason: The surveyor is ill"));
    assert_non_null(
        strstr(row->body, desk_ladder(scene->desk, scene->complaint.ladder_id)->ombudsman));
    row = extended(scene, "delay", true, CHANNEL_LETTER, "bg");
    assert_int_equal(row->kind, OUTBOX_LETTER);
    assert_non_null(strstr(row->body, "най-късно на 16 март 2026 г."));
}

static void test_extension_is_told_to_nobody_who_did_not_ask(void **state)
{
    struct scene *scene = *state;
    assert_null(extended(scene, "delay", false, CHANNEL_EMAIL, "en"));
    assert_null(extended(scene, "delay", true, CHANNEL_PHONE, "en"));
}

static void test_extension_of_a_serious_one_is_told_in_secret(void **state)
{
    struct scene *scene = *state;
    assert_true(extended(scene, "corruption", true, CHANNEL_EMAIL, "en")->secret);
    assert_true(extended(scene, "corruption", true, CHANNEL_LETTER, "en")->secret);
}

static void test_irish_health_tells_how_far_it_is_and_waits_thirty_days(void **state)
{
    struct scene *scene = *state;
    log_it(scene, MONDAY, "care");
    assert_int_equal(act(scene, MONDAY, answerer(scene), COMPLAINT_ACKNOWLEDGE, nothing), ERR_OK);
    assert_int_equal(stage(scene)->due_at_us, moment(2026, 4, 13, 10, 0));
    fire(scene, moment(2026, 3, 30, 10, 0)); /* 20 working days on */
    assert_int_equal(scene->effects.events[scene->effects.events_count - 1].kind,
                     EVENT_COMPLAINT_OVERDUE);
    assert_int_equal(scene->complaint.clocks[CLOCK_UPDATE].due_at_us, moment(2026, 4, 27, 10, 0));
    int64_t told_us = moment(2026, 4, 1, 10, 0);
    assert_int_equal(act(scene, told_us, answerer(scene), COMPLAINT_ANSWER, answered()), ERR_OK);
    assert_int_equal(scene->complaint.ask_until_us, moment(2026, 5, 13, 10, 0));
    struct complaint before = scene->complaint;
    assert_int_equal(act(scene, moment(2026, 5, 13, 10, 1), CLERK, COMPLAINT_ESCALATE, nothing),
                     ERR_REFUSED);
    scene->complaint = before;
    assert_int_equal(act(scene, moment(2026, 5, 13, 10, 0), CLERK, COMPLAINT_ESCALATE, nothing),
                     ERR_OK);
    assert_int_equal(stage(scene)->due_at_us, moment(2026, 6, 10, 10, 0));
}

static void test_bulgarian_signals_take_two_months(void **state)
{
    struct scene *scene = *state;
    log_it(scene, MONDAY, "signal");
    assert_int_equal(stage(scene)->due_at_us, moment(2026, 5, 2, 10, 0));
    assert_int_equal(
        act(scene, moment(2026, 3, 10, 10, 0), answerer(scene), COMPLAINT_ANSWER, answered()),
        ERR_OK);
    assert_int_equal(stage(scene)->send_by_us, moment(2026, 3, 17, 10, 0));
}

static void test_bulgarian_old_and_anonymous_signals_are_only_recorded(void **state)
{
    struct scene *scene = *state;
    struct complaint_told told = nothing;
    told.subject = "signal";
    told.customer_id = 0;
    assert_int_equal(log_told(scene, MONDAY, told), ERR_OK);
    assert_int_equal(scene->complaint.state, COMPLAINT_NOT_OPENED);
    assert_string_equal(scene->complaint.not_opened, "anonymous");
    assert_int_equal(scene->effects.clocks_count, 0);
    told.customer_id = 7;
    told.happened_at_us = moment(2024, 3, 1, 10, 0);
    assert_int_equal(log_told(scene, MONDAY, told), ERR_OK);
    assert_string_equal(scene->complaint.not_opened, "too-old");
    told.happened_at_us = moment(2024, 3, 2, 10, 0);
    assert_int_equal(log_told(scene, MONDAY, told), ERR_OK);
    assert_int_equal(scene->complaint.state, COMPLAINT_OPEN);
}

static void test_serious_matters_go_straight_to_the_independent_stage(void **state)
{
    struct scene *scene = *state;
    struct complaint_told told = nothing;
    told.subject = "corruption";
    told.customer_id = 0;
    told.about[0] = REVIEWER, told.about_count = 1;
    assert_int_equal(log_told(scene, MONDAY, told), ERR_OK);
    assert_true(scene->complaint.serious);
    assert_int_equal(stage(scene)->stage, 2);
    assert_in_range(answerer(scene), REVIEWER + 1, AUDITOR - 1);
}

static void test_nobody_complained_about_answers_nor_who_works_for_them(void **state)
{
    struct scene *scene = *state;
    struct complaint_told told = nothing;
    told.about[0] = HEAD, told.about_count = 1; /* the leads work for the first head */
    assert_int_equal(log_told(scene, MONDAY, told), ERR_OK);
    assert_int_equal(answerer(scene), 0);
    assert_int_equal(stage(scene)->queue_id, 1);
    assert_true(scene->effects.notices_count > 0);
    for (size_t i = 0; i < scene->effects.notices_count; i++)
        assert_in_range(scene->effects.notices[i].staff_id, REVIEWER, AUDITOR - 1);
    assert_int_equal(act(scene, MONDAY, LEAD, COMPLAINT_ANSWER, answered()), ERR_REFUSED);
    fire(scene, moment(2026, 3, 9, 10, 0));
    assert_in_range(answerer(scene), HEAD + 1, REVIEWER - 1);
}

static void test_only_the_one_who_was_chosen_answers_unless_absent(void **state)
{
    struct scene *scene = *state;
    log_it(scene, MONDAY, "delay");
    int32_t chosen = answerer(scene), other = chosen == LEAD ? LEAD + 1 : LEAD;
    assert_int_equal(act(scene, MONDAY, other, COMPLAINT_ANSWER, answered()), ERR_REFUSED);
    assert_int_equal(act(scene, MONDAY, CLERK, COMPLAINT_ANSWER, answered()), ERR_REFUSED);
    desk_absences[chosen][0] =
        (struct absence){civil_from_ymd(2026, 3, 2), civil_from_ymd(2026, 3, 2)};
    desk_people[chosen - 1].absence_count = 1;
    assert_int_equal(act(scene, MONDAY, other, COMPLAINT_ANSWER, answered()), ERR_OK);
    assert_int_equal(act(scene, MONDAY, CLERK, COMPLAINT_ESCALATE, nothing), ERR_OK);
    assert_int_not_equal(answerer(scene), other);
}

static void test_absent_people_are_passed_over(void **state)
{
    struct scene *scene = *state;
    for (int32_t i = LEAD; i < HEAD - 1; i++) {
        desk_absences[i][0] =
            (struct absence){civil_from_ymd(2026, 3, 1), civil_from_ymd(2026, 3, 8)};
        desk_people[i - 1].absence_count = 1;
    }
    log_it(scene, MONDAY, "delay");
    assert_int_equal(answerer(scene), HEAD - 1);
}

static void test_outage_changes_nothing_of_what_time_does(void **state)
{
    struct scene *scene = *state;
    log_it(scene, MONDAY, "delay");
    int64_t later_us = moment(2026, 9, 1, 0, 0), last_us = 0;
    for (int i = 0; i < 20 && scene->complaint.state == COMPLAINT_OPEN; i++) {
        fire(scene, later_us);
        for (size_t e = 0; e < scene->effects.events_count; e++) {
            assert_true(scene->effects.events[e].at_us >= last_us);
            last_us = scene->effects.events[e].at_us;
        }
    }
    assert_int_equal(scene->complaint.state, COMPLAINT_REFERRED);
    assert_int_equal(scene->complaint.stages[1].started_at_us, moment(2026, 3, 9, 10, 0));
    assert_int_equal(scene->complaint.stages[1].ended_at_us, moment(2026, 3, 30, 10, 0));
    assert_int_equal(scene->complaint.closed_at_us, moment(2026, 4, 27, 10, 0));
}

static void test_answer_after_the_limit_is_too_late(void **state)
{
    struct scene *scene = *state;
    log_it(scene, MONDAY, "delay");
    int32_t who = answerer(scene);
    assert_int_equal(act(scene, moment(2026, 3, 9, 10, 0) + 1, who, COMPLAINT_ANSWER, answered()),
                     ERR_STALE);
    assert_int_equal(act(scene, moment(2026, 3, 9, 10, 0), who, COMPLAINT_ANSWER, answered()),
                     ERR_OK);
}

static void test_unknown_subject_is_told(void **state)
{
    struct scene *scene = *state;
    struct complaint_told told = nothing;
    told.subject = "weather";
    assert_int_equal(log_told(scene, MONDAY, told), ERR_INVALID);
    assert_string_equal(scene->error.fields[0].field, "/subject");
}

#define LADDER_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LADDER_TEST(test_basic_stages_take_five_fifteen_and_twenty_working_days),
        LADDER_TEST(test_basic_is_answered_by_lead_head_and_reviewer),
        LADDER_TEST(test_nothing_moves_before_its_limit),
        LADDER_TEST(test_housing_counts_from_the_acknowledgement),
        LADDER_TEST(test_unacknowledged_housing_counts_from_when_it_should_have_been),
        LADDER_TEST(test_scottish_frontline_has_ten_days_in_all),
        LADDER_TEST(test_extension_is_written_to_the_customer_where_the_agency_tells_of_it),
        LADDER_TEST(test_extension_is_told_to_nobody_who_did_not_ask),
        LADDER_TEST(test_extension_of_a_serious_one_is_told_in_secret),
        LADDER_TEST(test_irish_health_tells_how_far_it_is_and_waits_thirty_days),
        LADDER_TEST(test_bulgarian_signals_take_two_months),
        LADDER_TEST(test_bulgarian_old_and_anonymous_signals_are_only_recorded),
        LADDER_TEST(test_serious_matters_go_straight_to_the_independent_stage),
        LADDER_TEST(test_nobody_complained_about_answers_nor_who_works_for_them),
        LADDER_TEST(test_only_the_one_who_was_chosen_answers_unless_absent),
        LADDER_TEST(test_absent_people_are_passed_over),
        LADDER_TEST(test_outage_changes_nothing_of_what_time_does),
        LADDER_TEST(test_answer_after_the_limit_is_too_late),
        LADDER_TEST(test_unknown_subject_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
