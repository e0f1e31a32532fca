/* The rules of judging, on small invented frameworks and facts. */
#include "workflow/maturity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include <json-c/json.h>

#include "proto/arena.h"
#include "workflow/survey_guard.h"
#include "workflow/words.h"

enum { MEMORY = 1 << 20, TODAY = 20000, SUMS = 64, FACTS_MAX = 64 };

/* Facts that grow by what a test does, a framework of its conditions. */
struct world {
    struct arena *arena;
    struct indicator_asks asks;
    enum indicator_split by;
    struct indicator_sum sums[SUMS];
    struct indicator_fact facts[FACTS_MAX];
    struct indicator_facts all;
    struct maturity_condition conditions[MATURITY_LEVELS][4];
    struct maturity_element elements[6];
    struct framework framework;
};

static const struct maturity_level levels[] = {
    {.code = "low"}, {.code = "middle"}, {.code = "high"}, {.code = "top"}};
static const struct maturity_component components[] = {{.code = "1"}, {.code = "2"}};

static struct world *new_world(void)
{
    struct arena *arena = arena_new(MEMORY);
    struct world *world = arena_alloc(arena, sizeof *world);
    assert_non_null(world);
    world->arena = arena;
    indicator_asks_begin(&world->asks);
    world->all = (struct indicator_facts){
        .day = TODAY, .facts = world->facts, .asks = &world->asks, .sums = world->sums};
    world->framework = (struct framework){.code = "test",
                                          .levels = levels,
                                          .level_count = 4,
                                          .components = components,
                                          .component_count = 1,
                                          .elements = world->elements,
                                          .element_count = 1};
    world->elements[0].code = "1.1";
    return world;
}

static void end(struct world *world)
{
    arena_free(world->arena);
}

/* A condition of a level of the first element; words such as "info{plain}/12m". */
static struct maturity_condition *need(struct world *world, int level, const char *text,
                                       enum maturity_op op, double value)
{
    struct maturity_rule *rule = &world->elements[0].rules[level];
    struct maturity_condition *condition = &world->conditions[level][rule->count];
    assert_true(indicator_read(world->arena, text, &condition->query));
    condition->op = op;
    condition->value = value;
    condition->sample = indicator_sample(&condition->query);
    rule->conditions = world->conditions[level];
    rule->count++;
    return condition;
}

/* What has been counted, of every day that is asked for and with a key of every split. */
static void count(struct world *world, enum metric metric, int32_t key, int64_t value)
{
    world->asks.count = 0;
    maturity_ask(&world->framework, NULL, TODAY, world->by, &world->asks);
    for (size_t i = 0; i < world->asks.count; i++)
        if (world->asks.asks[i].metric == metric)
            world->sums[world->all.sum_count++] = (struct indicator_sum){(int32_t)i, key, value};
    /* in order of what is asked for */
    for (size_t i = 0; i < world->all.sum_count; i++)
        for (size_t j = i; j > 0 && world->sums[j].ask < world->sums[j - 1].ask; j--) {
            struct indicator_sum sum = world->sums[j];
            world->sums[j] = world->sums[j - 1];
            world->sums[j - 1] = sum;
        }
}

static struct indicator_fact *add(struct world *world, enum fact_kind kind, const char *what,
                                  const char *reference)
{
    struct indicator_fact *fact = &world->facts[world->all.fact_count++];
    *fact = (struct indicator_fact){.kind = kind,
                                    .what = what,
                                    .reference = reference,
                                    .day = CIVIL_NONE,
                                    .until = CIVIL_NONE,
                                    .numerator = 1,
                                    .denominator = 1};
    return fact;
}

static struct indicator_fact *evidence(struct world *world, const char *what, civil_day day,
                                       const char *fields)
{
    struct indicator_fact *fact = add(world, FACT_EVIDENCE, what, "E");
    fact->day = day;
    fact->fields = json_tokener_parse(fields);
    return fact;
}

static void put_fields(struct world *world)
{
    for (size_t i = 0; i < world->all.fact_count; i++) json_object_put(world->facts[i].fields);
}

static const struct maturity_standing *judge(struct world *world)
{
    struct maturity_assessment *assessment =
        maturity_judge(world->arena, &world->framework, NULL, &world->all, world->by);
    assert_non_null(assessment);
    return &assessment->standings[0];
}

static int level(struct world *world)
{
    return judge(world)->level;
}

/* ---- levels ---- */

static void test_lowest_level_needs_nothing(void **state)
{
    struct world *world = new_world();
    (void)state;
    need(world, 1, "opened", OP_AT_LEAST, 1);
    assert_int_equal(level(world), 0);
    end(world);
}

static void test_level_stands_only_with_all_below_it(void **state)
{
    struct world *world = new_world();
    (void)state;
    need(world, 1, "opened", OP_AT_LEAST, 5);
    need(world, 2, "closed", OP_AT_LEAST, 1);
    need(world, 2, "contacts", OP_AT_LEAST, 1);
    count(world, METRIC_CASES_CLOSED, 0, 3);
    count(world, METRIC_CONTACTS, 0, 3);
    assert_int_equal(level(world), 0); /* the middle is missing, though all of high is there */
    count(world, METRIC_CASES_OPENED, 0, 5);
    assert_int_equal(level(world), 3); /* and the top needs no more */
    end(world);
}

static void test_level_without_conditions_is_that_below_it(void **state)
{
    struct world *world = new_world();
    (void)state;
    need(world, 1, "opened", OP_AT_LEAST, 1);
    need(world, 3, "opened", OP_AT_LEAST, 100);
    count(world, METRIC_CASES_OPENED, 0, 1);
    assert_int_equal(level(world), 2);
    end(world);
}

static void test_operators_are_exact_at_their_border(void **state)
{
    static const struct {
        enum maturity_op op;
        int holds[3]; /* with 8, 9 and 10 of 10 */
    } cases[] = {{OP_AT_LEAST, {0, 1, 1}},
                 {OP_AT_MOST, {1, 1, 0}},
                 {OP_EQUAL, {0, 1, 0}},
                 {OP_ABOVE, {0, 0, 1}},
                 {OP_BELOW, {1, 0, 0}}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int met = 8; met <= 10; met++) {
            struct world *world = new_world();
            need(world, 1, "single_contact_share", cases[i].op, 0.9)->sample = 10;
            count(world, METRIC_SINGLE_CONTACT, 0, met);
            count(world, METRIC_CASES_CLOSED, 0, 10);
            assert_int_equal(judge(world)->findings[0].holds, cases[i].holds[met - 8]);
            end(world);
        }
}

/* ---- samples and windows ---- */

static void test_too_few_do_not_hold_and_say_how_many_are_needed(void **state)
{
    struct world *world = new_world();
    (void)state;
    need(world, 1, "single_contact_share", OP_AT_LEAST, 0.5);
    count(world, METRIC_SINGLE_CONTACT, 0, 12);
    count(world, METRIC_CASES_CLOSED, 0, 12);
    const struct maturity_finding *finding = &judge(world)->findings[0];
    assert_true(finding->few);
    assert_false(finding->holds);
    const char *step = maturity_step(words_of("en"), world->arena, finding);
    assert_non_null(strstr(step, "12 of 30 needed"));
    end(world);
}

static void test_nothing_is_no_division_by_zero(void **state)
{
    struct world *world = new_world();
    (void)state;
    need(world, 1, "single_contact_share", OP_AT_MOST, 0.5)->sample = 0;
    assert_true(judge(world)->findings[0].figure.value <= 0);
    end(world);
}

static void test_full_counts_are_no_samples(void **state)
{
    struct world *world = new_world();
    (void)state;
    need(world, 1, "trained_share{technical}", OP_AT_LEAST, 1);
    add(world, FACT_STAFF, NULL, "ada");
    assert_int_equal(level(world), 0);
    evidence(world, "training", TODAY, "{\"staff\":\"ada\",\"kind\":\"technical\"}");
    assert_int_equal(level(world), 3);
    put_fields(world);
    end(world);
}

static void test_evidence_counts_until_it_expires_and_within_its_window(void **state)
{
    static const struct {
        civil_day day, until;
        int counts;
    } cases[] = {{TODAY, CIVIL_NONE, 1}, {TODAY - 364, CIVIL_NONE, 1}, {TODAY - 366, CIVIL_NONE, 0},
                 {TODAY, TODAY, 1},      {TODAY - 2, TODAY - 1, 0},    {TODAY + 1, CIVIL_NONE, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct world *world = new_world();
        need(world, 1, "evidence{initiative}/12m", OP_AT_LEAST, 1);
        evidence(world, "initiative", cases[i].day, "{}")->until = cases[i].until;
        assert_int_equal(judge(world)->findings[0].holds, cases[i].counts);
        put_fields(world);
        end(world);
    }
}

/* Asking reads nothing yet, whatever an indicator is made of and its parts are split by. */
static void test_every_indicator_can_be_asked_for(void **state)
{
    struct world *world = new_world();
    (void)state;
    for (size_t i = 0; i < indicator_count; i++)
        for (int by = SPLIT_NONE; by < SPLITS; by++) {
            struct indicator_query query = {.indicator = &indicators[i]};
            if (indicators[i].words != NULL) {
                query.words[0] = indicators[i].words[0];
                query.word_count = 1;
            }
            indicator_asks_begin(&world->asks);
            indicator_ask(&world->asks, &query, TODAY, (enum indicator_split)by);
            bool reads = world->asks.count > 0;
            for (int kind = 1; kind < FACT_KINDS; kind++) reads |= world->asks.wanted[kind];
            if (!reads) fail_msg("%s reads nothing", indicators[i].name);
        }
    end(world);
}

static void test_windows_end_with_the_day(void **state)
{
    struct indicator_window window;
    civil_day day = civil_from_ymd(2026, 3, 31);
    (void)state;
    assert_true(indicator_window_read("90d", &window));
    assert_int_equal(indicator_window_from(&window, day), day - 89);
    assert_true(indicator_window_read("12m", &window));
    assert_int_equal(indicator_window_from(&window, day), civil_from_ymd(2025, 4, 1));
    assert_true(indicator_window_read("5y", &window));
    assert_int_equal(indicator_window_from(&window, day), civil_from_ymd(2021, 4, 1));
    assert_false(indicator_window_read("0d", &window));
    assert_false(indicator_window_read("12", &window));
    assert_false(indicator_window_read("12w", &window));
    assert_false(indicator_window_read("51y", &window));
}

/* ---- figures ---- */

static void test_groups_count_from_their_least_on(void **state)
{
    struct world *world = new_world();
    (void)state;
    need(world, 1, "channels_active{counter,phone}", OP_EQUAL, 2);
    need(world, 2, "channels_active", OP_AT_LEAST, 3);
    count(world, METRIC_CONTACTS, CHANNEL_COUNTER, 10);
    count(world, METRIC_CONTACTS, CHANNEL_PHONE, 9);
    count(world, METRIC_CONTACTS, CHANNEL_WEB, 10);
    assert_int_equal(level(world), 0);
    world->all.sum_count = 0;
    count(world, METRIC_CONTACTS, CHANNEL_COUNTER, 10);
    count(world, METRIC_CONTACTS, CHANNEL_PHONE, 10);
    assert_int_equal(level(world), 1);
    count(world, METRIC_CONTACTS, CHANNEL_WEB, 10);
    assert_int_equal(level(world), 3);
    end(world);
}

static void test_parts_add_up_to_the_figure(void **state)
{
    struct world *world = new_world();
    (void)state;
    need(world, 1, "single_contact_share", OP_AT_LEAST, 0.5);
    need(world, 1, "channels_active", OP_AT_LEAST, 1);
    world->by = SPLIT_SERVICE;
    for (int key = 1; key <= 3; key++) {
        count(world, METRIC_SINGLE_CONTACT, key, 10 * key);
        count(world, METRIC_CASES_CLOSED, key, 20 * key);
        count(world, METRIC_CONTACTS, key, 5 * key);
    }
    const struct maturity_standing *standing = judge(world);
    for (size_t i = 0; i < standing->finding_count; i++) {
        const struct indicator_figure *figure = &standing->findings[i].figure;
        int64_t numerator = 0, denominator = 0;
        for (size_t j = 0; j < figure->part_count; j++) {
            if (!figure->parts[j].counts) continue;
            numerator += figure->parts[j].numerator;
            denominator += figure->parts[j].denominator;
        }
        assert_int_equal(figure->part_count, 3);
        assert_int_equal(numerator, figure->numerator);
        assert_int_equal(denominator, figure->denominator);
    }
    assert_int_equal(standing->findings[0].figure.numerator, 60);
    assert_int_equal(standing->findings[1].figure.numerator, 2); /* 5 contacts are too few */
    end(world);
}

static void test_so_many_per_thousand(void **state)
{
    struct world *world = new_world();
    (void)state;
    struct maturity_condition *condition = need(world, 1, "feedback_items", OP_AT_LEAST, 1);
    condition->query.per = 1000;
    condition->query.per_of = indicator_by_name("closed");
    condition->sample = indicator_sample(&condition->query);
    count(world, METRIC_CASES_CLOSED, 0, 2000);
    count(world, METRIC_SUGGESTIONS_RECEIVED, 0, 1);
    assert_int_equal(level(world), 0);
    count(world, METRIC_COMPLAINTS_RECEIVED, 0, 1);
    assert_int_equal(level(world), 3);
    end(world);
}

/* Of one office the mean is 60, of the other 80, over all three records 66.7. */
static void test_means_and_the_lowest_office(void **state)
{
    struct world *world = new_world();
    (void)state;
    struct maturity_condition *mean = need(world, 1, "evidence{site_inspection}", OP_AT_LEAST, 66);
    struct maturity_condition *lowest =
        need(world, 2, "evidence{site_inspection}", OP_AT_LEAST, 61);
    mean->query.measure = FIGURE_MEAN;
    lowest->query.measure = FIGURE_LOWEST;
    mean->query.field = lowest->query.field = "location";
    add(world, FACT_OFFICE, NULL, "hall");
    add(world, FACT_OFFICE, NULL, "north");
    evidence(world, "site-inspection", TODAY, "{\"office\":\"hall\",\"location\":50}");
    evidence(world, "site-inspection", TODAY, "{\"office\":\"hall\",\"location\":70}");
    evidence(world, "site-inspection", TODAY, "{\"office\":\"north\",\"location\":80}");
    const struct maturity_standing *standing = judge(world);
    assert_int_equal(standing->level, 1);
    assert_int_equal(standing->findings[0].figure.numerator, 200000);
    assert_int_equal(standing->findings[1].figure.numerator, 120000);
    assert_int_equal(standing->findings[1].figure.denominator, 2);
    put_fields(world);
    end(world);
}

/* A benefit holds while its indicator is no worse than it was after. */
static void test_benefits_are_held_by_the_figure_of_the_day(void **state)
{
    (void)state;
    for (int met = 80; met <= 90; met += 5) {
        struct world *world = new_world();
        struct maturity_condition *held = need(world, 1, "evidence{benefit}", OP_AT_LEAST, 1);
        held->query.measure = FIGURE_DIFFERENT;
        held->query.field = "what";
        held->query.held = true;
        need(world, 2, "single_contact_share", OP_AT_LEAST, 0); /* its counters are read */
        evidence(world, "benefit", TODAY,
                 "{\"what\":\"time\",\"indicator\":\"single_contact_share\","
                 "\"before\":0.5,\"after\":0.85}");
        evidence(world, "benefit", TODAY, "{\"what\":\"cost\"}"); /* not measured */
        count(world, METRIC_SINGLE_CONTACT, 0, met);
        count(world, METRIC_CASES_CLOSED, 0, 100);
        assert_int_equal(judge(world)->findings[0].holds, met >= 85);
        put_fields(world);
        end(world);
    }
}

static void test_targets_of_objectives_are_met_now(void **state)
{
    struct world *world = new_world();
    (void)state;
    need(world, 1, "evidence{objective}", OP_EQUAL, 1)->query.measure = FIGURE_TARGETED;
    struct maturity_condition *met = need(world, 2, "evidence{objective}", OP_AT_LEAST, 0.5);
    met->query.measure = FIGURE_MET;
    need(world, 3, "single_contact_share", OP_AT_LEAST, 0.99);
    evidence(world, "objective", TODAY,
             "{\"indicators\":[{\"indicator\":\"single_contact_share\",\"target\":0.8},"
             "{\"indicator\":\"single_contact_share\",\"target\":0.8,\"aim\":\"down\"}]}");
    count(world, METRIC_SINGLE_CONTACT, 0, 90);
    count(world, METRIC_CASES_CLOSED, 0, 100);
    const struct maturity_standing *standing = judge(world);
    assert_int_equal(standing->findings[1].figure.numerator, 1);
    assert_int_equal(standing->findings[1].figure.denominator, 2);
    assert_int_equal(standing->level, 2);
    evidence(world, "objective", TODAY, "{}"); /* names none */
    assert_int_equal(level(world), 0);
    put_fields(world);
    end(world);
}

/* Two versions of a process, the second one quicker: 40 cases of an hour, 40 of half an hour. */
static void test_new_version_of_a_process_is_compared_with_the_one_before(void **state)
{
    (void)state;
    for (int cases = 29; cases <= 30; cases++) {
        struct world *world = new_world();
        need(world, 1, "process_user_gain_share", OP_EQUAL, 1);
        struct indicator_fact *version = add(world, FACT_PROCESS_VERSION, "permit", "permit@2");
        version->day = TODAY - 100;
        version->key = 8;
        version->fields = json_tokener_parse("{\"previous\":7,\"fewer_documents\":false}");
        count(world, METRIC_PROCESS_TIME_S, counter_process_bucket(7, 3600), 40);
        count(world, METRIC_PROCESS_TIME_S, counter_process_bucket(8, 1800), cases);
        const struct indicator_figure *figure = &judge(world)->findings[0].figure;
        assert_int_equal(figure->denominator, cases == 30);
        assert_int_equal(figure->numerator, cases == 30);
        put_fields(world);
        end(world);
    }
}

static void test_plan_needs_three_actions_each_with_owner_and_date(void **state)
{
    struct world *world = new_world();
    (void)state;
    need(world, 1, "plan_current", OP_EQUAL, 1);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(level(world), 0);
        struct indicator_fact *action = add(world, FACT_ACTION, "planned", "A");
        action->day = TODAY + 30;
        action->fields = json_tokener_parse("{\"owner\":true}");
    }
    assert_int_equal(level(world), 3);
    world->facts[0].day = CIVIL_NONE;
    assert_int_equal(level(world), 0);
    put_fields(world);
    end(world);
}

/* ---- components ---- */

static void test_component_is_the_lower_median_with_its_profile(void **state)
{
    static const int at[] = {0, 1, 3, 3}; /* of four, the second */
    struct world *world = new_world();
    (void)state;
    count(world, METRIC_CASES_OPENED, 0, 0);
    for (int i = 0; i < 4; i++) {
        world->elements[i] = (struct maturity_element){.code = "x"};
        for (int j = 1; j <= 3; j++) {
            struct maturity_condition *condition = arena_alloc(world->arena, sizeof *condition);
            assert_true(indicator_read(world->arena, "complaints", &condition->query));
            condition->op = OP_AT_LEAST;
            condition->value = j <= at[i] ? 0 : 1;
            world->elements[i].rules[j] = (struct maturity_rule){condition, 1};
        }
    }
    world->framework.element_count = 4;
    const struct maturity_assessment *assessment =
        maturity_judge(world->arena, &world->framework, NULL, &world->all, SPLIT_NONE);
    assert_non_null(assessment);
    assert_int_equal(assessment->components[0].level, 1);
    assert_int_equal(assessment->components[0].count[0], 1);
    assert_int_equal(assessment->components[0].count[1], 1);
    assert_int_equal(assessment->components[0].count[2], 0);
    assert_int_equal(assessment->components[0].count[3], 2);
    end(world);
}

/* ---- words ---- */

static void test_next_step_in_plain_words(void **state)
{
    struct world *world = new_world();
    (void)state;
    need(world, 1, "single_contact_share", OP_AT_LEAST, 0.9);
    count(world, METRIC_SINGLE_CONTACT, 0, 1649);
    count(world, METRIC_CASES_CLOSED, 0, 2310);
    const struct maturity_finding *finding = &judge(world)->findings[0];
    assert_string_equal(maturity_step(words_of("en"), world->arena, finding),
                        "single contact: reach 90\u00a0%, now 71.3\u00a0% of 2,310 closed cases");
    assert_non_null(strstr(maturity_step(words_of("bg"), world->arena, finding), "71,3"));
    end(world);
}

/* What does not hold never reads as if it did. */
static void test_values_are_cut_towards_the_side_that_fails(void **state)
{
    struct indicator_query query = {.indicator = indicator_by_name("single_contact_share")};
    struct arena *arena = arena_new(MEMORY);
    const struct words *en = words_of("en");
    (void)state;
    assert_string_equal(maturity_value(en, arena, &query, 0.89999, OP_AT_LEAST), "89.9\u00a0%");
    assert_string_equal(maturity_value(en, arena, &query, 0.40001, OP_AT_MOST), "40.1\u00a0%");
    assert_string_equal(maturity_value(en, arena, &query, 0.57, OP_AT_LEAST), "57\u00a0%");
    arena_free(arena);
}

/* Every indicator and word has its text in every language. */
static void test_vocabulary_is_in_words(void **state)
{
    struct arena *arena = arena_new(MEMORY);
    (void)state;
    for (size_t i = 0; words_at(i) != NULL; i++)
        for (size_t j = 0; j < indicator_count; j++) {
            struct indicator_query query = {.indicator = &indicators[j]};
            for (size_t k = 0; indicators[j].words != NULL && indicators[j].words[k] != NULL; k++) {
                query.words[0] = indicators[j].words[k];
                query.word_count = 1;
                const char *subject = maturity_subject(words_at(i), arena, &query);
                assert_string_not_equal(subject, query.words[0]); /* of evidence */
            }
            char *key = arena_printf(arena, "indicator.%s", indicators[j].name);
            for (char *at = key; *at != '\0'; at++)
                if (*at == '_') *at = '-';
            if (!words_has(words_at(i), key)) fail_msg("%s is missing", key);
            enum indicator_unit unit = indicators[j].unit;
            key = arena_printf(arena, "%s.of", key);
            if ((unit == INDICATOR_SHARE || unit == INDICATOR_SCORE) &&
                !words_has(words_at(i), key))
                fail_msg("%s is missing", key);
        }
    arena_free(arena);
}

/* ---- the charter ---- */

/* Published, in force since long before; its id is its place from 1. */
static void promise(struct world *world, int32_t id, const char *code, const char *kind,
                    int64_t judged)
{
    struct indicator_fact *version = add(world, FACT_STANDARD_VERSION, kind, code);
    civil_day first, last;
    version->key = id;
    version->day = TODAY - 1000;
    version->fields = json_tokener_parse("{\"active\":true}");
    survey_last_quarter(TODAY, &first, &last);
    for (size_t i = 0; i < world->asks.count; i++)
        if (world->asks.asks[i].metric == METRIC_STANDARD_MET && world->asks.asks[i].from == first)
            world->sums[world->all.sum_count++] = (struct indicator_sum){(int32_t)i, id, judged};
}

/* What is withheld for the sake of another result is not told, however many it is of. */
static void test_charter_is_published_by_the_rule_of_its_page(void **state)
{
    struct world *world = new_world();
    (void)state;
    need(world, 1, "charter_published", OP_EQUAL, 1);
    world->by = SPLIT_SERVICE;
    count(world, METRIC_NONE, 0, 0); /* asks */
    promise(world, 1, "few", "processing", 3);
    assert_int_equal(level(world), 0);
    promise(world, 2, "many", "processing", 60);
    const struct maturity_finding *finding = &judge(world)->findings[0];
    assert_false(finding->holds);
    assert_int_equal(finding->figure.part_count, 2);
    assert_string_equal(finding->figure.parts[1].key, "many");
    assert_string_equal(finding->figure.parts[1].of, "standard-withheld");
    assert_int_equal(finding->figure.parts[1].count, 60);
    assert_int_equal(finding->figure.parts[1].numerator, 0);
    promise(world, 3, "most", "processing", 70);
    assert_int_equal(level(world), 3);
    assert_int_equal(judge(world)->findings[0].figure.numerator, 1);
    put_fields(world);
    end(world);
}

/* What the definition has no more is not promised, and what was replaced has its successor's name.
 */
static void test_charter_knows_the_definition_of_the_day(void **state)
{
    struct world *world = new_world();
    (void)state;
    need(world, 1, "charter_published", OP_EQUAL, 1);
    count(world, METRIC_NONE, 0, 0);
    promise(world, 1, "wait", "counter-wait", 60);
    struct indicator_fact *version = &world->facts[0];
    assert_int_equal(level(world), 3);
    version->numerator = 0; /* internal */
    assert_int_equal(level(world), 0);
    version->numerator = 1;
    json_object_put(version->fields);
    version->fields = json_tokener_parse("{\"active\":false}");
    assert_int_equal(level(world), 0);
    json_object_put(version->fields);
    version->fields = json_tokener_parse("{\"active\":true,\"in_force_to\":\"2024-09-30\"}");
    assert_int_equal(level(world), 0); /* the day is 4 October 2024: nothing is promised today */
    put_fields(world);
    end(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lowest_level_needs_nothing),
        cmocka_unit_test(test_level_stands_only_with_all_below_it),
        cmocka_unit_test(test_level_without_conditions_is_that_below_it),
        cmocka_unit_test(test_operators_are_exact_at_their_border),
        cmocka_unit_test(test_too_few_do_not_hold_and_say_how_many_are_needed),
        cmocka_unit_test(test_nothing_is_no_division_by_zero),
        cmocka_unit_test(test_full_counts_are_no_samples),
        cmocka_unit_test(test_evidence_counts_until_it_expires_and_within_its_window),
        cmocka_unit_test(test_every_indicator_can_be_asked_for),
        cmocka_unit_test(test_windows_end_with_the_day),
        cmocka_unit_test(test_groups_count_from_their_least_on),
        cmocka_unit_test(test_parts_add_up_to_the_figure),
        cmocka_unit_test(test_charter_is_published_by_the_rule_of_its_page),
        cmocka_unit_test(test_charter_knows_the_definition_of_the_day),
        cmocka_unit_test(test_so_many_per_thousand),
        cmocka_unit_test(test_means_and_the_lowest_office),
        cmocka_unit_test(test_benefits_are_held_by_the_figure_of_the_day),
        cmocka_unit_test(test_targets_of_objectives_are_met_now),
        cmocka_unit_test(test_new_version_of_a_process_is_compared_with_the_one_before),
        cmocka_unit_test(test_plan_needs_three_actions_each_with_owner_and_date),
        cmocka_unit_test(test_component_is_the_lower_median_with_its_profile),
        cmocka_unit_test(test_next_step_in_plain_words),
        cmocka_unit_test(test_values_are_cut_towards_the_side_that_fails),
        cmocka_unit_test(test_vocabulary_is_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
