/* Properties of the rules of records over random sequences of commands: whatever people do, each
 * record's chain holds, its version is that of its last event, its state is what its events say,
 * counters equal a recount, and a refusal leaves nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "proto/codec.h"
#include "small_desk.h"
#include "workflow/evidence.h"
#include "workflow/feedback.h"
#include "workflow/improvement.h"

enum { SEQUENCES = 400, COMMANDS = 60, EVENTS_MAX = 400, MOVES_MAX = 1000 };

/* A database of one suggestion, improvement and piece of evidence, as the batch would keep it. */
struct world {
    const struct desk *desk;
    struct arena *arena;
    unsigned seed;
    int64_t now_us, next_id;
    struct feedback feedback;
    struct improvement improvement;
    struct evidence evidence;
    struct case_event events[EVENTS_MAX];
    size_t event_count;
    struct counter_move moves[MOVES_MAX];
    size_t move_count;
};

static int pick(struct world *world, int below)
{
    return (int)((unsigned)rand_r(&world->seed) % (unsigned)below);
}

static struct decision_context context_of(struct world *world)
{
    struct decision_context context = {.desk = world->desk,
                                       .arena = world->arena,
                                       .now_us = world->now_us,
                                       .first_id = world->next_id};
    for (size_t i = 0; i < sizeof context.salts[0]; i++)
        context.salts[0][i] = (uint8_t)pick(world, 256);
    world->next_id += DECISION_IDS;
    return context;
}

static struct actor random_actor(struct world *world)
{
    const struct staff *staff = &small_staff[pick(world, 5)];
    return (struct actor){staff, staff_roles(staff, CITY, HALL)};
}

/* What was decided, as the batch would check and write it. */
static void store(struct world *world, const struct effects *effects, const struct record *before,
                  const struct record *after)
{
    assert_int_equal(effects->records_count, 1);
    const struct record_row *row = &effects->records[0];
    assert_int_equal(row->fresh, before->version == 0);
    assert_int_equal(row->expected_version, before->version);
    assert_int_equal(row->id, after->id);
    assert_int_equal(row->version, after->version);
    assert_int_equal(row->version, before->version + (int32_t)effects->events_count);
    assert_memory_equal(row->hash, after->hash, HASH_SIZE);
    assert_int_equal(row->document[0], '{');
    assert_true(effects->ids_used <= DECISION_IDS);
    assert_true(world->event_count + effects->events_count <= EVENTS_MAX);
    for (size_t i = 0; i < effects->events_count; i++)
        world->events[world->event_count++] = effects->events[i];
    for (size_t i = 0; i < effects->moves_count; i++) {
        assert_true(world->move_count < MOVES_MAX);
        world->moves[world->move_count++] = effects->moves[i];
    }
}

static void refused(const struct effects *effects, const struct error *error)
{
    assert_true(error->message[0] != '\0' || error->field_count > 0);
    assert_int_equal(effects->events_count + effects->records_count + effects->moves_count, 0);
    assert_int_equal(effects->notices_count, 0);
}

static bool act_on_feedback(struct world *world)
{
    static const char *const names[] = {"ana", "bo", "lead", "clerk", "nobody"};
    struct decision_context context = context_of(world);
    struct actor actor = random_actor(world);
    struct effects effects = {0};
    struct error error = {0};
    struct feedback before = world->feedback, after;
    enum error_code code = ERR_OK;
    switch (pick(world, 4)) {
    case 0:
        code = feedback_assign(&context, &actor, &before, names[pick(world, 5)], &effects, &after,
                               &error);
        break;
    case 1:
        if (pick(world, 8) != 0) return false;
        code = feedback_answer(
            &context, &actor, &before, "Yes", before.kind == FEEDBACK_SUGGESTION && pick(world, 2),
            pick(world, 2) ? NO_TIME : world->now_us - pick(world, 1000), &effects, &after, &error);
        break;
    case 2:
        code =
            feedback_link(&context, &actor, &before, 1 + pick(world, 3), &effects, &after, &error);
        break;
    default:
        if (pick(world, 8) != 0) return false;
        code = feedback_close(&context, &actor, &before, "No", &effects, &after, &error);
        break;
    }
    if (code != ERR_OK) {
        refused(&effects, &error);
        return false;
    }
    store(world, &effects, &before.header, &after.header);
    world->feedback = after;
    return true;
}

static uint64_t bit(const char *field)
{
    return UINT64_C(1) << body_field_index(&body_improvement, field);
}

static enum error_code change(struct world *world, const struct decision_context *context,
                              const struct actor *actor, const struct improvement *before,
                              struct effects *effects, struct improvement *after,
                              struct error *error)
{
    static const char *const owners[] = {"ana", "bo", NULL};
    struct improvement_body body = {.owner = owners[pick(world, 3)],
                                    .due_at_us = pick(world, 4) ? world->now_us : NO_TIME,
                                    .cost = pick(world, 3) ? pick(world, 100000) : NO_DECIMAL,
                                    .title = "Another title",
                                    .before = NO_DECIMAL,
                                    .after = NO_DECIMAL};
    struct improvement_told told = {.body = &body, .agency_id = CITY, .office_id = HALL};
    if (body.cost != NO_DECIMAL) body.currency = "EUR";
    if (pick(world, 2)) told.given |= bit("owner");
    if (pick(world, 2)) told.given |= bit("due_at");
    if (pick(world, 2)) told.given |= bit("cost") | bit("currency");
    if (pick(world, 4) == 0) told.given |= bit("title");
    return improvement_change(context, actor, before, &told, effects, after, error);
}

static enum error_code publish(struct world *world, const struct decision_context *context,
                               const struct actor *actor, const struct improvement *before,
                               struct effects *effects, struct improvement *after,
                               struct error *error)
{
    struct improvement_publish_body body = {pick(world, 2) ? "We did" : NULL, "en",
                                            pick(world, 2) == 0};
    return improvement_publish(context, actor, before, &body, effects, after, error);
}

static bool act_on_improvement(struct world *world)
{
    static const int32_t owners[] = {MANAGER_ANA, MANAGER_BO};
    static const struct improvement_audience audience = {.owners = owners, .owner_count = 2};
    static const char *const targets[] = {"one", "two", "three"};
    struct decision_context context = context_of(world);
    struct actor actor = random_actor(world);
    struct effects effects = {0};
    struct error error = {0};
    struct improvement before = world->improvement, after;
    struct improvement_link link = {.kind = BASIS_FIGURE, .target = targets[pick(world, 3)]};
    enum error_code code;
    switch (pick(world, 6)) {
    case 0: code = change(world, &context, &actor, &before, &effects, &after, &error); break;
    case 1:
        code = improvement_add_link(&context, &actor, &before, &link, &effects, &after, &error);
        break;
    case 2: code = publish(world, &context, &actor, &before, &effects, &after, &error); break;
    default:
        code = improvement_move(&context, &actor, &before,
                                (enum improvement_state)(1 + pick(world, IMPROVEMENT_STATES - 1)),
                                pick(world, 4) ? NULL : "because", &audience, &effects, &after,
                                &error);
        break;
    }
    if (code != ERR_OK) {
        refused(&effects, &error);
        return false;
    }
    if (effects.records_count == 0) return false; /* a change that changes nothing */
    store(world, &effects, &before.header, &after.header);
    world->improvement = after;
    return true;
}

/* What is entered has no fields here: they are the matter of test_evidence.c. */
static enum error_code correct(struct world *world, const struct decision_context *context,
                               const struct actor *actor, const struct evidence *before,
                               struct effects *effects, struct evidence *after, struct error *error)
{
    static const char *const titles[] = {"One", "Two", "Three"};
    static const char *const days[] = {"2020-01-31", "2020-02-29", "2999-01-01"};
    struct evidence_body body = {.title = titles[pick(world, 3)], .date = days[pick(world, 3)]};
    uint64_t both = UINT64_C(1) << body_field_index(&body_evidence, "title") |
                    UINT64_C(1) << body_field_index(&body_evidence, "date");
    struct evidence_told told = {&body, both, CITY};
    return evidence_correct(context, actor, before, &told, effects, after, error);
}

static bool act_on_evidence(struct world *world)
{
    static const struct evidence_document documents[] = {{"aa", "a.pdf", "application/pdf", 1},
                                                         {"bb", "b.pdf", "application/pdf", 1}};
    struct decision_context context = context_of(world);
    struct actor actor = random_actor(world);
    struct effects effects = {0};
    struct error error = {0};
    struct evidence before = world->evidence, after;
    enum error_code code = ERR_OK;
    switch (pick(world, 4)) {
    case 0: code = correct(world, &context, &actor, &before, &effects, &after, &error); break;
    case 1:
        code = evidence_attach(&context, &actor, &before, &documents[pick(world, 2)], &effects,
                               &after, &error);
        break;
    case 2: code = evidence_check(&context, &actor, &before, &effects, &after, &error); break;
    default:
        if (pick(world, 10) != 0) return false;
        code = evidence_withdraw(&context, &actor, &before, "Wrong", &effects, &after, &error);
        break;
    }
    if (code != ERR_OK) {
        refused(&effects, &error);
        return false;
    }
    if (effects.records_count == 0) return false; /* the same as before */
    store(world, &effects, &before.header, &after.header);
    assert_int_equal(before.withdrawn_by, 0);
    assert_true(after.content == before.content || after.checked_by == 0);
    world->evidence = after;
    return true;
}

/* Whoever entered what it says now has not checked it, and every version came by an event. */
static void evidence_was_checked_by_another(const struct world *world)
{
    const struct evidence *row = &world->evidence;
    int32_t versions = 0;
    for (size_t i = 0; i < world->event_count; i++)
        versions += world->events[i].kind == EVENT_EVIDENCE_ADDED ||
                    world->events[i].kind == EVENT_EVIDENCE_CORRECTED;
    assert_int_equal(row->content, versions);
    assert_int_not_equal(row->checked_by, row->entered_by);
    assert_int_equal(row->checked_by != 0, row->checked_at_us != NO_TIME);
}

static void enter(struct world *world)
{
    static const struct record none = {.version = 0};
    struct json_object *fields = json_tokener_parse("{\"with\": \"Chamber\"}");
    struct evidence_body body = {
        .kind = "partnership", .title = "One", .date = "2020-01-31", .fields = fields};
    struct evidence_told told = {&body, UINT64_MAX, CITY};
    struct decision_context context = context_of(world);
    struct actor lead = {&small_staff[4], ROLE_BIT(ROLE_TEAM_LEAD)};
    struct effects effects = {0};
    struct error error = {0};
    assert_int_equal(evidence_add(&context, &lead, &told, &effects, &world->evidence, &error),
                     ERR_OK);
    json_object_put(fields);
    store(world, &effects, &none, &world->evidence.header);
}

static void open_both(struct world *world)
{
    struct decision_context context = context_of(world);
    struct actor clerk = {&small_staff[0], ROLE_BIT(ROLE_FRONT_DESK)};
    struct effects effects = {0};
    struct error error = {0};
    static const struct record none = {.version = 0};
    struct feedback_told told = {.agency_id = CITY,
                                 .office_id = HALL,
                                 .kind = (enum feedback_kind)(1 + pick(world, 2)),
                                 .channel = CHANNEL_COUNTER,
                                 .about_staff_id = pick(world, 2) ? EXPERT : 0,
                                 .text = "words",
                                 .received_at_us = world->now_us - pick(world, 100000) * US_PER_S};
    assert_int_equal(feedback_log(&context, &clerk, &told, &effects, &world->feedback, &error),
                     ERR_OK);
    assert_int_equal(effects.notices_count,
                     told.kind == FEEDBACK_COMPLIMENT && told.about_staff_id != 0);
    store(world, &effects, &none, &world->feedback.header);
    struct improvement_body body = {.title = "An idea",
                                    .due_at_us = NO_TIME,
                                    .cost = NO_DECIMAL,
                                    .before = NO_DECIMAL,
                                    .after = NO_DECIMAL};
    struct improvement_told plan = {
        .body = &body, .given = bit("title"), .agency_id = CITY, .office_id = HALL};
    context = context_of(world);
    assert_int_equal(
        improvement_add(&context, &clerk, &plan, &effects, &world->improvement, &error), ERR_OK);
    store(world, &effects, &none, &world->improvement.header);
    assert_int_not_equal(world->feedback.header.id, world->improvement.header.id);
}

/* The chain of one record, and where its events leave it. */
static void replay_rebuilds(struct world *world, const struct record *header, const char *state)
{
    uint8_t hash[HASH_SIZE] = {0};
    const char *now = "open";
    int32_t version = 0;
    for (size_t i = 0; i < world->event_count; i++) {
        struct case_event event = world->events[i];
        uint8_t expected[HASH_SIZE];
        if (event.case_id != header->id) continue;
        assert_int_equal(event.seq, ++version);
        event_hash(&event, hash, expected);
        assert_memory_equal(event.hash, expected, HASH_SIZE);
        memcpy(hash, expected, HASH_SIZE);
        assert_int_equal(event_parse(world->arena, &event), 0);
        if (event.facts.from_state != NULL) assert_string_equal(event.facts.from_state, now);
        if (event.facts.state != NULL) now = event.facts.state;
        if (event.kind == EVENT_FEEDBACK_ANSWERED) now = "answered";
        if (event.kind == EVENT_FEEDBACK_CLOSED) now = "closed";
    }
    assert_int_equal(version, header->version);
    assert_memory_equal(hash, header->hash, HASH_SIZE);
    assert_string_equal(now, state);
}

static int64_t sum(const struct counter_move *moves, size_t count, const struct counter_move *key)
{
    int64_t total = 0;
    for (size_t i = 0; i < count; i++)
        if (moves[i].metric == key->metric && moves[i].day == key->day &&
            moves[i].bucket == key->bucket && moves[i].office_id == key->office_id)
            total += moves[i].value;
    return total;
}

static void counters_recount(struct world *world)
{
    static struct counter_move recounted[MOVES_MAX + COUNTER_MOVES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < world->event_count; i++) {
        struct case_event event = world->events[i];
        assert_int_equal(event_parse(world->arena, &event), 0);
        count += counter_of_event(&event, &small_zone, recounted + count);
    }
    assert_int_equal(count, world->move_count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(sum(recounted, count, &recounted[i]),
                         sum(world->moves, world->move_count, &recounted[i]));
}

static void plan_is_whole(const struct improvement *row)
{
    bool planned = row->state == IMPROVEMENT_PLANNED || row->state == IMPROVEMENT_COSTED ||
                   row->state == IMPROVEMENT_DOING;
    if (planned) assert_true(row->owner_id != 0 && row->due_at_us != NO_TIME);
    if (row->state == IMPROVEMENT_COSTED) assert_true(row->cost != NO_DECIMAL);
    if (row->state == IMPROVEMENT_REFUSED) assert_non_null(row->reason);
    if (row->published) assert_true(row->line != NULL && row->language != NULL);
}

static void test_random_commands_keep_every_promise(void **state)
{
    struct arena *base = arena_new(16 << 20);
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
        open_both(world);
        enter(world);
        for (int i = 0; i < COMMANDS; i++) {
            world->now_us += (1 + pick(world, 3000)) * US_PER_MIN / 2;
            accepted += pick(world, 3) == 0 ? act_on_feedback(world) : act_on_improvement(world);
            accepted += pick(world, 3) == 0 && act_on_evidence(world);
            plan_is_whole(&world->improvement);
            evidence_was_checked_by_another(world);
        }
        replay_rebuilds(world, &world->feedback.header,
                        name_of(&feedback_state_names, (int)world->feedback.state));
        replay_rebuilds(world, &world->improvement.header,
                        name_of(&improvement_state_names, (int)world->improvement.state));
        replay_rebuilds(world, &world->evidence.header, "open");
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
