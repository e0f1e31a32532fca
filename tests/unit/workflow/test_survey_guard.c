/* Small groups stay hidden: the rule step by step, and against an attacker who asks everything and
 * subtracts every answer from every other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/survey.h"
#include "workflow/survey_guard.h"

static struct arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(1 << 22);
    return arena == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

/* By office alone: office i + 1 has n[i] answers; everything else is the same for all. */
static struct survey_groups by_office(const int64_t *n, size_t count)
{
    struct survey_cell cells[16] = {{.n = 0}};
    struct survey_groups groups;
    for (size_t i = 0; i < count; i++)
        cells[i] = (struct survey_cell){.key = {(int32_t)i + 1, 1, 1, 1}, .n = n[i]};
    assert_true(survey_guard(arena, cells, count, NULL, &groups));
    return groups;
}

static bool hidden(const struct survey_groups *groups, enum survey_slice slice, int32_t key)
{
    for (size_t i = 0; i < groups->count; i++)
        if (groups->groups[i].slice == slice && groups->groups[i].key == key)
            return groups->groups[i].withheld;
    fail_msg("there is no group %d", (int)key);
    return false;
}

static void assert_offices(const int64_t *n, size_t count, const char *wanted)
{
    struct survey_groups groups = by_office(n, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(hidden(&groups, SLICE_OFFICE, (int32_t)i + 1), wanted[i] == '-');
}

static void test_guard_withholds_the_small_one_and_the_next(void **state)
{
    (void)state;
    assert_offices((const int64_t[]){7, 5, 9}, 3, "+++");
    assert_offices((const int64_t[]){7, 4, 9}, 3, "--+");
    assert_offices((const int64_t[]){9, 1, 7, 7}, 4, "+--+");
    assert_offices((const int64_t[]){20, 1, 3, 8}, 4, "+---"); /* 1 + 3 are few themselves */
    assert_offices((const int64_t[]){20, 2, 3, 8}, 4, "+--+");
    assert_offices((const int64_t[]){7, 3}, 2, "--");
    assert_offices((const int64_t[]){12}, 1, "+");
}

static void test_guard_withholds_all_of_few(void **state)
{
    (void)state;
    struct survey_groups groups = by_office((const int64_t[]){1, 3}, 2);
    assert_true(groups.withheld);
    assert_offices((const int64_t[]){1, 3}, 2, "--");
    groups = by_office((const int64_t[]){2, 3}, 2); /* the total stays */
    assert_false(groups.withheld);
    assert_true(survey_guard(arena, NULL, 0, NULL, &groups));
    assert_true(groups.withheld);
}

/* Service 1 is had at office 1 alone, which has three others: 9 of them minus 6 are 3. */
static void test_guard_looks_at_groups_within_groups(void **state)
{
    static const struct survey_cell cells[] = {
        {{1, 1, 1, 1}, 6}, {{1, 2, 1, 1}, 3}, {{2, 2, 1, 1}, 20}, {{2, 3, 1, 1}, 30}};
    struct survey_groups groups;
    (void)state;
    assert_true(survey_guard(arena, cells, 4, NULL, &groups));
    assert_false(hidden(&groups, SLICE_OFFICE, 1));
    assert_true(hidden(&groups, SLICE_SERVICE, 1));
    assert_true(hidden(&groups, SLICE_SERVICE, 2)); /* so that 1 is not what is left */
    assert_false(hidden(&groups, SLICE_SERVICE, 3));
    assert_false(hidden(&groups, SLICE_CHANNEL, 1));
}

static void test_guard_hides_of_a_question_what_is_hidden_as_a_whole(void **state)
{
    static const struct survey_cell cells[] = {
        {{1, 1, 1, 1}, 7}, {{2, 1, 1, 1}, 4}, {{3, 1, 1, 1}, 30}};
    static const struct survey_cell asked[] = {{{1, 1, 1, 1}, 7}, {{3, 1, 1, 1}, 28}};
    struct survey_groups whole, question;
    (void)state;
    assert_true(survey_guard(arena, cells, 3, NULL, &whole));
    assert_true(survey_guard(arena, asked, 2, NULL, &question));
    assert_false(hidden(&question, SLICE_OFFICE, 1));
    assert_true(survey_guard(arena, asked, 2, &whole, &question));
    assert_true(hidden(&question, SLICE_OFFICE, 1) && hidden(&question, SLICE_OFFICE, 3));
}

static void test_quarters_are_whole_and_over(void **state)
{
    civil_day first, last, today = civil_from_ymd(2026, 2, 14);
    (void)state;
    survey_last_quarter(today, &first, &last);
    assert_int_equal(first, civil_from_ymd(2025, 10, 1));
    assert_int_equal(last, civil_from_ymd(2025, 12, 31));
    assert_true(survey_is_quarter(first, last, today));
    assert_true(survey_is_quarter(first, last, last + 1));
    assert_false(survey_is_quarter(first, last, last)); /* still grows */
    assert_false(survey_is_quarter(first, last - 1, today));
    assert_false(survey_is_quarter(first + 1, last, today));
    assert_false(survey_is_quarter(civil_from_ymd(2025, 7, 1), last, today));
    assert_false(
        survey_is_quarter(civil_from_ymd(2025, 11, 1), civil_from_ymd(2026, 1, 31), today));
    assert_false(survey_is_quarter(CIVIL_NONE, last, today));
    assert_false(survey_is_quarter(first, CIVIL_NONE, today));
}

static void test_quarters_share_no_day(void **state)
{
    civil_day today = civil_from_ymd(2026, 6, 30);
    int found = 0;
    (void)state;
    for (civil_day day = civil_from_ymd(2024, 1, 1); day < today; day++) {
        int quarters = 0;
        for (civil_day first = day - 92; first <= day; first++)
            for (civil_day last = first + 89; last <= first + 91; last++)
                if (day <= last && survey_is_quarter(first, last, today)) quarters++;
        assert_in_range(quarters, 0, 1);
        found += quarters;
    }
    assert_int_equal(found, 366 + 365 + 90); /* all but the quarter under way */
}

/* ---- the attacker ---- */

enum { PEOPLE = 60, ANSWERS_TOLD = 64 };

struct person {
    int32_t key[SURVEY_SLICES];
};

/* An answer: of whom, as a set. */
struct told {
    bool of[PEOPLE];
};

static uint32_t random_state;
static uint32_t draw(uint32_t below)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % below;
}

/* Some services are had in one office only, some segments come by one channel. */
static size_t make_people(struct person *people)
{
    size_t count = draw(PEOPLE) + 1;
    uint32_t offices = draw(5) + 1, services = draw(6) + 1;
    bool tied = draw(2) == 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t skewed = draw(offices) < draw(offices) ? 0 : draw(offices);
        people[i].key[SLICE_OFFICE] = (int32_t)skewed;
        people[i].key[SLICE_SERVICE] =
            (int32_t)(tied ? skewed * 2 + (draw(4) == 0 ? 1 : 0) : draw(services));
        people[i].key[SLICE_CHANNEL] = (int32_t)(draw(6) == 0 ? 1 + draw(2) : 0);
        people[i].key[SLICE_SEGMENT] = draw(3) == 0 ? 0 : people[i].key[SLICE_CHANNEL] + 1;
    }
    return count;
}

static size_t make_cells(const struct person *people, size_t count, int32_t without,
                         struct survey_cell *cells)
{
    size_t made = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        if (people[i].key[SLICE_OFFICE] == without) continue;
        while (at < made && memcmp(cells[at].key, people[i].key, sizeof cells[at].key) != 0) at++;
        if (at == made) {
            cells[made] = (struct survey_cell){.n = 0};
            memcpy(cells[made++].key, people[i].key, sizeof cells[at].key);
        }
        cells[at].n++;
    }
    return made;
}

/* All that is told, as the sets of those whom it is about. */
static size_t ask(const struct person *people, size_t count, int32_t without,
                  const struct survey_groups *groups, struct told *told)
{
    size_t answers = 0;
    if (!groups->withheld) {
        for (size_t i = 0; i < count; i++)
            told[answers].of[i] = people[i].key[SLICE_OFFICE] != without;
        answers++;
    }
    for (size_t g = 0; g < groups->count; g++) {
        const struct survey_group *group = &groups->groups[g];
        if (group->withheld) continue;
        assert_true(answers < ANSWERS_TOLD);
        for (size_t i = 0; i < count; i++)
            told[answers].of[i] =
                people[i].key[SLICE_OFFICE] != without && people[i].key[group->slice] == group->key;
        answers++;
    }
    return answers;
}

static size_t size_of(const struct told *told, size_t count)
{
    size_t size = 0;
    for (size_t i = 0; i < count; i++) size += told->of[i];
    return size;
}

/* How many are in one and not in the other; PEOPLE: the other is no part of it, and the difference
 * of the numbers says nothing of anybody. */
static size_t rest_of(const struct told *one, const struct told *part, size_t count)
{
    size_t rest = 0;
    for (size_t i = 0; i < count; i++) {
        if (part->of[i] && !one->of[i]) return PEOPLE;
        rest += one->of[i] && !part->of[i];
    }
    return rest;
}

static bool is_small(size_t size)
{
    return size >= 1 && size < SURVEY_SMALL_GROUP;
}

/* A breakdown: what is left of the total when all that is told of it is taken away. */
static void assert_rest_is_many(const struct survey_groups *groups)
{
    for (int slice = 0; slice < SURVEY_SLICES; slice++) {
        int64_t rest = groups->n, withheld = 0;
        for (size_t i = 0; i < groups->count; i++) {
            const struct survey_group *group = &groups->groups[i];
            if ((int)group->slice != slice) continue;
            if (group->withheld)
                withheld++;
            else
                rest -= group->n;
        }
        if (groups->withheld) continue;
        assert_true(rest == 0 || (rest >= SURVEY_SMALL_GROUP && withheld >= 2));
    }
}

static void attack(const struct person *people, size_t count, int32_t without)
{
    static struct survey_cell cells[PEOPLE];
    static struct told told[ANSWERS_TOLD];
    struct survey_groups groups;
    size_t made = make_cells(people, count, without, cells);
    memset(told, 0, sizeof told);
    assert_true(survey_guard(arena, cells, made, NULL, &groups));
    size_t answers = ask(people, count, without, &groups, told);
    for (size_t a = 0; a < answers; a++) {
        assert_false(is_small(size_of(&told[a], count)));
        for (size_t b = 0; b < answers; b++)
            assert_false(is_small(rest_of(&told[a], &told[b], count)));
    }
    assert_rest_is_many(&groups);
}

static void test_guard_leaves_no_difference_of_two_answers_that_is_small(void **state)
{
    struct person people[PEOPLE];
    const char *rounds = getenv("ONESTOP_GUARD_ROUNDS");
    int count = rounds == NULL ? 20000 : (int)strtol(rounds, NULL, 10);
    (void)state;
    random_state = 7;
    for (int round = 0; round < count; round++) {
        size_t there = make_people(people);
        arena_reset(arena);
        attack(people, there, -1);
        attack(people, there, 0); /* who leads office 0 knows it, and takes it away */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_guard_withholds_the_small_one_and_the_next),
        cmocka_unit_test(test_guard_withholds_all_of_few),
        cmocka_unit_test(test_guard_looks_at_groups_within_groups),
        cmocka_unit_test(test_guard_hides_of_a_question_what_is_hidden_as_a_whole),
        cmocka_unit_test(test_quarters_are_whole_and_over),
        cmocka_unit_test(test_quarters_share_no_day),
        cmocka_unit_test(test_guard_leaves_no_difference_of_two_answers_that_is_small),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
