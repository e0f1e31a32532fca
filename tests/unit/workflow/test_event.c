/* Events: their canonical text, the chain of hashes, and that a text comes back as it went. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "proto/arena.h"
#include "workflow/event.h"

static const uint8_t first[HASH_SIZE];

static int set_up(void **state)
{
    *state = arena_new(8 << 20);
    return *state == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

/* Every fact set, each to another value. */
static struct case_event whole_event(void)
{
    static char texts[16][40];
    struct case_event event = {.agency_id = 1,
                               .case_id = 2,
                               .seq = 3,
                               .kind = EVENT_CLOSED,
                               .at_us = 4,
                               .actor_id = 5,
                               .office_id = 6,
                               .service_id = 7,
                               .segment_id = 8,
                               .channel = CHANNEL_PHONE};
    int number = 100, text = 0;
    event_facts_clear(&event.facts);
#define SET_NUMBER(name) event.facts.name = ++number;
#define SET_TIME(name)   event.facts.name##_us = ++number;
#define SET_TEXT(name)                                                                             \
    snprintf(texts[text], sizeof texts[text], "%d \"\\\n\t/ \xd0\x96", ++number);                  \
    event.facts.name = texts[text++];
    EVENT_FACTS(SET_NUMBER, SET_NUMBER, SET_TIME, SET_TEXT)
    return event;
}

static void sealed(struct arena *arena, struct case_event *event, uint8_t hash[HASH_SIZE])
{
    assert_int_equal(event_seal(arena, event, first), 0);
    memcpy(hash, event->hash, HASH_SIZE);
}

static void test_event_text_has_only_what_is_said_in_order(void **state)
{
    struct case_event event = {.kind = EVENT_STEPPED};
    event_facts_clear(&event.facts);
    assert_int_equal(event_seal(*state, &event, first), 0);
    assert_string_equal(event.facts_json, "{}");
    event.facts.digest = "00ff";
    event.facts.due_at_us = -1;
    event.facts.minutes = 10;
    event.facts.from_state = "new \"x\" \\ \n";
    event.facts.customer_id = INT64_MAX;
    assert_int_equal(event_seal(*state, &event, first), 0);
    assert_string_equal(event.facts_json,
                        "{\"customer-id\":9223372036854775807,"
                        "\"from-state\":\"new \\\"x\\\" \\\\ \\u000a\",\"minutes\":10,"
                        "\"due-at\":-1,\"digest\":\"00ff\"}");
}

/* The chain can be verified by others: the hash is what the header says it is. */
static void test_event_hash_is_the_documented_one(void **state)
{
    struct case_event event = whole_event();
    static const uint8_t expected[HASH_SIZE] = {
        0xf7, 0x06, 0xea, 0x2b, 0xfa, 0xc2, 0x1f, 0xae, 0x76, 0x99, 0x46,
        0x26, 0xbc, 0x19, 0xe0, 0x3d, 0x94, 0xa9, 0x72, 0x5a, 0xae, 0x54,
        0x33, 0x99, 0x9a, 0x43, 0x02, 0x63, 0xeb, 0x01, 0xb0, 0x80,
    };
    event_facts_clear(&event.facts);
    assert_int_equal(event_seal(*state, &event, first), 0);
    assert_memory_equal(event.hash, expected, HASH_SIZE);
}

static void test_event_hash_changes_with_every_field(void **state)
{
    struct case_event event = whole_event();
    uint8_t hash[HASH_SIZE], other[HASH_SIZE], previous[HASH_SIZE] = {1};
    sealed(*state, &event, hash);
    assert_int_equal(event_seal(*state, &event, previous), 0);
    assert_memory_not_equal(event.hash, hash, HASH_SIZE);
#define DIFFERS(change)                                                                            \
    do {                                                                                           \
        event = whole_event();                                                                     \
        change;                                                                                    \
        sealed(*state, &event, other);                                                             \
        if (memcmp(hash, other, HASH_SIZE) == 0) fail_msg("the hash does not see: %s", #change);   \
    } while (0)
    DIFFERS(event.agency_id = 9);
    DIFFERS(event.case_id = INT64_C(1) << 40);
    DIFFERS(event.seq = 9);
    DIFFERS(event.kind = EVENT_NOTED);
    DIFFERS(event.at_us = 9);
    DIFFERS(event.actor_id = 9);
    DIFFERS(event.office_id = 9);
    DIFFERS(event.service_id = 9);
    DIFFERS(event.segment_id = 9);
    DIFFERS(event.channel = CHANNEL_WEB);
#define NUMBER_DIFFERS(name)                                                                       \
    DIFFERS(event.facts.name++);                                                                   \
    DIFFERS(event.facts.name = 0);
#define TIME_DIFFERS(name)                                                                         \
    DIFFERS(event.facts.name##_us++);                                                              \
    DIFFERS(event.facts.name##_us = NO_TIME);
#define TEXT_DIFFERS(name)                                                                         \
    DIFFERS(event.facts.name = "other");                                                           \
    DIFFERS(event.facts.name = "");                                                                \
    DIFFERS(event.facts.name = NULL);
    EVENT_FACTS(NUMBER_DIFFERS, NUMBER_DIFFERS, TIME_DIFFERS, TEXT_DIFFERS)
}

/* Two facts whose text would run together keep their border. */
static void test_event_hash_tells_neighbours_apart(void **state)
{
    struct case_event one = {.kind = EVENT_CLOSED}, two = {.kind = EVENT_CLOSED};
    event_facts_clear(&one.facts);
    event_facts_clear(&two.facts);
    one.facts.state = "a\",\"outcome\":\"b";
    two.facts.state = "a";
    two.facts.outcome = "b";
    assert_int_equal(event_seal(*state, &one, first), 0);
    assert_int_equal(event_seal(*state, &two, first), 0);
    assert_memory_not_equal(one.hash, two.hash, HASH_SIZE);
}

static void test_event_comes_back_as_it_went(void **state)
{
    struct case_event event = whole_event();
    assert_int_equal(event_seal(*state, &event, first), 0);
    struct case_event loaded = event;
    event_facts_clear(&loaded.facts);
    assert_int_equal(event_parse(*state, &loaded), 0);
#define SAME(name)      assert_int_equal(loaded.facts.name, event.facts.name);
#define SAME_TIME(name) assert_int_equal(loaded.facts.name##_us, event.facts.name##_us);
#define SAME_TEXT(name) assert_string_equal(loaded.facts.name, event.facts.name);
    EVENT_FACTS(SAME, SAME, SAME_TIME, SAME_TEXT)
    assert_int_equal(event_seal(*state, &loaded, first), 0);
    assert_string_equal(loaded.facts_json, event.facts_json);
    assert_memory_equal(loaded.hash, event.hash, HASH_SIZE);
}

static void test_event_of_another_text_is_refused(void **state)
{
    static const char *const texts[] = {"", "{", "[]", "7", "\"x\"", "null"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct case_event event = {.facts_json = texts[i]};
        assert_int_equal(event_parse(*state, &event), -1);
    }
}

static void test_event_too_large_for_its_text_is_refused(void **state)
{
    struct case_event event = {.kind = EVENT_CLOSED};
    char *text = calloc(1, 5000);
    assert_non_null(text);
    memset(text, 'x', 4999);
    event_facts_clear(&event.facts);
    event.facts.outcome = text;
    assert_int_equal(event_seal(*state, &event, first), -1);
    free(text);
}

static void test_event_that_finds_no_room_is_refused(void **state)
{
    struct case_event event = whole_event();
    struct arena *small = arena_new(64);
    (void)state;
    assert_non_null(small);
    assert_int_equal(event_seal(small, &event, first), -1);
    arena_free(small);
}

static void test_digest_depends_on_salt_and_on_where_a_text_ends(void **state)
{
    static const uint8_t salt[16] = {1}, other_salt[16] = {2};
    const char *const two[] = {"ab", "c"}, *const shifted[] = {"a", "bc"},
                      *const joined[] = {"abc"};
    const char *const missing[] = {"ab", NULL}, *const empty[] = {"ab", ""};
    const char *digest = event_digest(*state, salt, two, 2);
    assert_int_equal(strlen(digest), 64);
    assert_string_equal(event_digest(*state, salt, two, 2), digest);
    assert_string_not_equal(event_digest(*state, other_salt, two, 2), digest);
    assert_string_not_equal(event_digest(*state, salt, shifted, 2), digest);
    assert_string_not_equal(event_digest(*state, salt, joined, 1), digest);
    assert_string_equal(event_digest(*state, salt, missing, 2),
                        event_digest(*state, salt, empty, 2));
}

#define EVENT_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        EVENT_TEST(test_event_text_has_only_what_is_said_in_order),
        EVENT_TEST(test_event_hash_is_the_documented_one),
        EVENT_TEST(test_event_hash_changes_with_every_field),
        EVENT_TEST(test_event_hash_tells_neighbours_apart),
        EVENT_TEST(test_event_comes_back_as_it_went),
        EVENT_TEST(test_event_of_another_text_is_refused),
        EVENT_TEST(test_event_too_large_for_its_text_is_refused),
        EVENT_TEST(test_event_that_finds_no_room_is_refused),
        EVENT_TEST(test_digest_depends_on_salt_and_on_where_a_text_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
