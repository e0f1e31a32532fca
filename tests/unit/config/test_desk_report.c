/* Definitions of reports: every fault with file, place and remedy. JSON is written with ' for ". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "config/desk.h"
#include "proto/arena.h"

static void add_file(struct json_object *files, const char *path, const char *content)
{
    char text[4096];
    snprintf(text, sizeof text, "%s", content);
    for (char *at = text; *at != '\0'; at++)
        if (*at == '\'') *at = '"';
    struct json_object *file = json_object_new_object();
    json_object_object_add(file, "path", json_object_new_string(path));
    json_object_object_add(file, "content", json_object_new_string(text));
    json_object_array_add(files, file);
}

/* The faults of a definition with this report, one a line: "path: reason". */
static const char *faults_of(const char *rest)
{
    static char told[4000];
    struct desk_faults faults = {0};
    struct arena *arena = arena_new(8 << 20);
    struct json_object *files = json_object_new_array();
    struct desk_definition *definition;
    struct error error = {.code = ERR_OK};
    char file[3000];
    size_t used = 0;
    told[0] = '\0';
    snprintf(file, sizeof file,
             "{'reports':[{'code':'monthly','name':'M','period':'month','texts':[{'language':'en',"
             "'title':'M'}]%s}]}",
             rest);
    add_file(files, "agencies.json",
             "{'agencies':[{'code':'city','name':'City','time_zone':'Europe/Sofia','webhooks':"
             "[{'code':'hub','url':'https://hub.example/','events':['opened']}]}]}");
    add_file(files, "city/reports.json", file);
    enum error_code code = desk_load_files(arena, files, &definition, &faults, &error);
    assert_int_equal(code == ERR_OK, faults.count == 0);
    for (size_t i = 0; i < faults.count; i++)
        used += (size_t)snprintf(told + used, sizeof told - used, "%s: %s\n", faults.items[i].path,
                                 faults.items[i].reason);
    json_object_put(files);
    arena_free(arena);
    return told;
}

#define SECTION(rest) ",'sections':[{'code':'s','texts':[{'language':'en','title':'S'}]," rest "}]"
#define SENT(rest)                                                                                 \
    SECTION("'measures':['cases-opened']")                                                         \
    ",'recipients':[{'code':'c','name':'C','kind':'council','format':'html'," rest "}]"

static void test_a_report_that_is_right_has_no_fault(void **state)
{
    (void)state;
    assert_string_equal("", faults_of(SECTION("'measures':['cases-opened'],'by':'service','every':"
                                              "'day','show':['table','chart']")));
    assert_string_equal("", faults_of(SENT("'language':'bg','email':'a@council.example'")));
    assert_string_equal("", faults_of(SENT("'language':'en','url':'https://council.example/in'")));
}

static void test_an_unknown_measure_names_what_is_near(void **state)
{
    (void)state;
    const char *faults = faults_of(SECTION("'measures':['cases-openned']"));
    assert_non_null(strstr(faults, "/reports/0/sections/0/measures/0: \"cases-openned\" is no "
                                   "measure; near it: "));
    assert_non_null(strstr(faults, "cases-opened"));
}

static void test_what_a_measure_cannot_be_told_by_is_a_fault(void **state)
{
    (void)state;
    assert_string_equal(
        "/reports/0/sections/0/measures/0: \"cases-opened\" cannot be told by stage\n",
        faults_of(SECTION("'measures':['cases-opened'],'by':'stage'")));
}

static void test_lines_are_within_the_period(void **state)
{
    (void)state;
    assert_string_equal(
        "/reports/0/sections/0/every: must be shorter than the period of the report\n",
        faults_of(SECTION("'measures':['cases-opened'],'every':'month'")));
}

static void test_a_recipient_has_one_address_and_a_language_there_is(void **state)
{
    (void)state;
    assert_string_equal("/reports/0/recipients/0/url: say either an e-mail address or a URL\n",
                        faults_of(SENT("'language':'en'")));
    assert_string_equal(
        "/reports/0/recipients/0/email: is no e-mail address, such as name@example.org\n",
        faults_of(SENT("'language':'en','email':'nobody'")));
    assert_string_equal("/reports/0/recipients/0/language: reports are written in the languages of "
                        "config/words: en, bg\n",
                        faults_of(SENT("'language':'de','email':'a@council.example'")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_report_that_is_right_has_no_fault),
        cmocka_unit_test(test_an_unknown_measure_names_what_is_near),
        cmocka_unit_test(test_what_a_measure_cannot_be_told_by_is_a_fault),
        cmocka_unit_test(test_lines_are_within_the_period),
        cmocka_unit_test(test_a_recipient_has_one_address_and_a_language_there_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
