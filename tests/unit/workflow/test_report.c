/* Reports: schedules, small groups, what changed between editions, and what files make of texts. */
#include "workflow/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "proto/arena.h"
#include "proto/json_get.h"
#include "workflow/report_file.h"
#include "workflow/words.h"

enum { MEMORY = 8 << 20 };

/* A document of one section, JSON with ' for ". */
static struct json_object *figures_of(const char *by, const char *every, const char *kind,
                                      const char *rows, const char *total)
{
    char text[4000];
    snprintf(text, sizeof text,
             "{'code':'monthly','texts':[{'language':'en','title':'Monthly <report>'},{'language':"
             "'bg','title':'Отчет'}],'agency':{'code':'city','name':'=City'},'every':'month',"
             "'period':'2011-08','from':'2011-08-01','to':'2011-08-31','sections':[{'code':'s',"
             "'texts':[{'language':'en','title':'Cases'}],'show':['table','chart'],'every':%s,"
             "'by':%s,'filters':[],'measures':[{'name':'cases-opened','kind':'%s','unit':'cases',"
             "'what':'cases','whole':null,'scale':1,'error_permille':0,'of_answers':false}],'rows':"
             "%s,'total':%s}]}",
             every, by, kind, rows, total);
    for (char *at = text; *at != '\0'; at++)
        if (*at == '\'') *at = '"';
    struct json_object *object = json_tokener_parse(text);
    assert_non_null(object);
    return object;
}

#define ROW(code, figure)                                                                          \
    "{'keys':[{'code':'" code "','name':'" code "'}],'period':null,'figures':[" figure "]}"
#define PAIR(one, other, n)                                                                        \
    "{'keys':[{'code':'" one "','name':null},{'code':'" other                                      \
    "','name':null}],'period':null,'figures':[{'value':" #n "}]}"

/* "7 - 3": the figures of the rows, - for one that is withheld. */
static const char *told(struct json_object *figures)
{
    static char text[200];
    const struct json_object *section =
        json_object_array_get_idx(json_get_list(figures, "sections"), 0);
    const struct json_object *rows = json_get_list(section, "rows");
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i <= json_get_length(rows); i++) {
        const struct json_object *figure = json_object_array_get_idx(
            i < json_get_length(rows) ? json_get_list(json_object_array_get_idx(rows, i), "figures")
                                      : json_get_list(section, "total"),
            0);
        if (figure == NULL) continue;
        const char *before = i == 0 ? "" : i == json_get_length(rows) ? " = " : " ";
        if (json_get_bool(figure, "withheld"))
            used += (size_t)snprintf(text + used, sizeof text - used, "%s-", before);
        else
            used +=
                (size_t)snprintf(text + used, sizeof text - used, "%s%d", before,
                                 (int)json_get_int(figure, "n", json_get_int(figure, "value", -1)));
    }
    return text;
}

static void assert_told(const char *expected, struct json_object *figures)
{
    struct arena *arena = arena_new(MEMORY);
    assert_true(report_withhold(arena, figures));
    assert_string_equal(expected, told(figures));
    json_object_put(figures);
    arena_free(arena);
}

static void test_groups_of_five_and_none_are_told(void **state)
{
    (void)state;
    assert_told("5 0 12 = 17", figures_of("['service']", "null", "count",
                                          "[" ROW("a", "{'value':5}") "," ROW(
                                              "b", "{'value':0}") "," ROW("c", "{'value':12}") "]",
                                          "[{'value':17}]"));
}

static void test_one_small_group_takes_the_next_smallest_along(void **state)
{
    (void)state;
    assert_told("40 - - = 55", figures_of("['service']", "null", "count",
                                          "[" ROW("a", "{'value':40}") "," ROW(
                                              "b", "{'value':11}") "," ROW("c", "{'value':4}") "]",
                                          "[{'value':55}]"));
}

static void test_two_small_groups_hide_each_other(void **state)
{
    (void)state;
    assert_told("40 - - = 45", figures_of("['service']", "null", "count",
                                          "[" ROW("a", "{'value':40}") "," ROW(
                                              "b", "{'value':4}") "," ROW("c", "{'value':1}") "]",
                                          "[{'value':45}]"));
}

static void test_a_share_is_withheld_by_what_it_is_of(void **state)
{
    (void)state;
    assert_told("30 - - = 39",
                figures_of("['service']", "null", "share",
                           "[" ROW("a", "{'value':2,'n':30}") "," ROW(
                               "b", "{'value':5,'n':5}") "," ROW("c", "{'value':4,'n':4}") "]",
                           "[{'value':11,'n':39}]"));
}

static void test_small_totals_are_withheld(void **state)
{
    (void)state;
    assert_told("- = -", figures_of("['service']", "null", "count", "[" ROW("a", "{'value':3}") "]",
                                    "[{'value':3}]"));
}

/* No line of a table by two things leaves one figure alone that its sum would give away. */
static void test_no_line_of_a_cross_table_has_one_gap(void **state)
{
    (void)state;
    assert_told(
        "- - 30 - - 32 50 60 70 = 300",
        figures_of(
            "['service','channel']", "null", "count",
            "[" PAIR("a", "x", 3) "," PAIR("a", "y", 20) "," PAIR("a", "z", 30) "," PAIR(
                "b", "x", 25) "," PAIR("b", "y",
                                       26) "," PAIR("b", "z",
                                                    32) "," PAIR("c", "x",
                                                                 50) "," PAIR("c", "y",
                                                                              60) "," PAIR("c", "z",
                                                                                           70) "]",
            "[{'value':300}]"));
}

static void test_small_groups_that_are_few_together_take_one_along(void **state)
{
    (void)state;
    assert_told("40 - - - = 53",
                figures_of("['service']", "null", "count",
                           "[" ROW("a", "{'value':40}") "," ROW("b", "{'value':11}") "," ROW(
                               "c", "{'value':1}") "," ROW("d", "{'value':1}") "]",
                           "[{'value':53}]"));
}

/* ---- beside the charter ---- */

#define PROMISED(code, promise, n)                                                                 \
    "{'keys':[{'code':'" code "','name':null,'promise':'" promise                                  \
    "'}],'period':null,'figures':[{'value':" #n "}]}"

/* The charter tells 46 of ten-days: less the 13 and 30 that rows told would be lamps. */
static void test_services_of_a_promise_do_not_have_one_gap(void **state)
{
    (void)state;
    assert_told("30 - - 20 - - = 75",
                figures_of("['service']", "null", "count",
                           "[" PROMISED("roads", "ten-days", 30) "," PROMISED(
                               "fences", "ten-days",
                               13) "," PROMISED("lamps", "ten-days",
                                                3) ","
                                                   "" PROMISED("permits", "month", 20) "," PROMISED(
                                                       "plans", "month",
                                                       5) ","
                                                          "" PROMISED("cafes", "month", 4) "]",
                           "[{'value':75}]"));
}

/* The charter withholds 3 of one promise, and with them the 50 of the other one of its kind; here
 * the 10 of another kind would have gone along, which it tells. */
static void test_no_promise_is_told_where_one_is_small(void **state)
{
    (void)state;
    assert_told("- - - = 63", figures_of("['standard']", "null", "count",
                                         "[" ROW("a", "{'value':50}") "," ROW(
                                             "b", "{'value':10}") "," ROW("c", "{'value':3}") "]",
                                         "[{'value':63}]"));
    assert_told("50 10 = 60",
                figures_of("['standard']", "null", "count",
                           "[" ROW("a", "{'value':50}") "," ROW("b", "{'value':10}") "]",
                           "[{'value':60}]"));
}

/* Of a service with 13 the charter tells 10 of one kind. */
static void test_sums_of_several_kinds_of_promise_are_not_told_by_service(void **state)
{
    static const struct {
        const char *measure, *by, *told;
    } cases[] = {{"standards-met", "['service']", "- - = 33"},
                 {"standards-met", "['office']", "20 13 = 33"},
                 {"processing-met", "['service']", "20 13 = 33"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct json_object *figures =
            figures_of(cases[i].by, "null", "share",
                       "[" ROW("a", "{'value':9,'n':20}") "," ROW("b", "{'value':9,'n':13}") "]",
                       "[{'value':18,'n':33}]");
        struct json_object *section =
            json_object_array_get_idx(json_get_list(figures, "sections"), 0);
        json_object_object_add(json_object_array_get_idx(json_get_list(section, "measures"), 0),
                               "name", json_object_new_string(cases[i].measure));
        assert_told(cases[i].told, figures);
    }
}

#define TIMES(code, n, judged)                                                                     \
    ROW(code, "{'n':" #n ",'median':1,'p90':1,'p95':1,'in_time':1,'judged':" #judged "}")

/* So many were judged in all: less those of the other rows it would be the 3. */
static void test_judged_parts_are_guarded_as_figures_of_their_own(void **state)
{
    static const char *const judged[] = {"25", "null", "null"};
    struct arena *arena = arena_new(MEMORY);
    struct json_object *figures =
        figures_of("['service']", "null", "times",
                   "[" TIMES("a", 50, 25) "," TIMES("b", 40, 20) "," TIMES("c", 30, 3) "]",
                   "[{'n':120,'median':1,'p90':1,'p95':1,'in_time':3,'judged':48}]");
    (void)state;
    assert_true(report_withhold(arena, figures));
    assert_string_equal(told(figures), "50 40 30 = 120");
    const struct json_object *rows =
        json_get_list(json_object_array_get_idx(json_get_list(figures, "sections"), 0), "rows");
    for (size_t i = 0; i < 3; i++) {
        struct json_object *part = NULL;
        json_object_object_get_ex(
            json_object_array_get_idx(json_get_list(json_object_array_get_idx(rows, i), "figures"),
                                      0),
            "judged", &part);
        assert_string_equal(json_object_to_json_string(part), judged[i]);
    }
    json_object_put(figures);
    arena_free(arena);
}

static void test_changes_name_what_from_and_to(void **state)
{
    struct arena *arena = arena_new(MEMORY);
    struct json_object *before =
        figures_of("['service']", "null", "count",
                   "[" ROW("a", "{'value':7}") "," ROW("b", "{'value':2}") "]", "[{'value':9}]");
    struct json_object *now = figures_of(
        "['service']", "null", "count",
        "[" ROW("a", "{'value':8}") "," ROW("b", "{'value':2}") "," ROW("c", "{'value':1}") "]",
        "[{'value':11}]");
    (void)state;
    assert_string_equal(
        "{\"changes\":["
        "{\"section\":\"s\",\"measure\":\"cases-opened\",\"keys\":[\"a\"],\"period\":null,"
        "\"figure\":\"value\",\"from\":7,\"to\":8},"
        "{\"section\":\"s\",\"measure\":\"cases-opened\",\"keys\":[\"c\"],\"period\":null,"
        "\"figure\":\"value\",\"from\":null,\"to\":1},"
        "{\"section\":\"s\",\"measure\":\"cases-opened\",\"keys\":null,\"period\":null,"
        "\"figure\":\"value\",\"from\":9,\"to\":11}],\"count\":3}",
        report_changes(arena, before, now));
    assert_string_equal("{\"changes\":[],\"count\":0}", report_changes(arena, now, now));
    json_object_put(before);
    json_object_put(now);
    arena_free(arena);
}

static void test_a_schedule_looks_back_to_the_newest_period_that_is_due(void **state)
{
    civil_day july = civil_from_ymd(2011, 7, 1), quarter = civil_from_ymd(2011, 4, 1);
    (void)state;
    assert_int_equal(july, report_last_due(PERIOD_MONTH, 3, civil_from_ymd(2011, 8, 3)));
    assert_int_equal(civil_from_ymd(2011, 6, 1),
                     report_last_due(PERIOD_MONTH, 3, civil_from_ymd(2011, 8, 2)));
    assert_int_equal(quarter, report_last_due(PERIOD_QUARTER, 40, civil_from_ymd(2011, 8, 9)));
    assert_int_equal(civil_from_ymd(2011, 1, 1),
                     report_last_due(PERIOD_QUARTER, 40, civil_from_ymd(2011, 8, 8)));
    assert_int_equal(july, report_last_period(PERIOD_MONTH, civil_from_ymd(2011, 8, 31)));
}

/* ---- files ---- */

static const struct report_document *document_of(struct arena *arena, struct json_object *figures,
                                                 const char *language)
{
    struct report_frozen *frozen = arena_alloc(arena, sizeof *frozen);
    struct report_document *document = arena_alloc(arena, sizeof *document);
    *frozen =
        (struct report_frozen){.figures = arena_strdup(arena, json_object_to_json_string(figures)),
                               .digest = "ab12",
                               .edition = 1,
                               .frozen_on = civil_from_ymd(2011, 9, 3)};
    assert_true(report_document_read(arena, frozen, language, document));
    json_object_put(figures);
    return document;
}

static struct json_object *awkward(void)
{
    return figures_of("['service']", "null", "count",
                      "[" ROW("=1+1", "{'value':-7}") "," ROW("<b>&", "{'value':12345}") "]",
                      "[{'value':12338}]");
}

static void test_csv_makes_text_of_what_looks_like_a_formula(void **state)
{
    struct arena *arena = arena_new(MEMORY);
    size_t length;
    (void)state;
    const char *csv = report_csv(document_of(arena, awkward(), "en"), &length);
    assert_int_equal(length, strlen(csv));
    assert_non_null(strstr(csv, "\"2011-08\",\"'=1+1\",,-7,,"));
    assert_non_null(strstr(csv, "\"<b>&\",,12345,"));
    assert_null(strstr(csv, ",\"=1"));
    arena_free(arena);
}

static void test_html_is_in_the_language_and_escapes_names(void **state)
{
    struct arena *arena = arena_new(MEMORY);
    size_t length;
    (void)state;
    const char *page = report_html(document_of(arena, awkward(), "bg"), &length);
    assert_non_null(strstr(page, "<html lang=\"bg\">"));
    assert_non_null(strstr(page, "<h1>Отчет</h1>"));
    assert_non_null(strstr(page, "август 2011 г."));
    assert_non_null(strstr(page, "&lt;b&gt;&amp;"));
    assert_non_null(strstr(page, "12\u00a0345"));
    assert_null(strstr(page, "<b>&"));
    page = report_html(document_of(arena, awkward(), "en"), &length);
    assert_non_null(strstr(page, "<h1>Monthly &lt;report&gt;</h1>"));
    assert_non_null(strstr(page, "12,345"));
    arena_free(arena);
}

static void test_the_same_document_gives_the_same_bytes(void **state)
{
    struct arena *one = arena_new(MEMORY), *other = arena_new(MEMORY);
    size_t length, again;
    (void)state;
    assert_string_equal(report_html(document_of(one, awkward(), "en"), &length),
                        report_html(document_of(other, awkward(), "en"), &length));
    assert_string_equal(report_json(document_of(one, awkward(), "en"), &length),
                        report_json(document_of(other, awkward(), "en"), &again));
    assert_int_equal(length, again);
    arena_free(one);
    arena_free(other);
}

static void test_every_measure_has_a_word_in_every_language(void **state)
{
    char key[WORDS_KEY];
    (void)state;
    for (size_t i = 0; i < measure_count; i++) {
        snprintf(key, sizeof key, "measure.%s", measures[i].name);
        if (!words_has(words_at(0), key)) fail_msg("config/words/*.json lack %s", key);
        snprintf(key, sizeof key, "unit.%s", measures[i].unit);
        if (!words_has(words_at(0), key)) fail_msg("config/words/*.json lack %s", key);
    }
    for (int i = 1; i < DIMENSIONS; i++) {
        snprintf(key, sizeof key, "dimension.%s", name_of(&dimension_names, i));
        if (!words_has(words_at(0), key)) fail_msg("config/words/*.json lack %s", key);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_groups_of_five_and_none_are_told),
        cmocka_unit_test(test_one_small_group_takes_the_next_smallest_along),
        cmocka_unit_test(test_two_small_groups_hide_each_other),
        cmocka_unit_test(test_a_share_is_withheld_by_what_it_is_of),
        cmocka_unit_test(test_small_totals_are_withheld),
        cmocka_unit_test(test_no_line_of_a_cross_table_has_one_gap),
        cmocka_unit_test(test_small_groups_that_are_few_together_take_one_along),
        cmocka_unit_test(test_services_of_a_promise_do_not_have_one_gap),
        cmocka_unit_test(test_no_promise_is_told_where_one_is_small),
        cmocka_unit_test(test_sums_of_several_kinds_of_promise_are_not_told_by_service),
        cmocka_unit_test(test_judged_parts_are_guarded_as_figures_of_their_own),
        cmocka_unit_test(test_changes_name_what_from_and_to),
        cmocka_unit_test(test_a_schedule_looks_back_to_the_newest_period_that_is_due),
        cmocka_unit_test(test_csv_makes_text_of_what_looks_like_a_formula),
        cmocka_unit_test(test_html_is_in_the_language_and_escapes_names),
        cmocka_unit_test(test_the_same_document_gives_the_same_bytes),
        cmocka_unit_test(test_every_measure_has_a_word_in_every_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
