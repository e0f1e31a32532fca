#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/reference.h"

static const uint8_t key[16] = "a key of a test";
static const char alphabet[] = "0123456789ACDEFGHJKMNPQRTVWXY";

/* Spread over all ids, the edges included. */
static int64_t sample(int i)
{
    if (i == 0) return 0;
    if (i == 1) return REFERENCE_IDS - 1;
    return (int64_t)i * INT64_C(7919) * 104729 % REFERENCE_IDS;
}

static void test_reference_gives_its_id_back(void **state)
{
    (void)state;
    char text[REFERENCE_TEXT];
    for (int i = 0; i < 20000; i++) {
        reference_format(key, sample(i), text);
        assert_int_equal(strlen(text), REFERENCE_TEXT - 1);
        assert_int_equal(text[4], '-');
        assert_int_equal(strspn(text, "0123456789ACDEFGHJKMNPQRTVWXY-"), REFERENCE_TEXT - 1);
        assert_true(reference_parse(key, text) == sample(i));
    }
}

static int compare(const void *a, const void *b)
{
    return memcmp(a, b, REFERENCE_TEXT);
}

static void test_reference_of_each_id_is_another(void **state)
{
    enum { MANY = 20000 };
    (void)state;
    char(*texts)[REFERENCE_TEXT] = calloc(MANY, sizeof *texts);
    assert_non_null(texts);
    for (int i = 0; i < MANY; i++) reference_format(key, i, texts[i]);
    qsort(texts, MANY, sizeof *texts, compare);
    for (int i = 1; i < MANY; i++) assert_string_not_equal(texts[i - 1], texts[i]);
    free(texts);
}

static void test_reference_is_found_by_its_beginning(void **state)
{
    static const size_t counts[] = {0, 0,   0,  0, 0,
                                    0, 841, 29, 1, 1}; /* by length, with the hyphen */
    int64_t ids[REFERENCE_BEGUN];
    char text[REFERENCE_TEXT], begun[REFERENCE_TEXT];
    (void)state;
    for (int i = 0; i < 20; i++) {
        reference_format(key, sample(i), text);
        for (size_t length = 0; length < REFERENCE_TEXT; length++) {
            size_t found = 0;
            snprintf(begun, length + 1, "%s", text);
            size_t count = reference_begun(key, begun, ids);
            assert_int_equal(count, counts[length]);
            for (size_t n = 0; n < count; n++) found += ids[n] == sample(i);
            assert_int_equal(found, counts[length] > 0);
            for (size_t n = 0; n < count; n++) {
                char other[REFERENCE_TEXT];
                reference_format(key, ids[n], other);
                assert_memory_equal(other, begun, length);
            }
        }
    }
    assert_int_equal(reference_begun(key, "7k3m9", ids), 841);
    assert_int_equal(reference_begun(key, "7k3m?", ids), 0);
    assert_int_equal(reference_begun(key, "where is my file", ids), 0);
    assert_int_equal(reference_begun(key, "7K3M-9XQ4A", ids), 0);
}

/* Every character of the text, the hyphen left out, replaced by every other one. */
static void test_reference_with_one_wrong_character_is_refused(void **state)
{
    (void)state;
    char text[REFERENCE_TEXT];
    for (int i = 0; i < 2000; i++) {
        reference_format(key, sample(i), text);
        for (int at = 0; at < REFERENCE_TEXT - 1; at++) {
            char right = text[at];
            for (const char *c = alphabet; right != '-' && *c != '\0'; c++) {
                text[at] = *c;
                if (*c != right) assert_true(reference_parse(key, text) == -1);
            }
            text[at] = right;
        }
    }
}

static void test_reference_with_swapped_neighbours_is_refused(void **state)
{
    static const int place[8] = {0, 1, 2, 3, 5, 6, 7, 8};
    (void)state;
    char text[REFERENCE_TEXT], swapped[REFERENCE_TEXT];
    for (int i = 0; i < 20000; i++) {
        reference_format(key, sample(i), text);
        for (int at = 0; at < 7; at++) {
            memcpy(swapped, text, sizeof text);
            swapped[place[at]] = text[place[at + 1]];
            swapped[place[at + 1]] = text[place[at]];
            if (strcmp(swapped, text) != 0) assert_true(reference_parse(key, swapped) == -1);
        }
    }
}

static void test_reference_is_read_as_people_write_it(void **state)
{
    (void)state;
    char text[REFERENCE_TEXT], loose[32];
    for (int i = 0; i < 2000; i++) {
        static const char digits[] = "10528", like[] = "iOsZb";
        reference_format(key, sample(i), text);
        size_t length = 0;
        for (const char *c = text; *c != '\0'; c++) {
            const char *digit = strchr(digits, *c);
            char written = digit == NULL ? *c : like[digit - digits];
            if (written == '-') written = ' ';
            if (written >= 'A' && written <= 'Z' && i % 2 == 0) written = (char)(written | 0x20);
            loose[length++] = written;
        }
        loose[length] = '\0';
        assert_true(reference_parse(key, loose) == sample(i));
    }
    reference_format(key, 5, text);
    memmove(text + 4, text + 5, 5); /* without the hyphen */
    assert_true(reference_parse(key, text) == 5);
}

static void test_reference_that_is_none_is_refused(void **state)
{
    static const char *const none[] = {"",          "-",          "7K3M",
                                       "7K3M-9XQ",  "7K3M-9XQ44", "7K3M-9X\x80",
                                       "7K3M_9XQ4", "UUUU-UUUU",  "7K3M\n9XQ4"};
    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_true(reference_parse(key, none[i]) == -1);
}

static void test_reference_does_not_show_the_sequence(void **state)
{
    (void)state;
    char one[REFERENCE_TEXT], next[REFERENCE_TEXT];
    int same = 0;
    for (int i = 0; i < 1000; i++) {
        reference_format(key, i, one);
        reference_format(key, i + 1, next);
        for (int at = 0; at < 4; at++) same += one[at] == next[at];
    }
    assert_in_range(same, 80, 200); /* by chance: 4000 / 29 = 138 */
}

static void test_reference_depends_on_the_key(void **state)
{
    static const uint8_t other[16] = "b key of a test";
    (void)state;
    char one[REFERENCE_TEXT], two[REFERENCE_TEXT];
    reference_format(key, 1, one);
    reference_format(other, 1, two);
    assert_string_not_equal(one, two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reference_gives_its_id_back),
        cmocka_unit_test(test_reference_of_each_id_is_another),
        cmocka_unit_test(test_reference_is_found_by_its_beginning),
        cmocka_unit_test(test_reference_with_one_wrong_character_is_refused),
        cmocka_unit_test(test_reference_with_swapped_neighbours_is_refused),
        cmocka_unit_test(test_reference_is_read_as_people_write_it),
        cmocka_unit_test(test_reference_that_is_none_is_refused),
        cmocka_unit_test(test_reference_does_not_show_the_sequence),
        cmocka_unit_test(test_reference_depends_on_the_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
