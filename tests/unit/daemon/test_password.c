/* The password thread: compares, makes, refuses when its queue is full, and can be stopped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <event2/event.h>
#include <string.h>

#include "daemon/password.h"
#include "proto/error.h"

static const struct password_cost cost = {.memory = 64 * 1024, .passes = 1};

struct outcome {
    int calls;
    bool matches;
    char hash[PASSWORD_HASH];
};

static void on_answer(void *context, bool matches, const char *hash)
{
    struct outcome *outcome = context;
    outcome->calls++;
    outcome->matches = matches;
    strncpy(outcome->hash, hash, sizeof outcome->hash - 1);
}

static void wait_for(struct event_base *base, struct outcome *outcome)
{
    while (outcome->calls == 0) assert_int_equal(event_base_loop(base, EVLOOP_ONCE), 0);
    assert_int_equal(outcome->calls, 1);
}

static bool check(struct event_base *base, struct password_thread *thread, const char *hash,
                  const char *password)
{
    struct outcome outcome = {0};
    assert_true(password_check(thread, hash, password, on_answer, &outcome));
    wait_for(base, &outcome);
    return outcome.matches;
}

static void test_password_made_is_the_one_that_matches(void **state)
{
    (void)state;
    struct event_base *base = event_base_new();
    struct password_thread *thread = password_thread_new(base, &cost, 4);
    assert_non_null(thread);
    struct outcome made = {0};
    assert_true(password_make(thread, "correct horse", on_answer, &made));
    wait_for(base, &made);
    assert_true(made.matches);
    assert_memory_equal(made.hash, "$argon2id$", 10);
    assert_true(check(base, thread, made.hash, "correct horse"));
    assert_false(check(base, thread, made.hash, "correct horsE"));
    password_thread_free(thread);
    event_base_free(base);
}

static void test_password_of_nobody_matches_nothing(void **state)
{
    (void)state;
    struct event_base *base = event_base_new();
    struct password_thread *thread = password_thread_new(base, &cost, 4);
    assert_false(check(base, thread, NULL, ""));
    assert_false(check(base, thread, "not a hash", "x"));
    char long_one[PASSWORD_BYTES + 2];
    memset(long_one, 'x', sizeof long_one - 1);
    long_one[sizeof long_one - 1] = '\0';
    assert_false(check(base, thread, "not a hash", long_one));
    password_thread_free(thread);
    event_base_free(base);
}

static void test_password_queue_is_bounded(void **state)
{
    (void)state;
    struct event_base *base = event_base_new();
    const struct password_cost slow = {.memory = 32 * 1024 * 1024, .passes = 4};
    struct password_thread *thread = password_thread_new(base, &slow, 2);
    struct outcome outcomes[8] = {0};
    int taken = 0;
    for (int i = 0; i < 8; i++)
        if (password_check(thread, NULL, "x", on_answer, &outcomes[i])) taken++;
    assert_true(taken >= 2 && taken < 8);
    password_thread_free(thread); /* with work waiting */
    event_base_free(base);
}

static void test_password_invented_is_another_each_time(void **state)
{
    (void)state;
    char one[PASSWORD_INVENTED], other[PASSWORD_INVENTED];
    password_invent(one);
    password_invent(other);
    assert_string_not_equal(one, other);
    assert_int_equal(strlen(one), 19);
    for (size_t i = 0; i < 19; i++) {
        if (i % 5 == 4)
            assert_int_equal(one[i], '-');
        else
            assert_non_null(strchr("abcdefghjkmnpqrstuvwxyz23456789", one[i]));
    }
}

static const char *fault_of(const char *password, int min_characters)
{
    static struct error error;
    error_clear(&error);
    password_judge(password, "ivan", min_characters, "/new_password", &error);
    return error.field_count == 0 ? "" : error.fields[0].message;
}

static void test_password_judge_names_the_remedy(void **state)
{
    (void)state;
    assert_string_equal(fault_of("short", 10), "is too short; at least 10 characters");
    assert_string_equal(fault_of("my-IVAN-password", 10), "contains the user name; choose another");
    assert_string_equal(fault_of("aaaaaaaaaaaa", 10),
                        "is one character over and over; choose another");
    assert_string_equal(fault_of("жълта патица 7", 14), "");
    assert_string_equal(fault_of("жълта патица 7", 15), "is too short; at least 15 characters");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_password_made_is_the_one_that_matches),
        cmocka_unit_test(test_password_of_nobody_matches_nothing),
        cmocka_unit_test(test_password_queue_is_bounded),
        cmocka_unit_test(test_password_invented_is_another_each_time),
        cmocka_unit_test(test_password_judge_names_the_remedy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
