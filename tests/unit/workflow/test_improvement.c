/* The register of improvements: its ways, what they need, who may go them; plans and public lines.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proto/codec.h"
#include "proto/reference.h"
#include "small_desk.h"
#include "workflow/improvement.h"

static struct arena *arena;
static const struct desk *desk;
static struct effects effects;
static struct error error;

static const struct staff *person(int32_t id)
{
    return desk_staff(desk, id);
}

static struct actor actor_of(int32_t id)
{
    const struct staff *staff = person(id);
    return (struct actor){staff, staff_roles(staff, CITY, HALL)};
}

#define NOW (INT64_C(1750000000) * US_PER_S) /* 15 June 2025 */

static struct decision_context context_now(void)
{
    memset(&effects, 0, sizeof effects);
    memset(&error, 0, sizeof error);
    return (struct decision_context){.desk = desk, .arena = arena, .now_us = NOW, .first_id = 1000};
}

static struct improvement idea(void)
{
    static const struct improvement_body body = {.title = "A bench",
                                                 .due_at_us = NO_TIME,
                                                 .cost = NO_DECIMAL,
                                                 .before = NO_DECIMAL,
                                                 .after = NO_DECIMAL};
    struct improvement_told told = {
        .body = &body, .given = 1, .agency_id = CITY, .office_id = HALL};
    struct decision_context context = context_now();
    struct actor actor = actor_of(MANAGER_ANA);
    struct improvement row;
    assert_int_equal(improvement_add(&context, &actor, &told, &effects, &row, &error), ERR_OK);
    return row;
}

static enum error_code move(struct improvement *row, int32_t staff_id, enum improvement_state to,
                            const char *reason)
{
    struct decision_context context = context_now();
    struct actor actor = actor_of(staff_id);
    static const struct improvement_audience nobody = {.owner_count = 0};
    struct improvement after;
    enum error_code code =
        improvement_move(&context, &actor, row, to, reason, &nobody, &effects, &after, &error);
    if (code == ERR_OK)
        *row = after;
    else
        assert_int_equal(effects.events_count + effects.records_count, 0);
    return code;
}

static void test_each_way_is_there_once_and_none_leads_nowhere(void **state)
{
    bool left[IMPROVEMENT_STATES] = {false}, entered[IMPROVEMENT_STATES] = {false};
    (void)state;
    for (size_t i = 0; i < improvement_move_count; i++) {
        const struct improvement_move *one = &improvement_moves[i];
        assert_int_not_equal(one->from, one->to);
        left[one->from] = entered[one->to] = true;
        for (size_t j = 0; j < i; j++)
            assert_false(improvement_moves[j].from == one->from &&
                         improvement_moves[j].to == one->to);
        if (one->to == IMPROVEMENT_REFUSED)
            assert_true(one->lead && (one->needs & IMPROVEMENT_NEEDS_REASON) != 0);
    }
    for (int i = IMPROVEMENT_IDEA; i < IMPROVEMENT_STATES; i++) assert_true(left[i] && entered[i]);
}

static void test_move_is_open_only_along_the_table(void **state)
{
    (void)state;
    for (int from = IMPROVEMENT_IDEA; from < IMPROVEMENT_STATES; from++)
        for (int to = IMPROVEMENT_IDEA; to < IMPROVEMENT_STATES; to++) {
            struct improvement row = idea();
            bool known = false;
            row.state = (enum improvement_state)from;
            row.owner_id = MANAGER_BO;
            row.due_at_us = 1;
            row.cost = 0;
            for (size_t i = 0; i < improvement_move_count; i++)
                known |=
                    (int)improvement_moves[i].from == from && (int)improvement_moves[i].to == to;
            assert_int_equal(move(&row, LEAD, (enum improvement_state)to, "because"),
                             known ? ERR_OK : ERR_REFUSED);
            assert_int_equal(row.state, known ? to : from);
        }
}

static void test_move_needs_role_owner_date_cost_and_reason(void **state)
{
    struct improvement row = idea();
    (void)state;
    assert_int_equal(move(&row, MANAGER_ANA, IMPROVEMENT_ACCEPTED, NULL), ERR_FORBIDDEN);
    assert_int_equal(move(&row, LEAD, IMPROVEMENT_ACCEPTED, NULL), ERR_OK);
    assert_int_equal(move(&row, MANAGER_ANA, IMPROVEMENT_PLANNED, NULL), ERR_REFUSED);
    row.owner_id = MANAGER_BO;
    assert_int_equal(move(&row, MANAGER_ANA, IMPROVEMENT_PLANNED, NULL), ERR_FORBIDDEN);
    assert_int_equal(move(&row, MANAGER_BO, IMPROVEMENT_PLANNED, NULL), ERR_REFUSED); /* no date */
    row.due_at_us = 1;
    assert_int_equal(move(&row, MANAGER_BO, IMPROVEMENT_PLANNED, NULL), ERR_OK);
    assert_int_equal(move(&row, MANAGER_BO, IMPROVEMENT_COSTED, NULL), ERR_REFUSED);
    assert_int_equal(move(&row, LEAD, IMPROVEMENT_REFUSED, NULL), ERR_INVALID);
    assert_int_equal(move(&row, LEAD, IMPROVEMENT_REFUSED, "no room"), ERR_OK);
    assert_string_equal(row.reason, "no room");
}

static void test_entered_states_are_counted(void **state)
{
    struct improvement row = idea();
    (void)state;
    assert_int_equal(effects.moves[0].metric, METRIC_IMPROVEMENTS_IDEA);
    row.owner_id = MANAGER_BO, row.due_at_us = 1, row.cost = 5000;
    for (int to = IMPROVEMENT_ACCEPTED; to <= IMPROVEMENT_DONE; to++) {
        assert_int_equal(move(&row, LEAD, (enum improvement_state)to, NULL), ERR_OK);
        assert_int_equal(effects.moves_count, 1);
        assert_int_equal(effects.moves[0].metric, METRIC_IMPROVEMENTS_IDEA + to - IMPROVEMENT_IDEA);
        assert_int_equal(effects.moves[0].office_id, HALL);
    }
}

static void test_done_tells_every_owner_of_feedback_once(void **state)
{
    static const int32_t owners[] = {MANAGER_ANA, MANAGER_BO, EXPERT, LEAD};
    static const struct decision_customer customers[] = {{.id = 7,
                                                          .name = "Ana",
                                                          .email = "ana@example.org",
                                                          .language = "bg",
                                                          .channel = CHANNEL_EMAIL},
                                                         {.id = 8,
                                                          .name = "Bo",
                                                          .email = "bo@example.org",
                                                          .address = "1 Street",
                                                          .channel = CHANNEL_LETTER},
                                                         {.name = "Who asks by phone",
                                                          .email = "c@example.org",
                                                          .address = "2 Street",
                                                          .language = "en",
                                                          .channel = CHANNEL_PHONE}};
    const struct improvement_audience audience = {owners, 4, customers, 3, false};
    struct improvement row = idea(), after;
    struct decision_context context = context_now();
    struct actor actor = actor_of(LEAD);
    (void)state;
    row.state = IMPROVEMENT_DOING;
    row.owner_id = MANAGER_BO, row.due_at_us = 1;
    assert_int_equal(improvement_move(&context, &actor, &row, IMPROVEMENT_DONE, NULL, &audience,
                                      &effects, &after, &error),
                     ERR_OK);
    assert_int_equal(effects.notices_count, 3); /* not the lead, who did it */
    assert_int_equal(effects.notices[0].staff_id, MANAGER_BO);
    assert_int_equal(effects.notices[1].staff_id, MANAGER_ANA);
    assert_int_equal(effects.notices[2].staff_id, EXPERT);
    assert_int_equal(effects.outboxes_count, 2); /* one has not asked to be written to */
    assert_string_equal(effects.outboxes[0].address, "ana@example.org");
    assert_string_equal(effects.outboxes[0].subject, "Вие казахте, ние направихме");
    assert_string_equal(effects.outboxes[1].address, "Bo\n1 Street");
    assert_int_equal(effects.outboxes[1].customer_id, 8);
    assert_string_equal(effects.outboxes[1].occasion, "improvement-told.3.8");
    assert_string_equal(effects.outboxes[1].body,
                        "You told us what could be better. We have done it: A bench.");
    assert_int_equal(effects.events[1].kind, EVENT_IMPROVEMENT_TOLD);
    assert_int_equal(effects.events[1].facts.amount, 2);
    assert_int_equal(effects.clocks_count, 0); /* nobody is left */
}

/* Moves it to done with the customers 1 to IMPROVEMENT_PORTION, and more after them. */
static struct improvement done_for_many(struct decision_customer *customers)
{
    struct improvement_audience audience = {NULL, 0, customers, IMPROVEMENT_PORTION, true};
    struct improvement row = idea(), after;
    struct decision_context context = context_now();
    struct actor actor = actor_of(LEAD);
    row.state = IMPROVEMENT_DOING;
    row.owner_id = MANAGER_BO, row.due_at_us = 1;
    for (int i = 0; i < IMPROVEMENT_PORTION; i++)
        customers[i] =
            (struct decision_customer){.id = i + 1, .email = "a@b.cc", .channel = CHANNEL_EMAIL};
    context.ids = IMPROVEMENT_PORTION + DECISION_IDS;
    assert_int_equal(improvement_move(&context, &actor, &row, IMPROVEMENT_DONE, NULL, &audience,
                                      &effects, &after, &error),
                     ERR_OK);
    return after;
}

static void test_many_customers_are_told_in_portions(void **state)
{
    struct decision_customer customers[IMPROVEMENT_PORTION];
    struct improvement row = done_for_many(customers);
    (void)state;
    assert_int_equal(effects.outboxes_count, IMPROVEMENT_PORTION);
    assert_int_equal(row.told_to, IMPROVEMENT_PORTION);
    assert_int_equal(effects.clocks_count, 1);
    assert_int_equal(effects.clocks[0].clock.next_rung_at_us, NOW);
    int64_t first_alarm = effects.clocks[0].clock.id;
    /* The last two, of whom one wishes to be told. */
    const struct decision_customer rest[] = {
        {.id = 900, .channel = CHANNEL_PHONE},
        {.id = 901, .email = "z@b.cc", .channel = CHANNEL_EMAIL}};
    const struct improvement_audience audience = {NULL, 0, rest, 2, false};
    struct decision_context context = context_now();
    assert_int_equal(improvement_fire(&context, &row, &audience, &effects, &error), ERR_OK);
    assert_int_equal(effects.outboxes_count, 1);
    assert_int_equal(effects.rungs_count, 1);
    assert_int_equal(effects.rungs[0].clock_id, first_alarm);
    assert_int_equal(effects.clocks_count, 1);
    assert_int_equal(effects.clocks[0].clock.state, CLOCK_STOPPED);
    assert_int_equal(effects.clocks[0].clock.next_rung_at_us, NO_TIME);
    assert_int_equal(effects.events[0].kind, EVENT_IMPROVEMENT_TOLD);
    assert_int_equal(effects.events[0].facts.amount, 1);
    assert_int_equal(effects.events[0].actor_id, 0);
    assert_int_equal(effects.records[0].version, row.header.version + 1);
    assert_non_null(strstr(effects.records[0].document, "\"told_to\":901"));
}

static void test_what_is_not_done_any_more_is_told_to_nobody_else(void **state)
{
    struct decision_customer customers[IMPROVEMENT_PORTION];
    struct improvement row = done_for_many(customers);
    const struct improvement_audience audience = {NULL, 0, customers, 1, false};
    (void)state;
    assert_int_equal(move(&row, LEAD, IMPROVEMENT_DOING, NULL), ERR_OK);
    assert_int_equal(effects.clocks_count, 1);
    assert_int_equal(effects.clocks[0].clock.state, CLOCK_STOPPED);
    assert_int_equal(row.told_to, 0);
    struct decision_context context = context_now();
    assert_int_equal(improvement_fire(&context, &row, &audience, &effects, &error), ERR_OK);
    assert_int_equal(effects.outboxes_count + effects.events_count + effects.rungs_count, 0);
}

static void test_link_is_written_as_references_are_and_only_once(void **state)
{
    struct improvement row = idea(), after;
    struct actor actor = actor_of(LEAD);
    char lower[] = "7k3m-9xq4";
    (void)state;
    char reference[16];
    struct decision_context context = context_now();
    reference_format(desk->reference_key, 77, reference);
    for (size_t i = 0; reference[i] != '\0'; i++)
        lower[i] = (char)(reference[i] >= 'A' ? reference[i] + 32 : reference[i]);
    struct improvement_link link = {.kind = BASIS_COMPLAINT, .target = lower};
    assert_int_equal(improvement_add_link(&context, &actor, &row, &link, &effects, &after, &error),
                     ERR_OK);
    assert_string_equal(after.links[0].target, reference);
    assert_int_equal(after.links[0].id, 77);
    context = context_now();
    row = after;
    assert_int_equal(improvement_add_link(&context, &actor, &row, &link, &effects, &after, &error),
                     ERR_REFUSED);
    context = context_now();
    link.target = "nonsense";
    assert_int_equal(improvement_add_link(&context, &actor, &row, &link, &effects, &after, &error),
                     ERR_INVALID);
}

static void test_line_is_published_by_who_leads_once_accepted(void **state)
{
    const struct improvement_publish_body body = {"We did", "en", true}, bare = {NULL, NULL, true};
    struct improvement row = idea(), after;
    struct actor lead = actor_of(LEAD), other = actor_of(MANAGER_ANA);
    struct decision_context context = context_now();
    (void)state;
#define PUBLISH(who, body_)                                                                        \
    (context = context_now(),                                                                      \
     improvement_publish(&context, &(who), &row, &(body_), &effects, &after, &error))
    assert_int_equal(PUBLISH(lead, body), ERR_REFUSED);
    assert_int_equal(move(&row, LEAD, IMPROVEMENT_ACCEPTED, NULL), ERR_OK);
    assert_int_equal(PUBLISH(other, body), ERR_FORBIDDEN);
    assert_int_equal(PUBLISH(lead, bare), ERR_INVALID);
    assert_int_equal(error.field_count, 2);
    assert_int_equal(PUBLISH(lead, body), ERR_OK);
    assert_true(after.published && after.published_at_us == context.now_us);
}

static void test_idea_without_a_reference_left_is_refused(void **state)
{
    const struct improvement_body body = {.title = "Late",
                                          .due_at_us = NO_TIME,
                                          .cost = NO_DECIMAL,
                                          .before = NO_DECIMAL,
                                          .after = NO_DECIMAL};
    struct improvement_told told = {.body = &body, .given = 1, .agency_id = CITY};
    struct decision_context context = context_now();
    struct actor actor = actor_of(LEAD);
    struct improvement row;
    (void)state;
    context.first_id = REFERENCE_IDS;
    assert_int_equal(improvement_add(&context, &actor, &told, &effects, &row, &error),
                     ERR_UNAVAILABLE);
    assert_int_equal(effects.events_count + effects.records_count, 0);
}

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(16 << 20);
    desk = small_desk(arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_way_is_there_once_and_none_leads_nowhere),
        cmocka_unit_test(test_move_is_open_only_along_the_table),
        cmocka_unit_test(test_move_needs_role_owner_date_cost_and_reason),
        cmocka_unit_test(test_entered_states_are_counted),
        cmocka_unit_test(test_done_tells_every_owner_of_feedback_once),
        cmocka_unit_test(test_many_customers_are_told_in_portions),
        cmocka_unit_test(test_what_is_not_done_any_more_is_told_to_nobody_else),
        cmocka_unit_test(test_link_is_written_as_references_are_and_only_once),
        cmocka_unit_test(test_line_is_published_by_who_leads_once_accepted),
        cmocka_unit_test(test_idea_without_a_reference_left_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
