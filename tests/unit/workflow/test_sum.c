/* Packed sums: what is read again is what a plain sum of the rows gives, for every set of slices.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "proto/arena.h"
#include "workflow/sum.h"

enum { MONTH = 18262, DAYS = 31, ROWS = 3000 };

static struct arena *arena;
static uint64_t seed = 7;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(256 << 20);
    return arena == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static int64_t random_below(int64_t limit)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int64_t)((seed >> 33) % (uint64_t)limit);
}

/* Rows as a set sees them: what it does not tell apart is 0, days the first. */
static struct sum_row seen(uint8_t set, const struct sum_row *row)
{
    struct sum_row made = *row;
    for (int s = 0; s < SUM_SLICES; s++)
        if ((set >> (s + 1) & 1) == 0) made.slice[s] = 0;
    if ((set & SUM_DAILY) == 0) made.day = MONTH;
    return made;
}

static int in_order(const void *one, const void *other)
{
    const struct sum_row *a = one, *b = other;
    int order = memcmp(a->slice, b->slice, sizeof a->slice);
    if (order != 0) return order;
    if (a->day != b->day) return a->day < b->day ? -1 : 1;
    return a->bucket < b->bucket ? -1 : a->bucket > b->bucket;
}

/* Sorts rows, adds up those of one place and leaves out what is 0. Returns how many are left. */
static size_t add_up(struct sum_row *rows, size_t count)
{
    size_t left = 0;
    qsort(rows, count, sizeof *rows, in_order);
    for (size_t i = 0, next; i < count; i = next) {
        struct sum_row sum = rows[i];
        for (next = i + 1; next < count && in_order(&rows[i], &rows[next]) == 0; next++)
            sum.value += rows[next].value;
        if (sum.value != 0) rows[left++] = sum;
    }
    return left;
}

static size_t unpack(struct sum_month *month, uint8_t set, struct sum_row *found)
{
    struct sum_reader reader;
    size_t length, count = 0;
    const uint8_t *bytes = sum_month_pack(month, set, &length);
    assert_non_null(bytes);
    sum_read_begin(&reader, set, MONTH, bytes, length);
    while (sum_read_group(&reader))
        while (sum_read_next(&reader)) {
            assert_true(count < ROWS);
            found[count++] = reader.row;
        }
    return count;
}

static uint64_t mark_of(uint8_t set, const struct sum_row *rows, size_t count)
{
    uint64_t mark = 0;
    for (size_t i = 0; i < count; i++) mark += sum_mark(set, &rows[i]);
    return mark;
}

static void assert_sets(const struct sum_row *rows, size_t count)
{
    static struct sum_row wanted[ROWS], found[ROWS];
    struct sum_month *month = sum_month_new(arena, MONTH, rows, count);
    assert_non_null(month);
    for (uint8_t set = 0; set < SUM_SETS; set++) {
        for (size_t row = 0; row < count; row++) wanted[row] = seen(set, &rows[row]);
        size_t left = add_up(wanted, count);
        size_t read = unpack(month, set, found);
        assert_int_equal(read, left);
        assert_true(mark_of(set, rows, count) == mark_of(set, found, read));
        assert_int_equal(add_up(found, read), left); /* each place once */
        for (size_t row = 0; row < left; row++) {
            assert_int_equal(in_order(&wanted[row], &found[row]), 0);
            assert_int_equal(wanted[row].value, found[row].value);
        }
    }
}

static void test_every_set_gives_the_plain_sums(void **state)
{
    static struct sum_row rows[ROWS];
    (void)state;
    for (size_t i = 0; i < ROWS; i++)
        rows[i] = (struct sum_row){
            .day = MONTH + (civil_day)random_below(DAYS),
            .slice = {(int32_t)random_below(3), (int32_t)random_below(12) * 1000000,
                      (int32_t)random_below(6), (int32_t)random_below(4)},
            .bucket = random_below(20) == 0 ? INT32_MAX : (int32_t)random_below(600),
            .value = random_below(3) == 0 ? random_below(7) - 3 : random_below(INT64_C(1) << 40)};
    assert_sets(rows, ROWS);
}

static void test_marks_tell_what_a_set_tells_apart(void **state)
{
    const struct sum_row row = {.day = MONTH, .slice = {1, 2, 3, 4}, .bucket = 5, .value = 6};
    (void)state;
    for (uint8_t set = 0; set < SUM_SETS; set++) {
        struct sum_row other = row;
        other.value++;
        assert_true(sum_mark(set, &row) != sum_mark(set, &other));
        other = row;
        other.bucket++;
        assert_true(sum_mark(set, &row) != sum_mark(set, &other));
        other = row;
        other.day++;
        assert_int_equal(sum_mark(set, &row) != sum_mark(set, &other), (set & SUM_DAILY) != 0);
        for (int s = 0; s < SUM_SLICES; s++) {
            other = row;
            other.slice[s]++;
            assert_int_equal(sum_mark(set, &row) != sum_mark(set, &other), set >> (s + 1) & 1);
        }
    }
}

static void test_counts_have_one_bucket(void **state)
{
    static struct sum_row rows[ROWS];
    (void)state;
    for (size_t i = 0; i < ROWS; i++)
        rows[i] = (struct sum_row){.day = MONTH + (civil_day)random_below(DAYS),
                                   .slice = {1, (int32_t)random_below(5), 2, 0},
                                   .value = random_below(9)};
    assert_sets(rows, ROWS);
}

static void test_the_largest_and_least_values_are_kept(void **state)
{
    struct sum_row rows[] = {{.day = MONTH + 30, .slice = {INT32_MAX}, .value = INT64_MAX},
                             {.day = MONTH, .slice = {0, 0, 0, 1}, .value = INT64_MIN + 1}};
    (void)state;
    assert_sets(rows, 1);
    assert_sets(rows + 1, 1);
}

static void test_a_month_of_nothing_has_no_sums(void **state)
{
    struct sum_row rows[] = {{.day = MONTH, .slice = {1, 2, 3, 4}, .value = 5},
                             {.day = MONTH, .slice = {1, 2, 3, 4}, .value = -5}};
    (void)state;
    assert_sets(rows, 0);
    assert_sets(rows, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_set_gives_the_plain_sums),
                                       cmocka_unit_test(test_marks_tell_what_a_set_tells_apart),
                                       cmocka_unit_test(test_counts_have_one_bucket),
                                       cmocka_unit_test(test_the_largest_and_least_values_are_kept),
                                       cmocka_unit_test(test_a_month_of_nothing_has_no_sums)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
