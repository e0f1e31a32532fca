/* Standards that contacts and answers to surveys are judged by: every fault with file, place and
 * remedy. JSON is written with ' for ". */
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

#define QUESTION(code, rest)                                                                       \
    "{'code':'" code "','topic':'other','texts':[{'language':'en','text':'?'}]," rest "}"
static const char surveys[] =
    "{'surveys':[{'code':'after','name':'After','kind':'customer','link':"
    "'https://x.example/"
    "{secret}','texts':[{'language':'en','title':'How?'}],'questions':"
    "[" QUESTION("happy", "'kind':'scale','satisfied':[4,5]") "," QUESTION(
        "polite", "'kind':'yes-no','good':"
                  "'yes'") "," QUESTION("words", "'kind':"
                                                 "'text'") "]},"
                                                           "{'code':'visit','name':'Visit','"
                                                           "kind':'mystery-visit','texts':[{"
                                                           "'language':'en','title':'V'}],"
                                                           "'questions':[" QUESTION(
                                                               "greeted", "'kind':'yes-no','good':'"
                                                                          "yes'") "]}]}";

/* One file of the definition with " for '. */
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

/* The faults of a definition with these standards, one a line: "path: reason". */
static const char *faults_of(const char *standards)
{
    static char told[4000];
    static struct desk_faults faults;
    struct arena *arena = arena_new(8 << 20);
    struct json_object *files = json_object_new_array();
    struct desk_definition *definition;
    struct error error = {.code = ERR_OK};
    char file[3000];
    size_t used = 0;
    told[0] = '\0';
    faults.count = 0;
    snprintf(file, sizeof file, "{'standards':[%s]}", standards);
    add_file(files, "agencies.json",
             "{'agencies':[{'code':'city','name':'City','time_zone':'Europe/Sofia'}]}");
    add_file(files, "city/surveys.json", surveys);
    add_file(files, "city/standards.json", file);
    enum error_code code = desk_load_files(arena, files, &definition, &faults, &error);
    assert_int_equal(code == ERR_OK, faults.count == 0);
    for (size_t i = 0; i < faults.count; i++) {
        assert_string_equal(faults.items[i].file, "city/standards.json");
        used += (size_t)snprintf(told + used, sizeof told - used, "%s: %s\n", faults.items[i].path,
                                 faults.items[i].reason);
    }
    json_object_put(files);
    arena_free(arena);
    return told;
}

#define STANDARD(code, kind, rest)                                                                 \
    "{'code':'" code "','name':'N','kind':'" kind "','target_percent':85,'in_force_from':"         \
    "'2020-01-01'" rest "}"
#define GLAD(rest)  STANDARD("glad", "satisfaction", rest)
#define HAPPY(rest) ",'survey':'after','question':'happy'" rest
#define KEPT        ",'satisfied':[4,5]"

static void check(const char *standards, const char *path, const char *words)
{
    const char *told = faults_of(standards);
    if (strncmp(told, path, strlen(path)) != 0 || strstr(told, words) == NULL ||
        strchr(told, '\n') != told + strlen(told) - 1)
        fail_msg("%s was told instead of %s: %s", told, path, words);
}

static void test_standard_names_question_and_answers(void **state)
{
    (void)state;
    assert_string_equal(faults_of(GLAD(HAPPY(KEPT))), "");
    assert_string_equal(faults_of(STANDARD("nice", "conduct",
                                           ",'survey':'after','question':'polite','good':'yes'")),
                        "");
    assert_non_null(strstr(faults_of(GLAD("")), "/standards/0/survey: missing"));
    assert_non_null(strstr(faults_of(GLAD("")), "/standards/0/question: missing"));
    assert_non_null(strstr(faults_of(STANDARD("right", "right-first-time", HAPPY(KEPT))),
                           "/standards/0/survey: a standard of kind \"right-first-time\""));
}

static void test_survey_must_be_one_of_customers(void **state)
{
    (void)state;
    check(GLAD(",'survey':'affter','question':'happy'" KEPT), "/standards/0/survey: ",
          "there is no survey \"affter\" in city/surveys.json; did you mean \"after\"?");
    check(GLAD(",'survey':'visit','question':'greeted','good':'yes'"),
          "/standards/0/survey: ", "\"visit\" is a survey of kind \"mystery-visit\"");
}

static void test_question_must_be_asked_and_have_a_scale(void **state)
{
    (void)state;
    check(GLAD(",'survey':'after','question':'hapy'" KEPT),
          "/standards/0/question: ", "\"after\" does not ask \"hapy\"; did you mean \"happy\"?");
    check(GLAD(",'survey':'after','question':'weather-of-today'" KEPT),
          "/standards/0/question: ", "does not ask \"weather-of-today\"");
    check(GLAD(",'survey':'after','question':'words'"),
          "/standards/0/question: ", "answered in words");
}

static void test_answers_fit_the_kind_of_question(void **state)
{
    (void)state;
    check(GLAD(HAPPY("")), "/standards/0/satisfied: ", "which of 1 to 5 keep the promise");
    check(GLAD(HAPPY(",'satisfied':[]")), "/standards/0/satisfied: ", "which of 1 to 5");
    assert_non_null(
        strstr(faults_of(GLAD(HAPPY(",'satisfied':[6]"))), "/standards/0/satisfied/0:"));
    check(GLAD(HAPPY(KEPT ",'good':'yes'")), "/standards/0/good: ", "\"happy\" is a scale");
    check(GLAD(",'survey':'after','question':'polite'"),
          "/standards/0/good: ", "which answer keeps the promise");
    check(GLAD(",'survey':'after','question':'polite','good':'yes'" KEPT),
          "/standards/0/satisfied: ", "answered with yes or no");
}

static void test_two_must_not_judge_one_answer(void **state)
{
    (void)state;
    check(GLAD(HAPPY(KEPT)) "," STANDARD("merry", "satisfaction", HAPPY(KEPT)), "/standards/1: ",
          "both this and \"glad\" (city/standards.json /standards/0) could judge one answer");
    assert_string_equal(
        faults_of(GLAD(HAPPY(KEPT)) "," STANDARD(
            "polite", "satisfaction", ",'survey':'after','question':'polite','good':'yes'")),
        "");
    assert_string_equal(faults_of(GLAD(HAPPY(KEPT)) "," STANDARD(
                            "merry", "satisfaction", HAPPY(KEPT) ",'channels':['web']")),
                        "");
}

static void test_two_must_not_judge_one_contact(void **state)
{
    (void)state;
    check(STANDARD("wait", "counter-wait", ",'seconds':60") "," STANDARD("wait-too", "counter-wait",
                                                                         ",'seconds':90"),
          "/standards/1: ", "could judge one contact");
    assert_string_equal(faults_of(STANDARD("wait", "counter-wait", ",'seconds':60") "," STANDARD(
                            "wait-too", "counter-wait", ",'seconds':90,'channels':['counter']")),
                        "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_standard_names_question_and_answers),
        cmocka_unit_test(test_survey_must_be_one_of_customers),
        cmocka_unit_test(test_question_must_be_asked_and_have_a_scale),
        cmocka_unit_test(test_answers_fit_the_kind_of_question),
        cmocka_unit_test(test_two_must_not_judge_one_answer),
        cmocka_unit_test(test_two_must_not_judge_one_contact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
