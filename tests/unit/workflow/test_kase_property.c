/* Properties of the rules over random sequences of commands: whatever people do, replaying the
 * events rebuilds the row, counters equal a recount, the chain holds, states are those of the
 * process, and a refusal leaves nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "small_desk.h"
#include "workflow/effects.h"
#include "workflow/kase.h"
#include "workflow/reply.h"

enum {
    SEQUENCES = 400,
    COMMANDS = 60,
    EVENTS_MAX = 2000,
    MOVES_MAX = 20000,
    TASKS_MAX = 200,
    CLOCKS_MAX = 4,
    LEDGER_MAX = 500
};

/* A database of one case, as the batch would keep it. */
struct world {
    const struct desk *desk;
    struct arena *arena; /* of the sequence: texts of events live on */
    unsigned seed;
    int64_t now_us, next_id;
    struct kase row;
    struct case_event events[EVENTS_MAX];
    size_t event_count;
    struct counter_move moves[MOVES_MAX];
    size_t move_count;
    struct kase_task tasks[TASKS_MAX];
    size_t task_count;
    struct kase_clock clocks[CLOCKS_MAX];
    size_t clock_count;
    struct clock_interval ledgers[CLOCKS_MAX][LEDGER_MAX];
    int fired[CLOCKS_MAX][101];
};

static int pick(struct world *world, int below)
{
    return (int)((unsigned)rand_r(&world->seed) % (unsigned)below);
}

static void store_tasks(struct world *world, const struct effects *effects)
{
    for (size_t i = 0; i < effects->tasks_count; i++) {
        const struct kase_task *task = &effects->tasks[i].task;
        size_t at = 0;
        while (at < world->task_count && world->tasks[at].id != task->id) at++;
        assert_true(at < TASKS_MAX);
        if (at == world->task_count) world->task_count++;
        world->tasks[at] = *task;
    }
}

static void store_clocks(struct world *world, const struct effects *effects)
{
    for (size_t i = 0; i < effects->clocks_count; i++) {
        size_t at = 0;
        while (at < world->clock_count && world->clocks[at].clock.id != effects->clocks[i].clock.id)
            at++;
        if (at == world->clock_count)
            world->clocks[world->clock_count++].ledger = world->ledgers[at];
        world->clocks[at].clock = effects->clocks[i].clock;
    }
    for (size_t i = 0; i < effects->intervals_count; i++)
        for (size_t at = 0; at < world->clock_count; at++)
            if (world->clocks[at].clock.id == effects->intervals[i].clock_id) {
                assert_int_equal(effects->intervals[i].seq, world->clocks[at].ledger_count);
                world->ledgers[at][world->clocks[at].ledger_count++] =
                    effects->intervals[i].interval;
            }
    for (size_t i = 0; i < effects->rungs_count; i++) /* each rung of a clock fires once */
        for (size_t at = 0; at < world->clock_count; at++)
            if (world->clocks[at].clock.id == effects->rungs[i].clock_id)
                assert_int_equal(world->fired[at][effects->rungs[i].percent]++, 0);
}

static void store(struct world *world, const struct effects *effects)
{
    assert_int_equal(effects->kases_count, 1);
    if (!effects->kases[0].fresh)
        assert_int_equal(effects->kases[0].expected_version, world->row.version);
    world->row = *effects->kases[0].row;
    for (size_t i = 0; i < effects->events_count; i++)
        world->events[world->event_count++] = effects->events[i];
    for (size_t i = 0; i < effects->moves_count; i++)
        world->moves[world->move_count++] = effects->moves[i];
    assert_true(world->event_count < EVENTS_MAX - 50 && world->move_count < MOVES_MAX - 100);
    store_tasks(world, effects);
    store_clocks(world, effects);
}

static struct kase_loaded load(struct world *world, struct kase_task *open)
{
    struct kase_loaded loaded = {.row = world->row,
                                 .clocks = world->clocks,
                                 .clock_count = world->clock_count,
                                 .tasks = open};
    for (size_t i = 0; i < world->task_count; i++)
        if (world->tasks[i].state == TASK_OPEN) open[loaded.task_count++] = world->tasks[i];
    return loaded;
}

/* Replies of every kind: from a sample or not, by any channel, to who is known or not. */
static const struct reply_order *random_reply(struct world *world)
{
    struct reply_body *body = arena_alloc(world->arena, sizeof *body);
    struct reply_order *order = arena_alloc(world->arena, sizeof *order);
    static const struct reply_sample sample = {
        .id = 500, .version = 2, .code = "sample", .language = "en", .body = "{{case.reference}}"};
    static const struct reply_customer customers[] = {
        {.id = 1, .name = "Ana", .email = "a@b", .channel = CHANNEL_EMAIL},
        {.id = 2, .name = "Bo", .address = "Road"},
        {.id = 3}};
    assert_non_null(body);
    assert_non_null(order);
    body->body = pick(world, 3) == 0 ? NULL : "Dear {{customer.name}}";
    body->channel = pick(world, CHANNELS);
    order->body = body;
    order->sample = pick(world, 2) ? &sample : NULL;
    for (size_t i = 0; i < 3; i++)
        if (customers[i].id == world->row.customer_id) order->customer = &customers[i];
    return order;
}

static void random_command(struct world *world, struct command *command)
{
    static const enum command_kind kinds[] = {
        COMMAND_CASE_CLAIM,    COMMAND_CASE_ASSIGN, COMMAND_CASE_HAND_OVER, COMMAND_CASE_STEP,
        COMMAND_CASE_STEP,     COMMAND_CASE_STEP,   COMMAND_CASE_NOTE,      COMMAND_CASE_CONTACT,
        COMMAND_CASE_BRING_IN, COMMAND_CASE_PAUSE,  COMMAND_CASE_RESUME,    COMMAND_CASE_CLOSE,
        COMMAND_CASE_REOPEN,   COMMAND_CASE_REOPEN, COMMAND_CASE_LINK,      COMMAND_TASK_CLAIM,
        COMMAND_TASK_ANSWER,   COMMAND_CASE_MERGE,  COMMAND_CASE_REPLY,     COMMAND_CASE_EXTEND};
    static const char *const steps[] = {"check",    "ask",    "go-on", "consult",
                                        "conclude", "decide", "solve", "nonsense"};
    memset(command, 0, sizeof *command);
    command->kind = kinds[pick(world, sizeof kinds / sizeof kinds[0])];
    command->agency_id = CITY;
    command->step = steps[pick(world, 8)];
    command->outcome = pick(world, 2) ? "granted" : "refused";
    command->to_staff_id = pick(world, 2) ? 1 + pick(world, 7) : 0;
    command->queue_id = pick(world, 2) ? 1 + pick(world, 3) : 0;
    command->to_agency_id = pick(world, 4) == 0 ? WATER : 0;
    command->reason = command->body = "words";
    command->minutes = pick(world, 40) - 1;
    command->pause_reason = (enum pause_reason)(1 + pick(world, PAUSE_REASONS - 1));
    command->channel = (enum channel)(1 + pick(world, CHANNELS - 1));
    command->office_id = 1 + pick(world, 2);
    command->direction = (enum direction)(1 + pick(world, 2));
    command->amount = 1 + pick(world, 5);
    command->clock_kind = (enum standard_kind)pick(world, 4);
    command->purpose = (enum purpose)pick(world, PURPOSES);
    command->cause = pick(world, 4) == 0 ? (enum cause)pick(world, CAUSES) : CAUSE_NONE;
    command->visible = pick(world, 3) == 0;
    command->outside_system = pick(world, 5) == 0;
    command->wait_s = command->duration_s = -1;
    command->queued_at_us = command->answered_at_us = command->ended_at_us = NO_TIME;
    command->appointment_at_us = NO_TIME;
    command->customer_id = 1 + pick(world, 3);
    command->other_case_id = 77;
    if (command->kind == COMMAND_CASE_REPLY) command->reply = random_reply(world);
    command->task_id =
        world->task_count == 0 ? 5 : world->tasks[pick(world, (int)world->task_count)].id;
}

static struct decision_context context_of(struct world *world)
{
    struct decision_context context = {.desk = world->desk,
                                       .arena = world->arena,
                                       .now_us = world->now_us,
                                       .first_id = world->next_id,
                                       .customer_found = true};
    world->next_id += DECISION_IDS;
    return context;
}

static void open_one(struct world *world)
{
    struct command command = {.kind = COMMAND_CASE_LOG,
                              .agency_id = CITY,
                              .service_id = 1 + pick(world, 2),
                              .office_id = HALL,
                              .channel = CHANNEL_COUNTER,
                              .subject = "subject",
                              .customer_id = pick(world, 2),
                              .received_at_us = NO_TIME,
                              .queued_at_us = NO_TIME,
                              .answered_at_us = NO_TIME,
                              .ended_at_us = NO_TIME,
                              .appointment_at_us = NO_TIME,
                              .minutes = -1,
                              .wait_s = -1,
                              .duration_s = -1};
    struct actor actor = {&small_staff[0], ROLE_BIT(ROLE_FRONT_DESK)};
    struct decision_context context = context_of(world);
    struct effects effects = {0};
    struct error error = {0};
    assert_int_equal(kase_decide(&context, &actor, &command, NULL, &effects, &error), ERR_OK);
    assert_int_equal(effects.contacts_count, 1);
    store(world, &effects);
}

/* Returns whether the command was accepted. */
static bool act(struct world *world)
{
    struct command command;
    struct kase_task open[TASKS_MAX];
    struct kase_loaded loaded = load(world, open);
    const struct staff *staff = &small_staff[pick(world, 7)];
    struct actor actor = {staff, staff_roles(staff, CITY, HALL) | staff_roles(staff, WATER, WELL)};
    struct decision_context context = context_of(world);
    struct effects effects = {0};
    struct error error = {0};
    random_command(world, &command);
    if (kase_decide(&context, &actor, &command, &loaded, &effects, &error) != ERR_OK) {
        assert_true(error.message[0] != '\0');
        assert_int_equal(effects.kases_count, 0);
        return false;
    }
    store(world, &effects);
    return true;
}

static void fire(struct world *world)
{
    struct kase_task open[TASKS_MAX];
    struct kase_loaded loaded = load(world, open);
    struct decision_context context = context_of(world);
    struct effects effects = {0};
    struct error error = {0};
    assert_int_equal(kase_fire_rungs(&context, &loaded, &effects, &error), ERR_OK);
    if (effects.events_count > 0) store(world, &effects);
}

/* A confirmation that was delivered some time ago is noted now, perhaps a second time. */
static void confirm(struct world *world)
{
    struct kase_task open[TASKS_MAX];
    struct kase_loaded loaded = load(world, open);
    struct decision_context context = context_of(world);
    struct effects effects = {0};
    struct error error = {0};
    int64_t delivered_at_us = world->now_us - pick(world, 5000) * US_PER_MIN;
    if (pick(world, 4) != 0) return;
    assert_int_equal(kase_confirmed(&context, &loaded, 9, delivered_at_us, &effects, &error),
                     ERR_OK);
    if (effects.events_count > 0) store(world, &effects);
}

/* What is done is done once: the acknowledgement and the first response. */
static void clocks_end_once(const struct world *world)
{
    int ended[STANDARD_KINDS] = {0};
    for (size_t i = 0; i < world->event_count; i++)
        if (world->events[i].kind == EVENT_CLOCK_ENDED)
            assert_int_equal(ended[world->events[i].facts.clock_kind]++, 0);
}

/* A case counts once, with its first closing; as missed when anything showed that it was not right.
 */
static void right_once(const struct world *world)
{
    int64_t met = 0, missed = 0;
    bool closed = false, wrong = false;
    for (size_t i = 0; i < world->event_count; i++) {
        const struct case_event *event = &world->events[i];
        bool correction = event->kind == EVENT_CONTACTED && event->facts.cause == CAUSE_CORRECTION;
        closed |= event->kind == EVENT_CLOSED;
        wrong |= event->kind == EVENT_REOPENED || correction;
    }
    for (size_t i = 0; i < world->move_count; i++) {
        if (world->moves[i].bucket != STANDARD_RIGHT) continue;
        met += world->moves[i].metric == METRIC_STANDARD_MET ? world->moves[i].value : 0;
        missed += world->moves[i].metric == METRIC_STANDARD_MISSED ? world->moves[i].value : 0;
    }
    assert_int_equal(met, closed && !wrong);
    assert_int_equal(missed, closed && wrong);
}

/* What a closing says of the life of the case, looked up in its events: who spoke first, once half
 * of the time is over, and whether anything was done outside the system. */
static void closings_tell_the_life(const struct world *world)
{
    bool told = false, asked = false, outside = false, half = false;
    for (size_t i = 0; i < world->event_count; i++) {
        const struct event_facts *facts = &world->events[i].facts;
        enum event_kind kind = world->events[i].kind;
        bool contact = kind == EVENT_CONTACTED;
        bool out = (contact && facts->direction == DIRECTION_OUT) ||
                   (kind == EVENT_NOTED && facts->visible);
        told |= out && !asked;
        asked |=
            contact && facts->direction == DIRECTION_IN && facts->cause == CAUSE_CHASE && !told;
        outside |= (kind == EVENT_STEPPED || kind == EVENT_CLOSED) && facts->outside_system;
        half |= kind == EVENT_RUNG && facts->clock_kind == STANDARD_PROCESSING;
        if (kind != EVENT_CLOSED) continue;
        assert_int_equal(facts->proactive, half ? (told ? 1 : 2) : 0);
        assert_int_equal(facts->worked_outside, outside);
    }
}

static void replay_rebuilds(const struct world *world)
{
    struct kase row = {0};
    uint8_t hash[HASH_SIZE] = {0};
    for (size_t i = 0; i < world->event_count; i++) {
        struct case_event event = world->events[i];
        uint8_t expected[HASH_SIZE];
        event_hash(&event, hash, expected);
        assert_memory_equal(event.hash, expected, HASH_SIZE);
        memcpy(hash, expected, HASH_SIZE);
        assert_int_equal(event_parse(world->arena, &event), 0);
        assert_int_equal(event.seq, (int)i + 1);
        kase_apply(&row, &event);
    }
    row.subject = world->row.subject; /* free text is not in events */
    row.details = world->row.details;
    memcpy(row.salt, world->row.salt, sizeof row.salt);
#define SAME(field) assert_int_equal(row.field, world->row.field)
    SAME(id), SAME(version), SAME(office_id), SAME(service_id), SAME(process_id), SAME(customer_id);
    SAME(received_at_us), SAME(opened_at_us), SAME(opened_by), SAME(case_manager_id),
        SAME(handling_agency_id);
    SAME(handler_id), SAME(queue_id), SAME(pause_reason), SAME(due_at_us), SAME(closed_at_us),
        SAME(last_open_at_us);
    SAME(right_standard_id), SAME(marks), SAME(contacts), SAME(handovers), SAME(open_tasks),
        SAME(reopenings), SAME(worked_minutes), SAME(queue_minutes), SAME(managers);
    SAME(worst_rung), SAME(expected_minutes), SAME(contact_office_count), SAME(contacted_out),
        SAME(expert_contact);
    assert_string_equal(row.state, world->row.state);
    assert_memory_equal(row.hash, world->row.hash, HASH_SIZE);
    if (kase_open(&row))
        assert_null(row.outcome);
    else
        assert_string_equal(row.outcome, world->row.outcome);
}

static int64_t sum(const struct counter_move *moves, size_t count, const struct counter_move *key)
{
    int64_t total = 0;
    for (size_t i = 0; i < count; i++)
        if (moves[i].metric == key->metric && moves[i].day == key->day &&
            moves[i].bucket == key->bucket && moves[i].segment_id == key->segment_id &&
            moves[i].office_id == key->office_id && moves[i].channel == key->channel)
            total += moves[i].value;
    return total;
}

static void counters_recount(const struct world *world)
{
    static struct counter_move recounted[MOVES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < world->event_count; i++) {
        struct case_event event = world->events[i];
        assert_int_equal(event_parse(world->arena, &event), 0);
        count += counter_of_event(&event, &small_zone, recounted + count);
    }
    for (size_t i = 0; i < count; i++)
        assert_int_equal(sum(recounted, count, &recounted[i]),
                         sum(world->moves, world->move_count, &recounted[i]));
}

static void state_is_defined(const struct world *world)
{
    const struct kase *row = &world->row;
    int index = process_state_index(&small_processes[0], row->state);
    size_t open = 0;
    assert_true(index >= 0);
    assert_int_equal(small_processes[0].states[index].final, !kase_open(row));
    assert_true(row->open_tasks >= 0);
    for (size_t i = 0; i < world->task_count; i++) open += world->tasks[i].state == TASK_OPEN;
    assert_int_equal(row->open_tasks, open);
    for (size_t i = 0; i < world->clock_count; i++) {
        enum clock_state state = world->clocks[i].clock.state;
        assert_int_equal(world->clocks[i].clock.interval_count, world->clocks[i].ledger_count);
        assert_true(world->clocks[i].clock.extended_amount <= 4);
        if (world->clocks[i].clock.kind != STANDARD_PROCESSING) {
            assert_int_not_equal(state, CLOCK_PAUSED); /* the answer waits for nobody */
            if (!kase_open(row) || row->contacted_out)
                assert_true(state == CLOCK_STOPPED ||
                            world->clocks[i].clock.kind == STANDARD_FIRST_RESPONSE);
            continue;
        }
        enum clock_state wanted = !kase_open(row)                   ? CLOCK_STOPPED
                                  : row->pause_reason != PAUSE_NONE ? CLOCK_PAUSED
                                                                    : CLOCK_RUNNING;
        assert_int_equal(state, wanted);
    }
    if (row->handling_agency_id != row->agency_id) assert_true(row->case_manager_id != 0);
}

static void test_random_commands_keep_every_promise(void **state)
{
    struct arena *base = arena_new(64 << 20);
    const struct desk *desk = small_desk(base);
    size_t accepted = 0;
    (void)state;
    for (unsigned sequence = 1; sequence <= SEQUENCES; sequence++) {
        struct world *world = calloc(1, sizeof *world);
        world->desk = desk;
        world->arena = arena_new(64 << 20);
        world->seed = sequence;
        world->next_id = 1000;
        world->now_us = INT64_C(1750000000) * US_PER_S + sequence * US_PER_MIN;
        open_one(world);
        for (int i = 0; i < COMMANDS; i++) {
            world->now_us += (1 + pick(world, 3000)) * US_PER_MIN / 2;
            accepted += act(world);
            fire(world);
            confirm(world);
            state_is_defined(world);
        }
        replay_rebuilds(world);
        clocks_end_once(world);
        right_once(world);
        closings_tell_the_life(world);
        if (world->move_count > 5) {
            /* contacts are counted from their rows, so only events' metrics are compared */
            size_t kept = 0;
            for (size_t i = 0; i < world->move_count; i++)
                if (world->moves[i].metric < METRIC_CONTACTS ||
                    world->moves[i].metric > METRIC_CONTACTS_FAILURE)
                    world->moves[kept++] = world->moves[i];
            world->move_count = kept;
        }
        counters_recount(world);
        arena_free(world->arena);
        free(world);
    }
    assert_true(accepted > SEQUENCES * COMMANDS / 10); /* the sequences do something */
    arena_free(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_commands_keep_every_promise)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
