/* The word catalogues: complete against each other, and what they make of numbers and dates. */
#include "workflow/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "proto/arena.h"

enum { MEMORY = 1 << 16 };

/* How often "{name}" stands in the text, for the slot that begins at `slot`. */
static size_t times(const char *text, const char *slot, size_t length)
{
    size_t found = 0;
    for (; (text = strchr(text, '{')) != NULL; text++)
        if (strncmp(text, slot, length) == 0) found++;
    return found;
}

static void assert_same_slots(const char *key, const char *one, const char *other)
{
    for (const char *at = one; (at = strchr(at, '{')) != NULL; at++) {
        const char *end = strchr(at, '}');
        if (end == NULL) fail_msg("%s: a brace is left open: %s", key, one);
        if (times(other, at, (size_t)(end - at) + 1) == 0)
            fail_msg("%s: %.*s is not in \"%s\"", key, (int)(end - at) + 1, at, other);
    }
}

static void test_each_catalogue_has_all_keys_of_the_others(void **state)
{
    const char *key, *text;
    (void)state;
    for (size_t i = 0; words_at(i) != NULL; i++)
        for (size_t j = 0; words_at(j) != NULL; j++)
            for (size_t k = 0; words_each(words_at(i), k, &key, &text); k++) {
                if (!words_has(words_at(j), key))
                    fail_msg("config/words/%s.json lacks %s", words_language(words_at(j)), key);
                assert_same_slots(key, text, words_text(words_at(j), key));
            }
}

static void test_keys_stand_in_order_and_once(void **state)
{
    const char *key, *text, *before = "";
    (void)state;
    for (size_t i = 0; words_at(i) != NULL; i++, before = "")
        for (size_t k = 0; words_each(words_at(i), k, &key, &text); k++, before = key) {
            if (strcmp(before, key) >= 0)
                fail_msg("%s: %s comes after %s", words_language(words_at(i)), key, before);
            assert_true(*text != '\0');
        }
}

static void test_plural_keys_come_in_pairs(void **state)
{
    const char *key, *text;
    char other[WORDS_KEY];
    (void)state;
    for (size_t k = 0; words_each(words_at(0), k, &key, &text); k++) {
        const char *end = strrchr(key, '.');
        if (end == NULL || strcmp(end, ".one") != 0) continue;
        snprintf(other, sizeof other, "%.*s.other", (int)(end - key), key);
        if (!words_has(words_at(0), other)) fail_msg("%s has no %s", key, other);
    }
}

static void test_a_language_is_found_with_and_without_its_country(void **state)
{
    (void)state;
    assert_string_equal("bg", words_language(words_of("bg")));
    assert_string_equal("bg", words_language(words_of("bg-BG")));
    assert_null(words_of("de"));
    assert_null(words_of(NULL));
    assert_string_equal("en", words_language(words_or_english("de")));
    assert_string_equal("en", words_language(words_at(0)));
}

static void test_an_unknown_key_is_shown_itself(void **state)
{
    (void)state;
    assert_string_equal("no.such", words_text(words_of("en"), "no.such"));
    assert_string_equal("such", words_named(words_of("en"), "no", "such"));
    assert_string_equal("август", words_named(words_of("bg"), "date.month", "8"));
}

static void test_numbers_are_grouped_as_the_language_does(void **state)
{
    static const struct {
        int64_t n;
        const char *en, *bg;
    } cases[] = {{0, "0", "0"},
                 {-7, "-7", "-7"},
                 {999, "999", "999"},
                 {1000, "1,000", "1000"},
                 {31828, "31,828", "31\u00a0828"},
                 {-1234567, "-1,234,567", "-1\u00a0234\u00a0567"},
                 {INT64_MIN, "-9,223,372,036,854,775,808",
                  "-9\u00a0223\u00a0372\u00a0036\u00a0854\u00a0775\u00a0808"}};
    char text[WORDS_NUMBER];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        words_number(words_of("en"), cases[i].n, text);
        assert_string_equal(cases[i].en, text);
        words_number(words_of("bg"), cases[i].n, text);
        assert_string_equal(cases[i].bg, text);
    }
}

static void test_decimals_and_shares_are_rounded_half_away_from_zero(void **state)
{
    char text[WORDS_NUMBER];
    (void)state;
    words_decimal(words_of("en"), 1234.25, 1, text);
    assert_string_equal("1,234.3", text);
    words_decimal(words_of("bg"), -0.04, 1, text);
    assert_string_equal("0,0", text);
    words_decimal(words_of("bg"), -2.5, 0, text);
    assert_string_equal("-3", text);
    words_decimal(words_of("en"), 7.05, 3, text);
    assert_string_equal("7.050", text);
    words_share(words_of("en"), 0.9914, text);
    assert_string_equal("99.1\u00a0%", text);
    words_share(words_of("bg"), 1, text);
    assert_string_equal("100,0\u00a0%", text);
}

static void test_dates_and_months_are_in_words(void **state)
{
    char text[WORDS_DATE];
    civil_day day = civil_from_ymd(2011, 8, 3);
    (void)state;
    words_date(words_of("en"), day, text);
    assert_string_equal("3 August 2011", text);
    words_date(words_of("bg"), day, text);
    assert_string_equal("3 август 2011 г.", text);
    words_month(words_of("en"), day, text);
    assert_string_equal("August 2011", text);
    words_month(words_of("bg"), day, text);
    assert_string_equal("август 2011 г.", text);
}

static void test_counted_things_have_their_plural(void **state)
{
    struct arena *arena = arena_new(MEMORY);
    (void)state;
    assert_string_equal("1 case", words_count(words_of("en"), arena, "count.cases", 1));
    assert_string_equal("0 cases", words_count(words_of("en"), arena, "count.cases", 0));
    assert_string_equal("1 преписка", words_count(words_of("bg"), arena, "count.cases", 1));
    assert_string_equal("1021 преписки", words_count(words_of("bg"), arena, "count.cases", 1021));
    arena_free(arena);
}

static void test_a_value_is_never_read_as_a_slot(void **state)
{
    struct arena *arena = arena_new(MEMORY);
    const struct words_slot slots[] = {
        {"day", "{month}"}, {"month", "{year}"}, {"year", "x"}, {"yea", "no"}};
    (void)state;
    assert_string_equal("{month} {year} x",
                        words_fill(words_of("en"), arena, "date.day", slots, 4));
    assert_string_equal("{month} {year} {year}",
                        words_fill(words_of("en"), arena, "date.day", slots, 2));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_catalogue_has_all_keys_of_the_others),
        cmocka_unit_test(test_keys_stand_in_order_and_once),
        cmocka_unit_test(test_plural_keys_come_in_pairs),
        cmocka_unit_test(test_a_language_is_found_with_and_without_its_country),
        cmocka_unit_test(test_an_unknown_key_is_shown_itself),
        cmocka_unit_test(test_numbers_are_grouped_as_the_language_does),
        cmocka_unit_test(test_decimals_and_shares_are_rounded_half_away_from_zero),
        cmocka_unit_test(test_dates_and_months_are_in_words),
        cmocka_unit_test(test_counted_things_have_their_plural),
        cmocka_unit_test(test_a_value_is_never_read_as_a_slot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
