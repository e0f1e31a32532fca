#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "proto/problem.h"
#include "proto/utf8.h"

static void test_problem_has_what_a_client_may_know(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct error error = {.code = ERR_OK};
    error_field(&error, "/customer/name", "must have 1 to 200 characters");
    error_hint(&error, "say \"who\"");
    error_log_detail(&error, "secret");
    assert_string_equal(
        problem_json(arena, &error, "01J"),
        "{\"type\":\"urn:onestop:problem:invalid\",\"title\":\"Some fields are wrong\","
        "\"status\":422,\"detail\":\"some fields are wrong\",\"hint\":\"say \\\"who\\\"\","
        "\"fields\":[{\"field\":\"/customer/name\",\"message\":\"must have 1 to 200 characters\"}],"
        "\"request_id\":\"01J\"}");
    arena_free(arena);
}

static void test_problem_leaves_out_what_is_empty(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct error error = {.code = ERR_STALE};
    assert_string_equal(problem_json(arena, &error, NULL),
                        "{\"type\":\"urn:onestop:problem:stale\","
                        "\"title\":\"Somebody changed this meanwhile\",\"status\":412}");
    arena_free(arena);
}

static void test_problem_is_utf8_even_when_a_message_was_cut(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct error error = {.code = ERR_OK};
    char umlauts[1024];
    for (size_t i = 0; i + 1 < sizeof umlauts; i += 2) memcpy(umlauts + i, "\xC3\xBC", 2);
    umlauts[sizeof umlauts - 1] = '\0';
    error_set(&error, ERR_REFUSED, "%.*s", 1022, umlauts);
    for (int i = 0; i < ERROR_FIELDS + 2; i++) error_field(&error, umlauts, "%s", umlauts);
    const char *document = problem_json(arena, &error, NULL);
    assert_non_null(document);
    assert_true(utf8_valid(document, strlen(document)));
    assert_non_null(strstr(document, "\"more_fields\":2"));
    arena_free(arena);
}

static void test_problem_in_a_full_arena_is_none(void **state)
{
    (void)state;
    struct arena *arena = arena_new(64);
    struct error error = {.code = ERR_STALE};
    assert_null(problem_json(arena, &error, NULL));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_problem_has_what_a_client_may_know),
        cmocka_unit_test(test_problem_leaves_out_what_is_empty),
        cmocka_unit_test(test_problem_is_utf8_even_when_a_message_was_cut),
        cmocka_unit_test(test_problem_in_a_full_arena_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
