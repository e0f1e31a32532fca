/* CSV: quotes, numbers, and texts that a spreadsheet would take for a formula. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "proto/arena.h"
#include "proto/csv_write.h"
#include "proto/types.h"

static void test_csv_is_quoted_as_rfc_4180_has_it(void **state)
{
    struct arena *arena = arena_new(4096);
    struct csv csv;
    size_t length;
    (void)state;
    csv_begin(&csv, arena);
    csv_string(&csv, "a \"b\", c");
    csv_string(&csv, NULL);
    csv_number(&csv, -7);
    csv_decimal(&csv, 1500);
    csv_decimal(&csv, NO_DECIMAL);
    csv_double(&csv, 0.25);
    csv_double(&csv, NAN);
    csv_line_end(&csv);
    csv_string(&csv, "");
    csv_line_end(&csv);
    const char *text = csv_text(&csv, &length);
    assert_string_equal(text, "\"a \"\"b\"\", c\",,-7,1.5,,0.25,\r\n\"\"\r\n");
    assert_int_equal(length, strlen(text));
    arena_free(arena);
}

static void test_csv_has_no_formulas(void **state)
{
    static const char *const texts[] = {"=1+1", "+1", "-1", "@x", "\tx", "\rx"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct arena *arena = arena_new(4096);
        struct csv csv;
        size_t length;
        csv_begin(&csv, arena);
        csv_string(&csv, texts[i]);
        const char *text = csv_text(&csv, &length);
        assert_int_equal(text[1], '\'');
        assert_memory_equal(text + 2, texts[i], strlen(texts[i]));
        arena_free(arena);
    }
}

static void test_csv_remembers_a_full_arena(void **state)
{
    struct arena *arena = arena_new(1024);
    struct csv csv;
    size_t length;
    (void)state;
    csv_begin(&csv, arena);
    for (int i = 0; i < 100; i++) csv_string(&csv, "more than there is room for");
    assert_null(csv_text(&csv, &length));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_csv_is_quoted_as_rfc_4180_has_it),
                                       cmocka_unit_test(test_csv_has_no_formulas),
                                       cmocka_unit_test(test_csv_remembers_a_full_arena)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
