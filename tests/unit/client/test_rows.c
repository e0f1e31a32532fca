/* CSV as exports write it: quotes, line ends of all kinds, compressed files, damage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>

#include "client/cli/mem.h"
#include "client/cli/rows.h"

static struct arena *arena;
static char path[] = "/tmp/onestop-rows-XXXXXX";

static int set_up(void **state)
{
    (void)state;
    arena = mem_arena(16 * 1024 * 1024);
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    unlink(path);
    memcpy(path + sizeof path - 7, "XXXXXX", 6);
    return 0;
}

static void write_file(const char *bytes, size_t length, bool compressed)
{
    gzFile file = gzopen(path, compressed ? "wb" : "wbT");
    assert_non_null(file);
    assert_int_equal(gzwrite(file, bytes, (unsigned)length), length);
    assert_int_equal(gzclose(file), Z_OK);
}

/* All rows as "line:value|value;" and how it ended. */
static const char *read_rows(void)
{
    struct mem_text text = {.arena = arena};
    const char *why;
    struct rows *rows = rows_open(path, &why);
    assert_non_null(rows);
    struct row row;
    int got;
    while ((got = rows_next(rows, arena, &row, &why)) > 0) {
        mem_add_printf(&text, "%ld:", row.line);
        for (size_t i = 0; i < row.count; i++)
            mem_add_printf(&text, "%s%s", i > 0 ? "|" : "", row.values[i]);
        mem_add_text(&text, ";");
    }
    if (got < 0) mem_add_printf(&text, "%ld:%s", row.line, why);
    rows_close(rows);
    return mem_text(&text);
}

static void assert_rows(const char *bytes, const char *expected)
{
    for (int compressed = 0; compressed < 2; compressed++) {
        write_file(bytes, strlen(bytes), compressed != 0);
        assert_string_equal(read_rows(), expected);
    }
}

static void test_next_reads_quotes_and_empty_values(void **state)
{
    (void)state;
    assert_rows("a,b,c\n\"x, y\",\"say \"\"hi\"\"\",\n,,\n", "1:a|b|c;2:x, y|say \"hi\"|;3:||;");
}

static void test_next_counts_lines_within_quotes(void **state)
{
    (void)state;
    assert_rows("a,b\n1,\"two\nlines\"\n3,4\n", "1:a|b;2:1|two\nlines;4:3|4;");
}

static void test_next_takes_all_line_ends_and_none(void **state)
{
    (void)state;
    assert_rows("a,b\r\n1,2\r\n\r\n3,4", "1:a|b;2:1|2;4:3|4;");
}

static void test_next_tells_a_quote_that_is_never_closed(void **state)
{
    (void)state;
    assert_rows("a,b\n1,\"open\n2,3\n", "1:a|b;2:a quote is opened and never closed");
}

static void test_next_of_an_empty_file_is_the_end(void **state)
{
    (void)state;
    assert_rows("", "");
}

static void test_next_tells_a_nul_byte(void **state)
{
    (void)state;
    write_file("a,b\n1,\0002\n", 9, false);
    assert_string_equal(read_rows(), "1:a|b;2:the line has a NUL byte");
}

static void test_next_tells_a_file_that_is_cut_off(void **state)
{
    (void)state;
    char bytes[4096];
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (char)("0123456789,\n"[rand() % 12]);
    write_file(bytes, sizeof bytes, true);
    assert_int_equal(truncate(path, 900), 0);
    assert_non_null(strstr(read_rows(), "the file is damaged or cut off"));
}

static void test_open_says_why_not(void **state)
{
    (void)state;
    const char *why = NULL;
    assert_null(rows_open("/nowhere/at.csv", &why));
    assert_string_equal(why, "No such file or directory");
    assert_null(rows_open("/tmp", &why));
    assert_string_equal(why, "Is a directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_next_reads_quotes_and_empty_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_next_counts_lines_within_quotes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_next_takes_all_line_ends_and_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_next_tells_a_quote_that_is_never_closed, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_next_of_an_empty_file_is_the_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_next_tells_a_nul_byte, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_next_tells_a_file_that_is_cut_off, set_up, tear_down),
        cmocka_unit_test(test_open_says_why_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
