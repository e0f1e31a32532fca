/* Arrays of whole numbers as text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "db/int_list.h"
#include "proto/arena.h"

static void test_text_of_an_array(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct int_list list = {.arena = arena};
    (void)state;
    assert_string_equal(int_list_text(&list), "{}");
    int_list_add(&list, INT64_MIN);
    assert_string_equal(int_list_text(&list), "{-9223372036854775808}");
    int_list_add(&list, 7);
    int_list_add(&list, 7);
    assert_string_equal(int_list_text(&list), "{-9223372036854775808,7,7}");
    arena_free(arena);
}

static void test_once(void **state)
{
    static const int64_t values[] = {12, 1, 2, 12, -1, 1, 121, 2, 121};
    struct arena *arena = arena_new(1 << 16);
    struct int_list list = {.arena = arena};
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        int_list_add_once(&list, values[i]);
        assert_non_null(int_list_text(&list)); /* more may come after it */
    }
    assert_string_equal(int_list_text(&list), "{12,1,2,-1,121}");
    arena_free(arena);
}

/* Grows over many blocks, and says so when there is no more. */
static void test_many_and_too_many(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct int_list list = {.arena = arena};
    char expected[8192] = "{";
    size_t length = 1;
    (void)state;
    for (int i = 0; i < 1000; i++) {
        int_list_add(&list, i);
        length += (size_t)snprintf(expected + length, sizeof expected - length, "%d,", i);
    }
    expected[length - 1] = '}';
    assert_string_equal(int_list_text(&list), expected);
    for (int i = 0; i < 100000; i++) int_list_add(&list, i);
    assert_null(int_list_text(&list));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_of_an_array),
        cmocka_unit_test(test_once),
        cmocka_unit_test(test_many_and_too_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
