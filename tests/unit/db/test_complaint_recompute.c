/* A change of calendar moves the running clocks of complaints: to where they would be had they been
 * started under it. */
#include "complaint_desk.h"

enum { ROUNDS = 4000, CLOSED_MAX = 12 };

struct scene {
    struct arena *arena, *scratch;
    struct desk *desk;
    struct complaint complaint;
    struct effects effects;
    struct complaint_moves moves;
    struct error error;
    int64_t next_id;
};

static int set_up(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    scene->arena = arena_new(64 << 20);
    scene->scratch = arena_new(16 << 20);
    scene->desk = complaint_desk(scene->arena);
    scene->next_id = 1000;
    memset(desk_absences, 0, sizeof desk_absences);
    *state = scene;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *scene = *state;
    arena_free(scene->scratch);
    arena_free(scene->arena);
    free(scene);
    return 0;
}

static struct complaint_context context_at(struct scene *scene, int64_t now_us)
{
    struct complaint_context context = {.decision = {.desk = scene->desk,
                                                     .arena = scene->scratch,
                                                     .now_us = now_us,
                                                     .first_id = scene->next_id,
                                                     .customer_found = true}};
    scene->next_id += DECISION_IDS;
    memset(&scene->effects, 0, sizeof scene->effects);
    memset(&scene->error, 0, sizeof scene->error);
    return context;
}

static void log_it(struct scene *scene, int64_t now_us, const char *subject)
{
    struct complaint_context context = context_at(scene, now_us);
    struct actor actor = {&desk_people[CLERK - 1], ROLE_BIT(ROLE_FRONT_DESK)};
    struct complaint_told told = {.customer_id = 7,
                                  .subject = subject,
                                  .text = "Text",
                                  .received_at_us = NO_TIME,
                                  .happened_at_us = NO_TIME,
                                  .agency_id = TOWN,
                                  .office_id = HALL,
                                  .channel = CHANNEL_PHONE};
    assert_int_equal(
        complaint_log(&context, &actor, &told, &scene->complaint, &scene->effects, &scene->error),
        ERR_OK);
}

/* As who is to answer; true: it was done. */
static bool act(struct scene *scene, int64_t now_us, enum complaint_act what, int32_t amount)
{
    struct complaint_context context = context_at(scene, now_us);
    int32_t who = complaint_now(&scene->complaint)->answerer_id;
    struct complaint_told told = {.reason = "Reason", .amount = amount};
    struct complaint kept = scene->complaint;
    if (who == 0) return false;
    struct actor actor = {&desk_people[who - 1], ROLE_BIT(desk_grants[who].role)};
    enum error_code code = complaint_do(&context, &actor, what, &told, &scene->complaint,
                                        &scene->effects, &scene->error);
    if (code != ERR_OK) scene->complaint = kept;
    return code == ERR_OK;
}

static void fire(struct scene *scene, int64_t now_us)
{
    do {
        struct complaint_context context = context_at(scene, now_us);
        assert_int_equal(
            complaint_fire(&context, &scene->complaint, &scene->effects, &scene->error), ERR_OK);
    } while (scene->effects.events_count > 0);
}

static void recompute(struct scene *scene, int64_t now_us)
{
    struct complaint_context context = context_at(scene, now_us);
    assert_int_equal(complaint_recompute(&context, "calendar:office-hours", &scene->complaint,
                                         &scene->effects, &scene->moves, &scene->error),
                     ERR_OK);
}

static void close_days(struct scene *scene, const civil_day *days, size_t count)
{
    give_calendar(scene->desk, calendar_with(scene->arena, days, count));
}

static const struct complaint_stage *stage(const struct scene *scene)
{
    return complaint_now(&scene->complaint);
}

static const struct case_event *event(const struct scene *scene, size_t i)
{
    assert_true(i < scene->effects.events_count);
    return &scene->effects.events[i];
}

/* Monday, 2 March 2026. */
#define MONDAY moment(2026, 3, 2, 10, 0)

static void test_holiday_moves_acknowledgement_and_answer_with_an_event_each(void **state)
{
    struct scene *scene = *state;
    log_it(scene, MONDAY, "delay");
    int32_t version = scene->complaint.record.version;
    close_days(scene, (civil_day[]){civil_from_ymd(2026, 3, 3)}, 1);
    recompute(scene, moment(2026, 3, 2, 12, 0));
    assert_int_equal(scene->moves.moved, 2);
    assert_int_equal(scene->moves.late, 0);
    assert_int_equal(stage(scene)->acknowledge_due_us, moment(2026, 3, 5, 10, 0));
    assert_int_equal(stage(scene)->due_at_us, moment(2026, 3, 10, 10, 0));
    assert_int_equal(scene->effects.events_count, 2);
    assert_int_equal(scene->effects.clocks_count, 2);
    assert_int_equal(scene->effects.moves_count, 0);
    assert_int_equal(scene->effects.rungs_count, 0);
    assert_int_equal(scene->complaint.record.version, version + 2);
    assert_int_equal(scene->effects.records[0].expected_version, version);
    const struct case_event *moved = event(scene, 1);
    assert_int_equal(moved->kind, EVENT_RECOMPUTED);
    assert_int_equal(moved->actor_id, 0);
    assert_int_equal(moved->facts.clock_kind, STANDARD_PROCESSING);
    assert_int_equal(moved->facts.was_due_at_us, moment(2026, 3, 9, 10, 0));
    assert_int_equal(moved->facts.due_at_us, moment(2026, 3, 10, 10, 0));
    assert_string_equal(moved->facts.moved_by, "calendar:office-hours");
    const struct clock *clock = &scene->complaint.clocks[CLOCK_ANSWER];
    assert_int_equal(
        clock->next_rung_at_us,
        clock_rung_at(&desk_ladder(scene->desk, scene->complaint.ladder_id)->stages[0].answer,
                      MONDAY, 0, NULL, 0, 50));
}

static void test_second_time_moves_nothing(void **state)
{
    struct scene *scene = *state;
    log_it(scene, MONDAY, "delay");
    close_days(scene, (civil_day[]){civil_from_ymd(2026, 3, 3)}, 1);
    recompute(scene, moment(2026, 3, 2, 12, 0));
    recompute(scene, moment(2026, 3, 2, 12, 1));
    assert_int_equal(scene->moves.moved, 0);
    assert_int_equal(scene->effects.events_count, 0);
    assert_int_equal(scene->effects.records_count, 0);
}

static void test_holiday_after_the_limit_moves_nothing(void **state)
{
    struct scene *scene = *state;
    log_it(scene, MONDAY, "delay");
    close_days(scene, (civil_day[]){civil_from_ymd(2026, 3, 20)}, 1);
    recompute(scene, moment(2026, 3, 2, 12, 0));
    assert_int_equal(scene->effects.events_count, 0);
}

static void test_what_was_due_before_stays_so(void **state)
{
    struct scene *scene = *state;
    log_it(scene, MONDAY, "delay");
    fire(scene, moment(2026, 3, 9, 9, 59));
    close_days(scene, (civil_day[]){civil_from_ymd(2026, 3, 6), civil_from_ymd(2026, 3, 16)}, 2);
    recompute(scene, moment(2026, 3, 9, 10, 30)); /* nobody had come to it: it is up since 10:00 */
    assert_int_equal(scene->complaint.stage_count, 2);
    assert_int_equal(scene->complaint.stages[0].ended_at_us, moment(2026, 3, 9, 10, 0));
    assert_int_equal(scene->complaint.stages[0].end, STAGE_TIMED_OUT);
    assert_int_equal(stage(scene)->due_at_us, moment(2026, 3, 31, 10, 0));
}

static void test_shorter_time_that_is_over_ends_the_stage_now(void **state)
{
    struct scene *scene = *state;
    civil_day closed[] = {civil_from_ymd(2026, 3, 3), civil_from_ymd(2026, 3, 4)};
    close_days(scene, closed, 2);
    log_it(scene, MONDAY, "delay");
    assert_int_equal(stage(scene)->due_at_us, moment(2026, 3, 11, 10, 0));
    int64_t now_us = moment(2026, 3, 10, 11, 0);
    fire(scene, now_us);
    close_days(scene, NULL, 0);
    recompute(scene, now_us);
    assert_int_equal(scene->moves.moved, 1); /* the acknowledgement is overdue and over */
    assert_int_equal(scene->moves.late, 1);
    assert_int_equal(scene->complaint.stages[0].due_at_us, moment(2026, 3, 9, 10, 0));
    assert_int_equal(scene->complaint.stages[0].ended_at_us, now_us);
    assert_int_equal(stage(scene)->started_at_us, now_us);
    for (size_t i = 0; i < scene->effects.events_count; i++)
        assert_int_equal(event(scene, i)->at_us, now_us);
    assert_int_equal(event(scene, 0)->kind, EVENT_RECOMPUTED);
    assert_int_equal(event(scene, scene->effects.events_count - 1)->kind,
                     EVENT_COMPLAINT_ESCALATED);
}

static void test_answered_complaint_does_not_move(void **state)
{
    struct scene *scene = *state;
    log_it(scene, MONDAY, "delay");
    struct complaint_context context = context_at(scene, MONDAY + US_PER_MIN);
    int32_t who = stage(scene)->answerer_id;
    struct actor actor = {&desk_people[who - 1], ROLE_BIT(desk_grants[who].role)};
    struct complaint_told told = {.outcome = OUTCOME_UPHELD, .answer = "Sorry"};
    assert_int_equal(complaint_do(&context, &actor, COMPLAINT_ANSWER, &told, &scene->complaint,
                                  &scene->effects, &scene->error),
                     ERR_OK);
    close_days(scene, (civil_day[]){civil_from_ymd(2026, 3, 3)}, 1);
    recompute(scene, moment(2026, 3, 2, 12, 0));
    assert_int_equal(scene->effects.events_count, 0);
    assert_int_equal(stage(scene)->due_at_us, moment(2026, 3, 9, 10, 0));
}

/* ---- at random ---- */

static uint64_t seed = 11;

static uint32_t pick(uint32_t below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % below;
}

static size_t random_days(civil_day from, civil_day *days)
{
    size_t count = 0;
    for (civil_day day = from; count < CLOSED_MAX && day < from + 60; day++)
        if (pick(6) == 0) days[count++] = day;
    return count;
}

struct script {
    const char *subject;
    int64_t start_us, acknowledge_us, extend_us, now_us;
    int32_t amount;
};

static struct script random_script(void)
{
    static const char *const subjects[] = {"delay", "housing", "care", "signal", "repairs", NULL};
    struct script script = {.subject = subjects[pick(6)],
                            .start_us = MONDAY + (int64_t)pick(60 * 24 * 60) * US_PER_MIN,
                            .amount = 1 + (int32_t)pick(10)};
    script.acknowledge_us = script.start_us + (int64_t)pick(3 * 24 * 60) * US_PER_MIN;
    script.extend_us = script.acknowledge_us + (int64_t)pick(4 * 24 * 60) * US_PER_MIN;
    script.now_us = script.extend_us + (int64_t)pick(20 * 24 * 60) * US_PER_MIN;
    if (pick(3) == 0) script.acknowledge_us = NO_TIME;
    if (pick(2) == 0) script.extend_us = NO_TIME;
    return script;
}

static void play(struct scene *scene, const struct script *script)
{
    log_it(scene, script->start_us, script->subject);
    if (script->acknowledge_us != NO_TIME)
        act(scene, script->acknowledge_us, COMPLAINT_ACKNOWLEDGE, 0);
    if (script->extend_us != NO_TIME)
        act(scene, script->extend_us, COMPLAINT_EXTEND, script->amount);
    fire(scene, script->now_us);
}

/* What each running clock must be: one that was started when it was, with the same extension, and
 * whose next rung is the same. */
static int32_t check_clocks(const struct scene *scene, const struct complaint *before)
{
    const struct complaint *after = &scene->complaint;
    const struct ladder *ladder = desk_ladder(scene->desk, after->ladder_id);
    const struct ladder_stage *terms = &ladder->stages[stage(scene)->stage];
    const struct clock_terms *of[] = {&terms->acknowledge, &terms->answer, &terms->update};
    int32_t moved = 0;
    for (int i = 0; i < COMPLAINT_CLOCKS; i++) {
        const struct clock *clock = &after->clocks[i], *old = &before->clocks[i];
        assert_int_equal(clock->id, old->id);
        if (clock->id == 0) continue;
        assert_int_equal(clock->started_at_us, old->started_at_us);
        assert_int_equal(clock->next_rung, old->next_rung);
        assert_int_equal(clock->due_at_us,
                         clock_due(of[i], old->started_at_us, old->extended_amount, NULL, 0));
        assert_int_equal(clock->next_rung_at_us,
                         clock_rung_at(of[i], old->started_at_us, old->extended_amount, NULL, 0,
                                       clock_rung_percent[old->next_rung]));
        moved +=
            clock->due_at_us != old->due_at_us || clock->next_rung_at_us != old->next_rung_at_us;
    }
    if (after->clocks[CLOCK_ACKNOWLEDGE].id != 0)
        assert_int_equal(stage(scene)->acknowledge_due_us,
                         after->clocks[CLOCK_ACKNOWLEDGE].due_at_us);
    if (after->clocks[CLOCK_ANSWER].id != 0)
        assert_int_equal(stage(scene)->due_at_us, after->clocks[CLOCK_ANSWER].due_at_us);
    return moved;
}

static bool open_now(const struct scene *scene)
{
    return scene->complaint.state == COMPLAINT_OPEN;
}

/* Days are closed from the day after on: nothing that was due becomes another. */
static void test_recomputed_is_as_if_started_under_the_new_calendar(void **state)
{
    struct scene *scene = *state;
    int64_t moved = 0, reached_anew = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct script script = random_script();
        civil_day closed[CLOSED_MAX];
        arena_reset(scene->scratch);
        size_t count = random_days(zone_local(&desk_zone, script.now_us).day + 1, closed);
        struct arena *arena = arena_new(8 << 20);
        give_calendar(scene->desk, desk_calendar(arena));
        play(scene, &script);
        const struct complaint before = scene->complaint;
        give_calendar(scene->desk, calendar_with(arena, closed, count));
        recompute(scene, script.now_us);
        size_t events = scene->effects.events_count;
        assert_false(scene->moves.more);
        if (open_now(scene)) {
            assert_int_equal(check_clocks(scene, &before), events);
            assert_int_equal(scene->moves.moved, events);
            assert_int_equal(scene->moves.late, 0);
        } else {
            assert_int_equal(events, 0);
        }
        moved += (int64_t)events;
        struct complaint recomputed = scene->complaint;
        recompute(scene, script.now_us);
        assert_int_equal(scene->effects.events_count, 0);
        play(scene, &script); /* the same from the beginning under the new one */
        assert_int_equal(scene->complaint.state, recomputed.state);
        assert_int_equal(scene->complaint.stage_count, recomputed.stage_count);
        for (size_t i = 0; i < recomputed.stage_count; i++) {
            assert_int_equal(scene->complaint.stages[i].due_at_us, recomputed.stages[i].due_at_us);
            if (recomputed.stages[i].acknowledged_at_us == NO_TIME) /* else it was judged */
                assert_int_equal(scene->complaint.stages[i].acknowledge_due_us,
                                 recomputed.stages[i].acknowledge_due_us);
        }
        reached_anew += recomputed.stage_count > 1;
        arena_free(arena);
    }
    give_calendar(scene->desk, desk_calendar(scene->arena));
    assert_true(moved > ROUNDS / 4 && reached_anew > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_holiday_moves_acknowledgement_and_answer_with_an_event_each, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_second_time_moves_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_holiday_after_the_limit_moves_nothing, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_what_was_due_before_stays_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_shorter_time_that_is_over_ends_the_stage_now, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_answered_complaint_does_not_move, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_recomputed_is_as_if_started_under_the_new_calendar,
                                        set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
