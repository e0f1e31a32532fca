/* Measures: the catalogue is whole, and figures are those of a slow walk over every value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "small_desk.h"
#include "workflow/measure.h"
#include "workflow/sum.h"
#include "workflow/survey.h"
#include "workflow/words.h"

static struct arena *arena;
static const struct desk *desk;
static uint64_t seed = 42;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(512 << 20);
    desk = arena == NULL ? NULL : small_desk(arena);
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

static const struct measure *named(const char *name)
{
    const struct measure *measure = measure_by_name(name);
    if (measure == NULL) fail_msg("there is no measure %s", name);
    return measure;
}

static const civil_day january = 18262, /* 2020-01-01 */ march = 18262 + 31 + 29;

static struct measure_query ask(const char *name)
{
    return (struct measure_query){
        .measure = named(name), .agency_id = CITY, .from = january, .to = january + 30};
}

static struct measure_row row(enum metric metric, int32_t bucket, int64_t value)
{
    return (struct measure_row){.day = january, .metric = metric, .bucket = bucket, .value = value};
}

static struct measure_cells make(const struct measure_query *query, const struct measure_row *rows,
                                 size_t count)
{
    struct measure_cells cells;
    struct arena *scratch = arena_new(64 << 20);
    assert_true(measure_cells_make(arena, scratch, desk, query, rows, count, &cells));
    arena_free(scratch);
    return cells;
}

static void test_query_of_a_queue_takes_no_other(void **state)
{
    struct measure_query query = ask("demand-minutes");
    const struct measure_row rows[] = {row(METRIC_DEMAND_MINUTES, QUEUE_HALL, 30),
                                       row(METRIC_DEMAND_MINUTES, QUEUE_EXPERTS, 5)};
    (void)state;
    assert_int_equal(make(&query, rows, 2).cells[0].value, 35);
    query.queue_id = QUEUE_EXPERTS;
    assert_int_equal(make(&query, rows, 2).cells[0].value, 5);
    assert_int_equal(make(&query, rows, 1).cells[0].value, 0);
}

/* ---- the catalogue ---- */

static void test_every_measure_is_whole(void **state)
{
    enum metric metrics[MEASURE_METRICS_ALL];
    (void)state;
    for (size_t i = 0; i < measure_count; i++) {
        const struct measure *one = &measures[i];
        assert_ptr_equal(measure_by_name(one->name), one); /* each name once */
        assert_true(one->family > FAMILY_NONE && one->family < FAMILIES);
        assert_true(one->kind > MEASURE_NONE && one->kind < MEASURE_KINDS);
        assert_non_null(one->unit);
        assert_int_not_equal(one->of.metrics[0], METRIC_NONE);
        assert_true(measure_metrics(one, metrics) >= 1);
        assert_int_equal(measure_dimensions(one) & DIMENSIONS_SLICE, DIMENSIONS_SLICE);
        if (measure_has_share(one)) assert_int_not_equal(one->per.metrics[0], METRIC_NONE);
        assert_int_equal(one->kind == MEASURE_TIMES && one->per.metrics[0] != METRIC_NONE,
                         one->met.metrics[0] != METRIC_NONE);
    }
}

static void test_every_family_has_measures(void **state)
{
    (void)state;
    for (int family = FAMILY_VOLUME; family < FAMILIES; family++) {
        size_t found = 0;
        for (size_t i = 0; i < measure_count; i++) found += (int)measures[i].family == family;
        if (found == 0) fail_msg("nothing measures %s", name_of(&measure_family_names, family));
    }
}

static void test_nearest_names_are_told(void **state)
{
    char text[120];
    (void)state;
    measure_nearest("case-opened", text, sizeof text);
    assert_int_equal(strncmp(text, "cases-opened", 12), 0);
    measure_nearest("elapsed", text, sizeof text);
    assert_int_equal(strncmp(text, "elapsed-time", 12), 0);
    measure_nearest("", text, sizeof text);
    assert_int_not_equal(text[0], '\0');
}

static void test_dimensions_are_those_of_the_buckets(void **state)
{
    (void)state;
    assert_true(measure_dimensions(named("processing-met")) & DIMENSION_BIT(DIMENSION_STANDARD));
    assert_true(measure_dimensions(named("complaint-days")) & DIMENSION_BIT(DIMENSION_STAGE));
    assert_true(measure_dimensions(named("satisfied")) & DIMENSION_BIT(DIMENSION_TOPIC));
    assert_int_equal(measure_dimensions(named("cases-opened")), DIMENSIONS_SLICE);
    /* Received by stage, closed without: not both. */
    assert_int_equal(measure_dimensions(named("complaints-per-1000-closed")), DIMENSIONS_SLICE);
}

static void test_what_is_answered_to_surveys_is_known(void **state)
{
    (void)state;
    assert_true(measure_is_of_answers(named("satisfied")));
    assert_true(measure_is_of_answers(named("conduct-met")));
    assert_true(measure_is_of_answers(named("survey-response")));
    assert_false(measure_is_of_answers(named("standards-met")));
    assert_false(measure_is_of_answers(named("surveys-invited")));
}

/* Each language says what each measure counts and of what, and nothing of measures that are not
 * there. */
static void test_every_measure_is_said_in_every_language(void **state)
{
    const char *key, *text;
    size_t numerators = 0, denominators = 0;
    (void)state;
    for (size_t i = 0; i < measure_count; i++) denominators += measure_has_share(&measures[i]);
    for (size_t at = 0; words_at(at) != NULL; at++)
        for (size_t i = 0; i < measure_count; i++) {
            char of[WORDS_KEY];
            snprintf(of, sizeof of, "numerator.%s", measures[i].name);
            if (!words_has(words_at(at), of))
                fail_msg("%s lacks %s", words_language(words_at(at)), of);
            snprintf(of, sizeof of, "denominator.%s", measures[i].name);
            if (words_has(words_at(at), of) != measure_has_share(&measures[i]))
                fail_msg("%s: %s", words_language(words_at(at)), of);
        }
    for (size_t k = 0; words_each(words_at(0), k, &key, &text); k++) {
        numerators += strncmp(key, "numerator.", strlen("numerator.")) == 0;
        denominators -= strncmp(key, "denominator.", strlen("denominator.")) == 0;
    }
    assert_int_equal(numerators, measure_count);
    assert_int_equal(denominators, 0);
}

/* ---- figures ---- */

static void test_share_has_its_denominator(void **state)
{
    struct measure_row rows[] = {row(METRIC_FIRST_CONTACT_RESOLUTION, 0, 3),
                                 row(METRIC_CASES_CLOSED, 0, 8)};
    struct measure_query query = ask("first-contact-resolution");
    struct measure_cells cells = make(&query, rows, 2);
    (void)state;
    assert_int_equal(cells.count, 1);
    assert_int_equal(cells.cells[0].value, 3);
    assert_int_equal(cells.cells[0].n, 8);
    assert_float_equal(cells.cells[0].share, 0.375, 1e-12);
}

static void test_rate_is_per_thousand(void **state)
{
    struct measure_row rows[] = {row(METRIC_COMPLAINTS_RECEIVED, 1000, 3),
                                 row(METRIC_CASES_CLOSED, 0, 400)};
    struct measure_query query = ask("complaints-per-1000-closed");
    (void)state;
    assert_float_equal(make(&query, rows, 2).cells[0].share, 7.5, 1e-9);
}

static void test_share_of_nothing_is_none(void **state)
{
    struct measure_query query = ask("first-contact-resolution");
    struct measure_cells cells = make(&query, NULL, 0);
    (void)state;
    assert_int_equal(cells.count, 1);
    assert_int_equal(cells.cells[0].n, 0);
    assert_true(cells.cells[0].share != cells.cells[0].share);
    query = ask("elapsed-time");
    assert_int_equal(make(&query, NULL, 0).cells[0].median, -1);
}

static void test_periods_without_a_counter_are_there(void **state)
{
    struct measure_row rows[] = {row(METRIC_CASES_OPENED, 0, 5), row(METRIC_CASES_OPENED, 0, 2)};
    struct measure_query query = ask("cases-opened");
    rows[1].day = january + 40; /* February */
    query.from = january + 9;
    rows[0].day = january + 9;
    query.to = march + 3;
    query.every = PERIOD_MONTH;
    struct measure_cells cells = make(&query, rows, 2);
    (void)state;
    assert_int_equal(cells.period_count, 3);
    assert_int_equal(cells.count, 3);
    assert_int_equal(cells.cells[0].value, 5);
    assert_int_equal(cells.cells[1].value, 2);
    assert_int_equal(cells.cells[2].value, 0);
    assert_int_equal(cells.cells[0].period, january); /* the month, though it is not whole */
    assert_int_equal(cells.cells[2].period, march);
}

static void test_level_stands_on_all_that_was_before(void **state)
{
    struct measure_row rows[] = {row(METRIC_CASES_OPENED, 0, 10), row(METRIC_CASES_CLOSED, 0, 4),
                                 row(METRIC_CASES_REOPENED, 0, 1), row(METRIC_CASES_CLOSED, 0, 2)};
    struct measure_query query = ask("cases-open");
    rows[0].day = january - 700;
    rows[1].day = january - 3;
    rows[2].day = january + 1;
    rows[3].day = january + 2;
    query.to = january + 3;
    query.every = PERIOD_DAY;
    struct measure_cells cells = make(&query, rows, 4);
    static const int64_t wanted[] = {6, 7, 5, 5};
    (void)state;
    assert_int_equal(cells.count, 4);
    assert_int_equal(measure_since(&query), 0);
    for (size_t i = 0; i < 4; i++) assert_int_equal(cells.cells[i].value, wanted[i]);
}

static void test_serious_complaints_are_in_no_figure(void **state)
{
    struct measure_row rows[] = {
        row(METRIC_COMPLAINTS_RECEIVED, counter_stage_bucket(1, false, 0), 4),
        row(METRIC_COMPLAINTS_RECEIVED, counter_stage_bucket(3, true, 0), 7)};
    struct measure_query query = ask("complaints-received");
    query.by[0] = DIMENSION_STAGE;
    struct measure_cells cells = make(&query, rows, 2);
    (void)state;
    assert_int_equal(cells.count, 1);
    assert_int_equal(cells.cells[0].key[0], 1);
    assert_int_equal(cells.cells[0].value, 4);
}

static void test_only_standards_of_the_kind_are_looked_at(void **state)
{
    struct measure_row rows[] = {
        row(METRIC_STANDARD_MET, STANDARD_SLOW, 5), row(METRIC_STANDARD_MISSED, STANDARD_SLOW, 1),
        row(METRIC_STANDARD_MET, STANDARD_ACKNOWLEDGE, 70), row(METRIC_STANDARD_MET, 999, 700)};
    struct measure_query query = ask("processing-met");
    (void)state;
    assert_int_equal(make(&query, rows, 4).cells[0].value, 5);
    assert_int_equal(make(&query, rows, 4).cells[0].n, 6);
    query = ask("acknowledgement-met");
    assert_int_equal(make(&query, rows, 4).cells[0].n, 70);
}

static void test_topics_and_kinds_of_surveys_are_told_apart(void **state)
{
    struct measure_row rows[] = {
        row(METRIC_SURVEY_SATISFIED, survey_topic_bucket(SURVEY_CUSTOMER, TOPIC_SATISFACTION), 5),
        row(METRIC_SURVEY_NOT_SATISFIED, survey_topic_bucket(SURVEY_CUSTOMER, TOPIC_CONDUCT), 3),
        row(METRIC_SURVEY_SATISFIED, survey_topic_bucket(SURVEY_STAFF, TOPIC_SATISFACTION), 9)};
    struct measure_query query = ask("satisfied");
    (void)state;
    assert_int_equal(make(&query, rows, 3).cells[0].n, 5);
    query = ask("answers-satisfied");
    query.by[0] = DIMENSION_TOPIC;
    struct measure_cells cells = make(&query, rows, 3);
    assert_int_equal(cells.count, 2);
    assert_int_equal(cells.cells[0].key[0], TOPIC_SATISFACTION);
    assert_int_equal(cells.cells[1].key[0], TOPIC_CONDUCT);
    assert_int_equal(cells.cells[1].n, 3);
}

static void test_only_online_contacts_are_the_numerator(void **state)
{
    struct measure_row rows[] = {row(METRIC_CONTACTS, 0, 6), row(METRIC_CONTACTS, 0, 2)};
    struct measure_query query = ask("online");
    (void)state;
    rows[0].slice[DIMENSION_CHANNEL] = CHANNEL_COUNTER;
    rows[1].slice[DIMENSION_CHANNEL] = CHANNEL_EMAIL;
    assert_int_equal(measure_slices(&query), DIMENSION_BIT(DIMENSION_CHANNEL));
    struct measure_cells cells = make(&query, rows, 2);
    assert_int_equal(cells.count, 1);
    assert_int_equal(cells.cells[0].value, 2);
    assert_int_equal(cells.cells[0].n, 8);
}

static void test_groups_are_sorted_by_their_keys(void **state)
{
    struct measure_row rows[60];
    struct measure_query query = ask("cases-opened");
    query.by[0] = DIMENSION_SERVICE;
    query.by[1] = DIMENSION_OFFICE;
    for (size_t i = 0; i < 60; i++) {
        rows[i] = row(METRIC_CASES_OPENED, 0, 1);
        rows[i].slice[DIMENSION_SERVICE] = (int32_t)(i * 7 % 10);
        rows[i].slice[DIMENSION_OFFICE] = (int32_t)(i % 3);
    }
    struct measure_cells cells = make(&query, rows, 60);
    (void)state;
    assert_int_equal(cells.group_count, 30);
    for (size_t i = 0; i < cells.count; i++) {
        assert_int_equal(cells.cells[i].key[0], (int)i / 3);
        assert_int_equal(cells.cells[i].key[1], (int)i % 3);
        assert_int_equal(cells.cells[i].value, 2);
    }
}

/* ---- distributions, against all values sorted ---- */

enum { VALUES = 4000, SERVICES = 3 };

struct sample {
    int64_t value;
    int32_t service;
    civil_day day;
};

static int by_value(const void *one, const void *other)
{
    int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;
    return a < b ? -1 : a > b;
}

static void assert_percentile(const int64_t *sorted, size_t n, int64_t percent, int64_t found)
{
    int64_t exact = sorted[((int64_t)n * percent + 99) / 100 - 1];
    int64_t off = found > exact ? found - exact : exact - found;
    if (off * 1000 > MEASURE_ERROR_PERMILLE * exact)
        fail_msg("p%d of %zu is %lld, not %lld", (int)percent, n, (long long)exact,
                 (long long)found);
}

static void assert_cell(const struct sample *samples, const struct measure_query *query,
                        const struct measure_cell *cell)
{
    int64_t of_cell[VALUES];
    size_t n = 0;
    for (size_t i = 0; i < VALUES; i++)
        if (samples[i].service == cell->key[0] &&
            period_first(query->every, samples[i].day) == cell->period)
            of_cell[n++] = samples[i].value;
    assert_int_equal(cell->n, n);
    if (n == 0) return;
    qsort(of_cell, n, sizeof of_cell[0], by_value);
    assert_percentile(of_cell, n, 50, cell->median);
    assert_percentile(of_cell, n, 90, cell->p90);
    assert_percentile(of_cell, n, 95, cell->p95);
}

static void test_percentiles_are_as_near_as_promised(void **state)
{
    static struct sample samples[VALUES];
    static struct measure_row rows[VALUES];
    struct measure_query query = ask("elapsed-time");
    (void)state;
    query.by[0] = DIMENSION_SERVICE;
    query.every = PERIOD_WEEK;
    query.to = january + 60;
    for (size_t i = 0; i < VALUES; i++) {
        int64_t value = random_below(INT64_C(1) << random_below(34));
        samples[i] = (struct sample){value, (int32_t)random_below(SERVICES) + 1,
                                     january + (civil_day)random_below(61)};
        rows[i] = row(METRIC_ELAPSED_S, counter_bucket(value), 1);
        rows[i].day = samples[i].day;
        rows[i].slice[DIMENSION_SERVICE] = samples[i].service;
    }
    struct measure_cells cells = make(&query, rows, VALUES);
    assert_int_equal(cells.group_count, SERVICES);
    for (size_t i = 0; i < cells.count; i++) assert_cell(samples, &query, &cells.cells[i]);
}

static void test_working_days_are_exact(void **state)
{
    struct measure_row rows[] = {
        row(METRIC_STAGE_DAYS, counter_stage_bucket(1, false, 777), 1),
        row(METRIC_STAGE_DAYS, counter_stage_bucket(1, false, 3), 2),
        row(METRIC_STAGES_ANSWERED, counter_stage_bucket(1, false, 0), 3),
        row(METRIC_STAGES_ESCALATED_TIME, counter_stage_bucket(1, false, 0), 1)};
    struct measure_query query = ask("complaint-days");
    struct measure_cells cells = make(&query, rows, 4);
    (void)state;
    assert_int_equal(cells.cells[0].n, 3);
    assert_int_equal(cells.cells[0].median, 3);
    assert_int_equal(cells.cells[0].p95, 777);
    assert_int_equal(cells.cells[0].in_time, 3);
    assert_int_equal(cells.cells[0].judged, 4);
    assert_float_equal(cells.cells[0].share, 0.75, 1e-12);
}

/* ---- packed sums of months ---- */

enum { MONTHS = 3, A_MONTH = 700 };

static struct measure_row packed_of(const struct sum_row *sums, civil_day first, enum metric metric,
                                    uint8_t set)
{
    size_t length;
    struct sum_month *month = sum_month_new(arena, first, sums, A_MONTH);
    const uint8_t *bytes = sum_month_pack(month, set, &length);
    return (struct measure_row){
        .day = first, .metric = metric, .bucket = set, .packed = bytes, .packed_length = length};
}

static bool is_asked(const struct measure_query *query, const struct measure_row *row)
{
    for (int slice = DIMENSION_OFFICE; slice <= DIMENSION_SEGMENT; slice++)
        if (query->filter[slice] != 0 && query->filter[slice] != row->slice[slice]) return false;
    return row->day >= query->from && row->day <= query->to;
}

static void assert_same(const struct measure_cells *one, const struct measure_cells *other)
{
    assert_int_equal(one->count, other->count);
    for (size_t i = 0; i < one->count; i++) {
        const struct measure_cell *a = &one->cells[i], *b = &other->cells[i];
        assert_int_equal(a->period, b->period);
        assert_int_equal(a->key[0], b->key[0]);
        assert_int_equal(a->key[1], b->key[1]);
        assert_int_equal(a->n, b->n);
        assert_int_equal(a->median, b->median);
        assert_int_equal(a->p90, b->p90);
        assert_int_equal(a->p95, b->p95);
    }
}

/* One question, put to the rows themselves and to the sums that would be read for it. */
static void ask_both(const struct measure_query *query, struct sum_row sums[MONTHS][A_MONTH])
{
    static struct measure_row plain[MONTHS * A_MONTH], packed[MONTHS];
    size_t count = 0;
    civil_day first = january;
    for (int month = 0; month < MONTHS; month++) {
        civil_day last = period_last(PERIOD_MONTH, first);
        for (int i = 0; i < A_MONTH; i++) {
            const struct sum_row *sum = &sums[month][i];
            struct measure_row one = row(METRIC_PAUSED_S, sum->bucket, sum->value);
            one.day = sum->day;
            memcpy(&one.slice[DIMENSION_OFFICE], sum->slice, sizeof sum->slice);
            if (is_asked(query, &one)) plain[count++] = one;
        }
        int set = measure_sums(query, first >= query->from && last <= query->to);
        packed[month] = packed_of(sums[month], first, METRIC_PAUSED_S, (uint8_t)set);
        first = last + 1;
    }
    struct measure_cells wanted = make(query, plain, count), found = make(query, packed, MONTHS);
    assert_same(&wanted, &found);
}

static void test_packed_sums_give_the_same_figures(void **state)
{
    static struct sum_row sums[MONTHS][A_MONTH];
    civil_day first = january;
    (void)state;
    for (int month = 0; month < MONTHS; month++, first = period_last(PERIOD_MONTH, first) + 1)
        for (int i = 0; i < A_MONTH; i++)
            sums[month][i] = (struct sum_row){
                .day =
                    first + (civil_day)random_below(period_last(PERIOD_MONTH, first) - first + 1),
                .slice = {(int32_t)random_below(3) + 1, (int32_t)random_below(5) + 1,
                          (int32_t)random_below(4) + 1, (int32_t)random_below(3) + 1},
                .bucket = (int32_t)random_below(500) + 1,
                .value = random_below(200) == 0 ? 3000000 : 1};
    for (int i = 0; i < 150; i++) {
        struct measure_query query = ask("paused-time");
        query.to = march + (civil_day)random_below(31);
        query.from = january + (civil_day)random_below(3) * (civil_day)random_below(20);
        query.every = (enum period)random_below(PERIODS);
        for (int by = (int)random_below(3); by > 0; by--)
            query.by[by - 1] = (enum dimension)(random_below(2) * 2 + by);
        if (query.by[0] == DIMENSION_NONE) query.by[1] = DIMENSION_NONE;
        if (random_below(3) == 0) query.filter[1 + random_below(4)] = 2;
        ask_both(&query, sums);
    }
}

static void test_keys_have_codes(void **state)
{
    char text[MEASURE_KEY_TEXT];
    (void)state;
    assert_null(measure_key_code(desk, DIMENSION_SERVICE, 0, text));
    assert_string_equal(measure_key_code(desk, DIMENSION_SERVICE, PERMIT, text),
                        desk_service(desk, PERMIT)->code);
    assert_string_equal(measure_key_code(desk, DIMENSION_CHANNEL, CHANNEL_PHONE, text), "phone");
    assert_string_equal(measure_key_code(desk, DIMENSION_STAGE, 2, text), "2");
    assert_non_null(strchr(measure_key_code(desk, DIMENSION_STANDARD, STANDARD_SLOW, text), '@'));
}

static void test_keys_have_names_of_the_desk(void **state)
{
    (void)state;
    assert_null(measure_key_name(desk, DIMENSION_SERVICE, 0));
    assert_null(measure_key_name(desk, DIMENSION_CHANNEL, CHANNEL_PHONE));
    assert_string_equal(measure_key_name(desk, DIMENSION_STANDARD, STANDARD_SLOW),
                        "Within five working days");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_query_of_a_queue_takes_no_other),
        cmocka_unit_test(test_every_measure_is_whole),
        cmocka_unit_test(test_every_measure_is_said_in_every_language),
        cmocka_unit_test(test_every_family_has_measures),
        cmocka_unit_test(test_nearest_names_are_told),
        cmocka_unit_test(test_dimensions_are_those_of_the_buckets),
        cmocka_unit_test(test_what_is_answered_to_surveys_is_known),
        cmocka_unit_test(test_share_has_its_denominator),
        cmocka_unit_test(test_rate_is_per_thousand),
        cmocka_unit_test(test_share_of_nothing_is_none),
        cmocka_unit_test(test_periods_without_a_counter_are_there),
        cmocka_unit_test(test_level_stands_on_all_that_was_before),
        cmocka_unit_test(test_serious_complaints_are_in_no_figure),
        cmocka_unit_test(test_only_standards_of_the_kind_are_looked_at),
        cmocka_unit_test(test_topics_and_kinds_of_surveys_are_told_apart),
        cmocka_unit_test(test_only_online_contacts_are_the_numerator),
        cmocka_unit_test(test_groups_are_sorted_by_their_keys),
        cmocka_unit_test(test_percentiles_are_as_near_as_promised),
        cmocka_unit_test(test_working_days_are_exact),
        cmocka_unit_test(test_packed_sums_give_the_same_figures),
        cmocka_unit_test(test_keys_have_names_of_the_desk),
        cmocka_unit_test(test_keys_have_codes)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
