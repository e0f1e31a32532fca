#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "proto/utf8.h"

/* Encodes as RFC 3629 would, without asking whether it may. */
static size_t encode(unsigned code, char out[4])
{
    size_t size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned lead[5] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = size; i > 1; i--, code >>= 6) out[i - 1] = (char)(0x80 | (code & 0x3F));
    out[0] = (char)(lead[size == 1 ? 0 : size] | code);
    return size;
}

static void test_utf8_takes_every_character_but_surrogates(void **state)
{
    (void)state;
    char text[4];
    for (unsigned code = 0; code <= 0x10FFFF; code++) {
        size_t size = encode(code, text);
        bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
        bool surrogate = code >= 0xD800 && code <= 0xDFFF;
        if (utf8_valid(text, size) == surrogate) fail_msg("U+%04X", code);
        if (utf8_printable(text, size) == (surrogate || control)) fail_msg("U+%04X", code);
    }
}

static void test_utf8_refuses_what_is_not_a_character(void **state)
{
    static const char *const wrong[] = {"\x80",
                                        "\xC0\xAF",
                                        "\xC1\xBF",
                                        "\xE0\x9F\xBF",
                                        "\xF0\x8F\xBF\xBF",
                                        "\xF4\x90\x80\x80",
                                        "\xF5\x80\x80\x80",
                                        "\xFF",
                                        "\xC3",
                                        "\xC3(",
                                        "\xE2\x82",
                                        "\xE2\x82(",
                                        "\xF0\x9F\x98"};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(utf8_valid_prefix(wrong[i], strlen(wrong[i])), 0);
}

static void test_utf8_prefix_ends_before_the_first_fault(void **state)
{
    (void)state;
    assert_int_equal(utf8_valid_prefix("0123456789abc\xC3\xA9\xC3", 16), 15);
    assert_int_equal(utf8_valid_prefix("01234567\xFF", 9), 8);
    assert_int_equal(utf8_valid_prefix("", 0), 0);
    assert_true(utf8_valid("a\0b", 3));
    assert_false(utf8_printable("a\0b", 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_utf8_takes_every_character_but_surrogates),
        cmocka_unit_test(test_utf8_refuses_what_is_not_a_character),
        cmocka_unit_test(test_utf8_prefix_ends_before_the_first_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
