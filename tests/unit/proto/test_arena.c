#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdalign.h>
#include <stdbool.h>
#include <string.h>

#include "proto/arena.h"

static void test_arena_gives_zeroed_aligned_memory(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    for (size_t size = 0; size < 300; size++) {
        unsigned char *memory = arena_alloc(arena, size);
        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++) assert_int_equal(memory[i], 0);
        memset(memory, 0xAA, size);
    }
    arena_free(arena);
}

static void test_arena_says_when_it_is_full(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1000);
    assert_null(arena_alloc(arena, 2000));
    assert_null(arena_alloc(arena, SIZE_MAX));
    assert_null(arena_array(arena, SIZE_MAX / 2, 4));
    assert_null(arena_strndup(arena, "", SIZE_MAX));
    int given = 0;
    while (arena_alloc(arena, 100) != NULL) given++;
    assert_in_range(given, 5, 10);
    while (arena_alloc(arena, 1) != NULL) given++;
    assert_true(arena_used(arena) <= 1000);
    assert_int_equal(arena_cleanup(arena, NULL, NULL), -1);
    arena_free(arena);
}

static void test_arena_grows_over_many_blocks(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 22);
    char *texts[2000];
    for (int i = 0; i < 2000; i++) {
        texts[i] = arena_printf(arena, "%0500d", i);
        assert_non_null(texts[i]);
    }
    for (int i = 0; i < 2000; i += 111) assert_int_equal(strlen(texts[i]), 500);
    assert_int_equal(texts[1999][499], '9');
    arena_free(arena);
}

static void test_arena_copies_text(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    assert_string_equal(arena_strdup(arena, "queue"), "queue");
    assert_null(arena_strdup(arena, NULL));
    assert_string_equal(arena_strndup(arena, "queue", 3), "que");
    assert_string_equal(arena_printf(arena, "%s-%d", "a", 7), "a-7");
    arena_free(arena);
}

static char trace[8];

static void note(void *object)
{
    strncat(trace, object, 1);
}

static void test_arena_cleans_up_the_last_first(void **state)
{
    (void)state;
    static char a[] = "a", b[] = "b", c[] = "c";
    struct arena *arena = arena_new(1 << 16);
    trace[0] = '\0';
    assert_int_equal(arena_cleanup(arena, note, a), 0);
    assert_int_equal(arena_cleanup(arena, note, b), 0);
    arena_reset(arena);
    assert_string_equal(trace, "ba");
    assert_int_equal(arena_used(arena), 0);
    assert_int_equal(arena_cleanup(arena, note, c), 0);
    arena_free(arena);
    assert_string_equal(trace, "bac");
    arena_free(NULL);
}

static void test_arena_can_be_filled_again_after_reset(void **state)
{
    (void)state;
    struct arena *arena = arena_new(64 << 10);
    for (int round = 0; round < 50; round++) {
        int given = 0;
        while (arena_alloc(arena, 1024) != NULL) given++;
        assert_int_equal(given, 64);
        arena_reset(arena);
    }
    arena_free(arena);
}

static void test_arena_grow_keeps_what_is_there(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    int *numbers = NULL;
    size_t capacity = 0;
    for (int i = 0; i < 1000; i++) {
        void *items = numbers;
        assert_int_equal(arena_grow(arena, &items, (size_t)i, &capacity, sizeof *numbers), 0);
        numbers = items;
        numbers[i] = i;
    }
    for (int i = 0; i < 1000; i++) assert_int_equal(numbers[i], i);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena_gives_zeroed_aligned_memory),
        cmocka_unit_test(test_arena_says_when_it_is_full),
        cmocka_unit_test(test_arena_grows_over_many_blocks),
        cmocka_unit_test(test_arena_copies_text),
        cmocka_unit_test(test_arena_cleans_up_the_last_first),
        cmocka_unit_test(test_arena_can_be_filled_again_after_reset),
        cmocka_unit_test(test_arena_grow_keeps_what_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
