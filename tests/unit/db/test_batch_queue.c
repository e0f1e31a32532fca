/* Which commands travel together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "db/batch_queue.h"

enum { COMMANDS = 600 };

/* Commands that each change one case. */
struct queued {
    struct waiting waiting[COMMANDS];
    struct effects effects[COMMANDS];
    struct kase_row rows[COMMANDS];
    struct kase kases[COMMANDS];
    int count;
    struct batch_queue *queue;
};

static struct waiting *add(struct queued *queued, int32_t agency_id, int64_t case_id)
{
    int i = queued->count++;
    queued->kases[i].id = case_id;
    queued->rows[i].row = &queued->kases[i];
    queued->effects[i] =
        (struct effects){.agency_id = agency_id, .kases = &queued->rows[i], .kases_count = 1};
    queued->waiting[i] = (struct waiting){.effects = &queued->effects[i], .bytes = 100};
    assert_true(batch_queue_add(queued->queue, &queued->waiting[i]));
    return &queued->waiting[i];
}

static int set_up(void **state)
{
    struct queued *queued = calloc(1, sizeof *queued);
    queued->queue = batch_queue_new();
    *state = queued;
    return 0;
}

static int tear_down(void **state)
{
    struct queued *queued = *state;
    struct waiting *taken[BATCH_COMMANDS];
    while (batch_queue_take(queued->queue, taken) > 0) continue;
    batch_queue_free(queued->queue);
    free(queued);
    return 0;
}

static void test_all_that_waits_travels_together(void **state)
{
    struct queued *queued = *state;
    struct waiting *taken[BATCH_COMMANDS];
    for (int i = 0; i < 10; i++) add(queued, 1, i + 1);
    assert_int_equal(batch_queue_take(queued->queue, taken), 10);
    for (int i = 0; i < 10; i++) assert_ptr_equal(taken[i], &queued->waiting[i]);
    assert_int_equal(batch_queue_count(queued->queue), 0);
    assert_int_equal(batch_queue_take(queued->queue, taken), 0);
}

static void test_second_contact_of_an_external_id_waits(void **state)
{
    struct queued *queued = *state;
    struct waiting *taken[BATCH_COMMANDS];
    struct contact_row contacts[] = {{.source = "tickets", .external_id = "A1"},
                                     {.source = "tickets", .external_id = "A1"},
                                     {.source = "calls", .external_id = "A1"},
                                     {.source = NULL, .external_id = NULL},
                                     {.source = NULL, .external_id = NULL}};
    for (int i = 0; i < 5; i++) {
        add(queued, 1, i + 1);
        queued->effects[i].contacts = &contacts[i];
        queued->effects[i].contacts_count = 1;
    }
    assert_int_equal(batch_queue_take(queued->queue, taken), 4);
    assert_int_equal(batch_queue_take(queued->queue, taken), 1);
    assert_ptr_equal(taken[0], &queued->waiting[1]);
}

static void test_second_command_on_a_case_waits(void **state)
{
    struct queued *queued = *state;
    struct waiting *taken[BATCH_COMMANDS];
    struct waiting *first = add(queued, 1, 7), *second = add(queued, 1, 7),
                   *third = add(queued, 1, 7), *other = add(queued, 1, 8),
                   *elsewhere = add(queued, 2, 7);
    assert_int_equal(batch_queue_take(queued->queue, taken), 3);
    assert_ptr_equal(taken[0], first);
    assert_ptr_equal(taken[1], other);
    assert_ptr_equal(taken[2], elsewhere);
    assert_int_equal(batch_queue_take(queued->queue, taken), 1);
    assert_ptr_equal(taken[0], second);
    assert_int_equal(batch_queue_take(queued->queue, taken), 1);
    assert_ptr_equal(taken[0], third);
}

static void test_what_waits_keeps_its_place_before_later_ones(void **state)
{
    struct queued *queued = *state;
    struct waiting *taken[BATCH_COMMANDS];
    struct waiting *one = add(queued, 1, 7);
    struct waiting *both = add(queued, 1, 7);
    struct kase_row rows[2] = {queued->rows[1], queued->rows[1]};
    struct kase eight = {.id = 8};
    rows[1].row = &eight;
    queued->effects[1].kases = rows;
    queued->effects[1].kases_count = 2;
    struct waiting *later = add(queued, 1, 8); /* may not overtake `both` */
    assert_int_equal(batch_queue_take(queued->queue, taken), 1);
    assert_ptr_equal(taken[0], one);
    assert_int_equal(batch_queue_take(queued->queue, taken), 1);
    assert_ptr_equal(taken[0], both);
    assert_int_equal(batch_queue_take(queued->queue, taken), 1);
    assert_ptr_equal(taken[0], later);
}

static void test_one_key_enters_once(void **state)
{
    struct queued *queued = *state;
    struct waiting *taken[BATCH_COMMANDS];
    /* static: tear_down() takes what is left */
    static struct batch_key key = {.staff_id = 3, .key = "k"}, other = {.staff_id = 4, .key = "k"};
    add(queued, 1, 1)->key = &key;
    add(queued, 1, 2)->key = &key;
    add(queued, 1, 3)->key = &other;
    assert_int_equal(batch_queue_take(queued->queue, taken), 2);
    assert_ptr_equal(taken[1], &queued->waiting[2]);
}

static void test_one_identifier_enters_once(void **state)
{
    struct queued *queued = *state;
    struct waiting *taken[BATCH_COMMANDS];
    static struct identifier_row row = {.kind = "passport", .value = "X1"};
    for (int i = 0; i < 2; i++) {
        add(queued, 1, i + 1);
        queued->effects[i].identifiers = &row;
        queued->effects[i].identifiers_count = 1;
    }
    assert_int_equal(batch_queue_take(queued->queue, taken), 1);
    assert_int_equal(batch_queue_take(queued->queue, taken), 1);
}

static void test_agencies_take_turns(void **state)
{
    struct queued *queued = *state;
    struct waiting *taken[BATCH_COMMANDS];
    for (int i = 0; i < 400; i++) add(queued, 5, i + 1);
    for (int i = 0; i < 20; i++) add(queued, 3, i + 1);
    assert_int_equal(batch_queue_take(queued->queue, taken), BATCH_COMMANDS);
    for (int i = 0; i < 20; i++) assert_int_equal(taken[i]->effects->agency_id, 3);
    for (int i = 20; i < BATCH_COMMANDS; i++) {
        assert_int_equal(taken[i]->effects->agency_id, 5);
        assert_ptr_equal(taken[i], &queued->waiting[i - 20]);
    }
}

static void test_more_agencies_than_a_batch_holds_all_get_their_turn(void **state)
{
    struct queued *queued = *state;
    struct waiting *taken[BATCH_COMMANDS];
    for (int32_t agency = 1; agency <= 2 * BATCH_AGENCIES; agency++)
        for (int i = 0; i < 2; i++) add(queued, agency, i + 1);
    /* One may not fill the batch: each agency's second command is on a case of the first. */
    for (int i = 0; i < queued->count; i++) queued->kases[i].id = 1;
    bool seen[2 * BATCH_AGENCIES + 1] = {false};
    for (int batch = 0; batch < 2; batch++) {
        size_t count = batch_queue_take(queued->queue, taken);
        assert_int_equal(count, BATCH_AGENCIES);
        for (size_t i = 0; i < count; i++) seen[taken[i]->effects->agency_id] = true;
    }
    for (int agency = 1; agency <= 2 * BATCH_AGENCIES; agency++) assert_true(seen[agency]);
}

static void test_bytes_are_capped_but_one_always_goes(void **state)
{
    struct queued *queued = *state;
    struct waiting *taken[BATCH_COMMANDS];
    add(queued, 1, 1)->bytes = 2 * BATCH_BYTES;
    add(queued, 1, 2);
    add(queued, 1, 3)->bytes = BATCH_BYTES - 50;
    assert_int_equal(batch_queue_take(queued->queue, taken), 1);
    assert_int_equal(batch_queue_take(queued->queue, taken), 1);
    assert_int_equal(batch_queue_take(queued->queue, taken), 1);
}

static void test_those_to_be_sent_alone_go_first_and_alone(void **state)
{
    struct queued *queued = *state;
    struct waiting *taken[BATCH_COMMANDS];
    add(queued, 1, 1);
    add(queued, 1, 2);
    assert_int_equal(batch_queue_take(queued->queue, taken), 2);
    batch_queue_add_alone(queued->queue, taken[0]);
    batch_queue_add_alone(queued->queue, taken[1]);
    add(queued, 1, 3);
    assert_int_equal(batch_queue_count(queued->queue), 3);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(batch_queue_take(queued->queue, taken), 1);
        assert_ptr_equal(taken[0], &queued->waiting[i]);
    }
}

static void test_what_was_overtaken_comes_out_in_order(void **state)
{
    struct queued *queued = *state;
    struct waiting *taken[BATCH_COMMANDS];
    struct waiting *first = add(queued, 1, 7), *second = add(queued, 1, 7);
    struct waiting *other = add(queued, 1, 8), *third = add(queued, 1, 7);
    for (int i = 0; i < queued->count; i++) {
        queued->rows[i].expected_version = 3;
        queued->kases[i].version = 4;
    }
    assert_null(batch_queue_overtaken(queued->queue, first->effects)); /* nobody was held back */
    assert_int_equal(batch_queue_take(queued->queue, taken), 2);
    assert_null(batch_queue_overtaken(queued->queue, other->effects));
    struct waiting *late = add(queued, 1, 7); /* has seen what was done */
    queued->rows[queued->count - 1].expected_version = 4;
    assert_ptr_equal(batch_queue_overtaken(queued->queue, first->effects), second);
    assert_ptr_equal(second->next, third);
    assert_null(third->next);
    assert_int_equal(batch_queue_count(queued->queue), 1);
    assert_int_equal(batch_queue_take(queued->queue, taken), 1);
    assert_ptr_equal(taken[0], late);
}

static void test_all_overtaken_leave_nothing_behind(void **state)
{
    struct queued *queued = *state;
    struct waiting *taken[BATCH_COMMANDS];
    struct waiting *first = add(queued, 1, 7), *second = add(queued, 1, 7);
    queued->kases[0].version = 1;
    assert_int_equal(batch_queue_take(queued->queue, taken), 1);
    assert_ptr_equal(batch_queue_overtaken(queued->queue, first->effects), second);
    assert_int_equal(batch_queue_take(queued->queue, taken), 0);
    add(queued, 1, 9);
    assert_int_equal(batch_queue_take(queued->queue, taken), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_all_that_waits_travels_together, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_second_contact_of_an_external_id_waits, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_second_command_on_a_case_waits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_waits_keeps_its_place_before_later_ones, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_what_was_overtaken_comes_out_in_order, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_all_overtaken_leave_nothing_behind, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_one_key_enters_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_one_identifier_enters_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_agencies_take_turns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_more_agencies_than_a_batch_holds_all_get_their_turn,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_bytes_are_capped_but_one_always_goes, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_those_to_be_sent_alone_go_first_and_alone, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
