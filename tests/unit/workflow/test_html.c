/* Pages: whatever a value says, it stays a value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/html.h"

static void test_html_escapes_values_and_not_markup(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct html html;
    (void)state;
    html_begin(&html, arena);
    html_put(&html, "<p title=\"%s\">%s %d</p>", "\"><script>", "a & b's", -7);
    html_raw(&html, "100%");
    assert_string_equal(html_page(&html),
                        "<p title=\"&quot;&gt;&lt;script&gt;\">a &amp; b&#39;s -7</p>100%");
    arena_free(arena);
}

static void test_html_value_of_every_byte_adds_no_markup(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct html html;
    char all[256];
    (void)state;
    for (int i = 1; i < 256; i++) all[i - 1] = (char)(unsigned char)i;
    all[255] = '\0';
    html_begin(&html, arena);
    html_put(&html, "%s", all);
    assert_null(strpbrk(html_page(&html), "<>\"'"));
    arena_free(arena);
}

static void test_html_that_does_not_fit_is_told(void **state)
{
    struct arena *arena = arena_new(64 * 1024);
    struct html html;
    (void)state;
    html_begin(&html, arena);
    for (int i = 0; i < 10000; i++) html_put(&html, "%s", "0123456789");
    assert_null(html_page(&html));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_html_escapes_values_and_not_markup),
        cmocka_unit_test(test_html_value_of_every_byte_adds_no_markup),
        cmocka_unit_test(test_html_that_does_not_fit_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
