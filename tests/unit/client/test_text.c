/* Text from the network never steers a terminal, and is measured as a terminal shows it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "client/cli/mem.h"
#include "client/cli/text.h"

static struct arena *arena;

static int set_up(void **state)
{
    (void)state;
    text_start();
    arena = mem_arena(1024 * 1024);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static void test_clean_shows_control_characters(void **state)
{
    (void)state;
    const char *evil = "a\033[2Jb\a\x7f\302\233c";
    assert_string_equal(text_clean(arena, evil, TEXT_ONE_LINE), "a\\x1B[2Jb\\x07\\x7F\\x9Bc");
}

static void test_clean_shows_what_turns_the_writing_direction(void **state)
{
    (void)state;
    assert_string_equal(text_clean(arena, "a\u202eb", TEXT_ONE_LINE), "a\\u{202E}b");
}

static void test_clean_shows_bytes_that_are_not_utf8(void **state)
{
    (void)state;
    assert_string_equal(text_clean(arena, "a\xff\xc3", TEXT_ONE_LINE), "a\\xFF\\xC3");
}

static void test_clean_keeps_lines_only_where_asked(void **state)
{
    (void)state;
    assert_string_equal(text_clean(arena, "a\r\nb\tc", TEXT_ONE_LINE), "a b c");
    assert_string_equal(text_clean(arena, "a\r\nb", TEXT_MANY_LINES), "a\nb");
}

static void test_clean_keeps_letters_of_all_scripts(void **state)
{
    (void)state;
    assert_string_equal(text_clean(arena, "Кметство Öçé 市", TEXT_ONE_LINE), "Кметство Öçé 市");
}

static void test_width_counts_columns(void **state)
{
    (void)state;
    assert_int_equal(text_width("Кмет"), 4);
    assert_int_equal(text_width("市"), 2);
    assert_int_equal(text_width("e\u0301"), 1); /* combining accent */
}

static void test_cut_ends_in_an_ellipsis_within_the_width(void **state)
{
    (void)state;
    assert_string_equal(text_cut(arena, "Кметство", 8), "Кметство");
    assert_string_equal(text_cut(arena, "Кметство", 5), "Кмет…");
    assert_string_equal(text_cut(arena, "市市市", 4), "市…");
}

static void test_suggest_finds_the_near_word(void **state)
{
    (void)state;
    static const char *const words[] = {"claim", "close", "show", "list", "log"};
    assert_string_equal(text_suggest("clsoe", words, 5), "close");
    assert_string_equal(text_suggest("lgo", words, 5), "log");
    assert_string_equal(text_suggest("cla", words, 5), "claim");
    assert_null(text_suggest("escalate", words, 5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clean_shows_control_characters),
        cmocka_unit_test(test_clean_shows_what_turns_the_writing_direction),
        cmocka_unit_test(test_clean_shows_bytes_that_are_not_utf8),
        cmocka_unit_test(test_clean_keeps_lines_only_where_asked),
        cmocka_unit_test(test_clean_keeps_letters_of_all_scripts),
        cmocka_unit_test(test_width_counts_columns),
        cmocka_unit_test(test_cut_ends_in_an_ellipsis_within_the_width),
        cmocka_unit_test(test_suggest_finds_the_near_word),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
