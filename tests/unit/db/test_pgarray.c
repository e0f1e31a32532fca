/* Binary arrays, byte by byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "db/pgarray.h"

static void test_integers_are_big_endian(void **state)
{
    static const uint8_t expected[] = {0, 0, 0, 1, 0, 0, 0, 0, 0,    0,    0,    23,
                                       0, 0, 0, 2, 0, 0, 0, 1, 0,    0,    0,    4,
                                       0, 0, 1, 2, 0, 0, 0, 4, 0xff, 0xff, 0xff, 0xfe};
    struct pgarray *writer = pgarray_new();
    size_t length;
    (void)state;
    pgarray_begin(writer, PGTYPE_INT4);
    pgarray_int32(writer, 258);
    pgarray_int32(writer, -2);
    const uint8_t *bytes = pgarray_end(writer, &length);
    assert_int_equal(length, sizeof expected);
    assert_memory_equal(bytes, expected, length);
    pgarray_free(writer);
}

static void test_nulls_are_flagged(void **state)
{
    static const uint8_t expected[] = {0,    0,    0, 1, 0, 0, 0, 1, 0, 0,    0,
                                       25,   0,    0, 0, 3, 0, 0, 0, 1, 0xff, 0xff,
                                       0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 1,    'x'};
    struct pgarray *writer = pgarray_new();
    size_t length;
    (void)state;
    pgarray_begin(writer, PGTYPE_TEXT);
    pgarray_text(writer, NULL);
    pgarray_text(writer, "");
    pgarray_text(writer, "x");
    const uint8_t *bytes = pgarray_end(writer, &length);
    assert_int_equal(length, sizeof expected);
    assert_memory_equal(bytes, expected, length);
    pgarray_free(writer);
}

static void test_empty_array_has_no_dimension(void **state)
{
    static const uint8_t expected[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20};
    struct pgarray *writer = pgarray_new();
    size_t length;
    (void)state;
    pgarray_begin(writer, PGTYPE_INT8);
    const uint8_t *bytes = pgarray_end(writer, &length);
    assert_int_equal(length, sizeof expected);
    assert_memory_equal(bytes, expected, length);
    pgarray_free(writer);
}

static void test_instants_count_from_2000(void **state)
{
    static const uint8_t instant[] = {0, 0, 0, 0, 0, 0, 0, 1};
    static const uint8_t infinity[] = {0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    struct pgarray *writer = pgarray_new();
    size_t length;
    (void)state;
    pgarray_begin(writer, PGTYPE_TIMESTAMPTZ);
    pgarray_time(writer, INT64_C(946684800000001));
    pgarray_infinity(writer);
    const uint8_t *bytes = pgarray_end(writer, &length);
    assert_memory_equal(bytes + 24, instant, 8);
    assert_memory_equal(bytes + 36, infinity, 8);
    pgarray_begin(writer, PGTYPE_DATE);
    pgarray_day(writer, 10957);
    bytes = pgarray_end(writer, &length);
    assert_memory_equal(bytes + 24, "\0\0\0\0", 4);
    pgarray_free(writer);
}

static void test_finished_arrays_stay_while_others_grow(void **state)
{
    enum { COUNT = 100000 };
    struct pgarray *writer = pgarray_new();
    size_t length, big;
    (void)state;
    pgarray_begin(writer, PGTYPE_TEXT);
    pgarray_text(writer, "first");
    const uint8_t *first = pgarray_end(writer, &length);
    pgarray_begin(writer, PGTYPE_INT8);
    for (int64_t i = 0; i < COUNT; i++) pgarray_int64(writer, i);
    const uint8_t *second = pgarray_end(writer, &big);
    assert_memory_equal(first + 24, "first", 5);
    assert_int_equal(big, 20 + COUNT * 12);
    for (uint32_t i = 0; i < COUNT; i += 997) {
        const uint8_t *at = second + 20 + i * 12 + 8;
        assert_int_equal(
            (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3], i);
    }
    assert_false(pgarray_failed(writer));
    pgarray_clear(writer);
    assert_int_equal(pgarray_size(writer), 0);
    pgarray_free(writer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_integers_are_big_endian),
        cmocka_unit_test(test_nulls_are_flagged),
        cmocka_unit_test(test_empty_array_has_no_dimension),
        cmocka_unit_test(test_instants_count_from_2000),
        cmocka_unit_test(test_finished_arrays_stay_while_others_grow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
