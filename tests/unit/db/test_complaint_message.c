/* What customers are told of their complaint: when, in which words, and when nothing. */
#include "complaint_desk.h"

struct scene {
    struct arena *arena;
    struct desk *desk;
    struct complaint complaint;
    struct effects effects;
    struct error error;
    int64_t next_id, now_us;
};

static const struct decision_customer ana = {.name = "Ana {{agency.name}}",
                                             .email = "ana@example.org",
                                             .language = "en-gb",
                                             .channel = CHANNEL_EMAIL};
static const struct decision_customer boris = {
    .name = "Boris", .address = "1 Hill", .language = "bg", .channel = CHANNEL_LETTER};
static const struct decision_customer carl = {
    .name = "Carl", .email = "carl@example.org", .phone = "+35988", .channel = CHANNEL_PHONE};

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

static struct complaint_context context_of(struct scene *scene)
{
    struct complaint_context context = {.decision = {.desk = scene->desk,
                                                     .arena = scene->arena,
                                                     .now_us = scene->now_us,
                                                     .first_id = scene->next_id,
                                                     .customer_found = true}};
    scene->next_id += DECISION_IDS;
    memset(&scene->effects, 0, sizeof scene->effects);
    return context;
}

/* On Monday 1 June 2026, at 10:00. */
static void log_one(struct scene *scene, const char *subject,
                    const struct decision_customer *contact)
{
    static const struct actor clerk = {&desk_people[CLERK - 1], ROLE_BIT(ROLE_FRONT_DESK)};
    struct complaint_told told = {.agency_id = TOWN,
                                  .office_id = HALL,
                                  .channel = CHANNEL_PHONE,
                                  .customer_id = contact == NULL ? 0 : 7,
                                  .text = "Text",
                                  .subject = subject,
                                  .received_at_us = NO_TIME,
                                  .happened_at_us = NO_TIME};
    scene->now_us = moment(2026, 6, 1, 10, 0);
    struct complaint_context context = context_of(scene);
    assert_int_equal(
        complaint_log(&context, &clerk, &told, &scene->complaint, &scene->effects, &scene->error),
        ERR_OK);
    assert_int_equal(scene->effects.outboxes_count, 0);
    scene->complaint.contact = contact;
}

static void act(struct scene *scene, enum complaint_act what)
{
    struct complaint_context context = context_of(scene);
    struct complaint_told told = {.outcome = OUTCOME_PARTLY,
                                  .answer = "We were slow. {{customer.name}}",
                                  .reason = "The file is in the archive.",
                                  .amount = 2};
    int32_t who =
        what == COMPLAINT_ESCALATE ? CLERK : complaint_now(&scene->complaint)->answerer_id;
    struct actor actor = {&desk_people[who - 1], ROLE_BIT(desk_grants[who].role)};
    assert_int_equal(complaint_do(&context, &actor, what, &told, &scene->complaint, &scene->effects,
                                  &scene->error),
                     ERR_OK);
}

static const struct outbox_row *told_once(const struct scene *scene)
{
    assert_int_equal(scene->effects.outboxes_count, 1);
    assert_int_equal(scene->effects.outboxes[0].owner_id, scene->complaint.record.id);
    return &scene->effects.outboxes[0];
}

static void assert_says(const struct outbox_row *row, const char *words)
{
    if (strstr(row->body, words) == NULL) fail_msg("\"%s\" is not in:\n%s", words, row->body);
}

static void test_acknowledgement_says_by_when(void **state)
{
    struct scene *scene = *state;
    log_one(scene, "delay", &ana);
    act(scene, COMPLAINT_ACKNOWLEDGE);
    const struct outbox_row *row = told_once(scene);
    assert_int_equal(row->kind, OUTBOX_EMAIL);
    assert_string_equal(row->address, "ana@example.org");
    assert_string_equal(row->language, "en");
    assert_non_null(strstr(row->subject, scene->complaint.record.reference));
    assert_says(row, "Dear Ana {{agency.name}},"); /* a value is no template */
    assert_says(row, "your complaint of 1 June 2026");
    assert_says(row, "our answer by 8 June 2026 at the latest");
    assert_false(row->secret);
}

static void test_acknowledgement_says_no_day_before_the_time_runs(void **state)
{
    struct scene *scene = *state;
    log_one(scene, "delay", &ana);
    scene->complaint.stages[0].due_at_us = NO_TIME;
    act(scene, COMPLAINT_ACKNOWLEDGE);
    assert_null(strstr(told_once(scene)->body, "our answer by"));
}

static void test_extension_says_why_and_until_when(void **state)
{
    struct scene *scene = *state;
    log_one(scene, "delay", &ana);
    act(scene, COMPLAINT_EXTEND);
    const struct outbox_row *row = told_once(scene);
    assert_says(row, "by 10 June 2026 at the latest");
    assert_says(row, "The reason: The file is in the archive.");
    assert_says(row, "Ombudsman of the Republic");
}

static void test_answer_says_outcome_and_next_stage(void **state)
{
    struct scene *scene = *state;
    log_one(scene, "delay", &ana);
    act(scene, COMPLAINT_ANSWER);
    const struct outbox_row *row = told_once(scene);
    assert_says(row, "your complaint is partly upheld");
    assert_says(row, "We were slow. {{customer.name}}");
    assert_says(row, "a review by the head of the office");
    assert_null(strstr(row->body, "Ombudsman"));
    assert_null(strstr(row->body, "person-"));
}

static void test_answer_says_until_when_more_can_be_asked(void **state)
{
    struct scene *scene = *state;
    log_one(scene, "care", &ana);
    act(scene, COMPLAINT_ANSWER);
    assert_says(told_once(scene), "You may do so until 13 July 2026.");
}

static void test_way_up_ends_with_the_ombudsman(void **state)
{
    struct scene *scene = *state;
    log_one(scene, "delay", &boris);
    act(scene, COMPLAINT_ESCALATE);
    const struct outbox_row *row = told_once(scene);
    assert_int_equal(row->kind, OUTBOX_LETTER);
    assert_string_equal(row->address, "Boris\n1 Hill");
    assert_string_equal(row->language, "bg");
    assert_says(row, "Както поискахте");
    assert_says(row, "Head of the office");
    act(scene, COMPLAINT_ESCALATE);
    act(scene, COMPLAINT_ANSWER);
    assert_says(told_once(scene), "частично основателна");
    assert_says(told_once(scene), "Ombudsman of the Republic");
    act(scene, COMPLAINT_ESCALATE);
    assert_int_equal(scene->complaint.state, COMPLAINT_REFERRED);
    assert_says(told_once(scene), "Можете да се обърнете към: Ombudsman of the Republic");
}

static void test_time_that_ran_out_is_told_once_as_it_stands(void **state)
{
    struct scene *scene = *state;
    log_one(scene, "delay", &ana);
    scene->now_us = moment(2026, 7, 15, 10, 0); /* two stages later, after an outage */
    struct complaint_context context = context_of(scene);
    while (scene->complaint.stage_count < 3) {
        context = context_of(scene);
        assert_int_equal(
            complaint_fire(&context, &scene->complaint, &scene->effects, &scene->error), ERR_OK);
    }
    const struct outbox_row *row = told_once(scene);
    assert_says(row, "we did not answer your complaint");
    assert_says(row, "Reviewer of the agency's head");
}

static void test_serious_one_stands_in_no_list(void **state)
{
    struct scene *scene = *state;
    log_one(scene, "corruption", &ana);
    act(scene, COMPLAINT_ANSWER);
    assert_true(told_once(scene)->secret);
    assert_null(strstr(told_once(scene)->body, "person-"));
}

static void test_who_is_not_to_be_written_to_is_not(void **state)
{
    struct scene *scene = *state;
    const struct decision_customer *none[] = {NULL, &carl};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        log_one(scene, "delay", none[i]);
        act(scene, COMPLAINT_ACKNOWLEDGE);
        act(scene, COMPLAINT_ANSWER);
        assert_int_equal(scene->effects.outboxes_count, 0);
    }
}

static void test_agency_chooses_what_is_told(void **state)
{
    struct scene *scene = *state;
    uint64_t all = desk_agencies[0].notify;
    desk_agencies[0].notify = UINT64_C(1) << EVENT_COMPLAINT_ANSWERED;
    log_one(scene, "delay", &ana);
    act(scene, COMPLAINT_ACKNOWLEDGE);
    assert_int_equal(scene->effects.outboxes_count, 0);
    act(scene, COMPLAINT_ANSWER);
    assert_says(told_once(scene), "partly upheld");
    desk_agencies[0].notify = all;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_acknowledgement_says_by_when),
        TEST(test_acknowledgement_says_no_day_before_the_time_runs),
        TEST(test_extension_says_why_and_until_when),
        TEST(test_answer_says_outcome_and_next_stage),
        TEST(test_answer_says_until_when_more_can_be_asked),
        TEST(test_way_up_ends_with_the_ombudsman),
        TEST(test_time_that_ran_out_is_told_once_as_it_stands),
        TEST(test_serious_one_stands_in_no_list),
        TEST(test_who_is_not_to_be_written_to_is_not),
        TEST(test_agency_chooses_what_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
