/* Frameworks as files: the shipped one is right, and what is wrong of one is told with its place.
 */
#include "config/framework.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "proto/arena.h"

enum { TEXT_MAX = 1 << 16 };

static const struct framework *load(struct arena *arena, const char *text,
                                    struct desk_faults *faults)
{
    const struct framework *framework = NULL;
    struct error error = {.code = ERR_OK};
    enum error_code code =
        framework_load(arena, "test.json", text, strlen(text), &framework, faults, &error);
    assert_int_equal(code == ERR_OK, framework != NULL);
    return framework;
}

static void test_shipped_framework_is_whole(void **state)
{
    static char text[TEXT_MAX];
    struct desk_faults faults;
    struct arena *arena = arena_new(FRAMEWORK_ARENA_BYTES);
    FILE *file = fopen(SOURCE_DIR "/config/frameworks/oss.json", "re");
    (void)state;
    assert_non_null(file);
    assert_true(fread(text, 1, sizeof text - 1, file) > 0);
    fclose(file);
    const struct framework *framework = load(arena, text, &faults);
    if (framework == NULL)
        fail_msg("%s: %s", faults.items[0].path, faults.items[0].reason);
    else {
        size_t steps = 0;
        for (size_t i = 0; i < framework->element_count; i++)
            for (int level = 1; level < 4; level++)
                steps += framework->elements[i].rules[level].count > 0;
        assert_int_equal(framework->component_count, 4);
        assert_int_equal(framework->element_count, 22);
        assert_int_equal(framework->level_count, 4);
        assert_int_equal(steps, 66);
    }
    arena_free(arena);
}

/* A framework of one element with this condition. */
static const char *with(struct arena *arena, const char *condition)
{
    return arena_printf(
        arena,
        "{\"code\":\"t\",\"names\":{\"en\":\"T\"},\"levels\":[{\"code\":\"low\",\"names\":"
        "{\"en\":\"L\"}},{\"code\":\"high\",\"names\":{\"en\":\"H\"}}],\"components\":[{\"code\":"
        "\"1\",\"names\":{\"en\":\"C\"},\"elements\":[{\"code\":\"1.1\",\"names\":{\"en\":\"E\"},"
        "\"levels\":{\"high\":[%s]}}]}]}",
        condition);
}

static void test_right_conditions_are_taken(void **state)
{
    static const char *const right[] = {
        "{\"indicator\":\"opened\",\"op\":\">=\",\"value\":30}",
        "{\"indicator\":\"single_contact_share\",\"window\":\"24m\",\"op\":\">=\",\"value\":0.5,"
        "\"sample\":5}",
        "{\"indicator\":\"channels_active\",\"words\":[\"counter\",\"mobile_office\"],\"op\":\"=\","
        "\"value\":2}",
        "{\"indicator\":\"evidence\",\"words\":[\"site_inspection\"],\"measure\":\"mean\","
        "\"field\":\"layout\",\"op\":\">=\",\"value\":70}",
        "{\"indicator\":\"evidence\",\"words\":[\"initiative\"],\"where\":{\"origin\":\"own\"},"
        "\"op\":\">=\",\"value\":1}",
        "{\"indicator\":\"feedback_items\",\"per\":1000,\"of\":\"closed\",\"op\":\">=\","
        "\"value\":1}",
        "{\"indicator\":\"plan_current\",\"op\":\"=\",\"value\":1}"};
    (void)state;
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        struct desk_faults faults;
        struct arena *arena = arena_new(FRAMEWORK_ARENA_BYTES);
        if (load(arena, with(arena, right[i]), &faults) == NULL)
            fail_msg("%s: %s %s", right[i], faults.items[0].path, faults.items[0].reason);
        arena_free(arena);
    }
}

static void test_faults_name_place_and_remedy(void **state)
{
    static const struct {
        const char *condition, *key, *reason;
    } cases[] = {
        {"{\"indicator\":\"single_contact_shar\",\"op\":\">=\",\"value\":1}", "indicator",
         "single_contact_share"},
        {"{\"indicator\":\"opened\",\"op\":\"=>\",\"value\":1}", "op", ">="},
        {"{\"indicator\":\"opened\",\"value\":1}", "op", ">="},
        {"{\"indicator\":\"opened\",\"op\":\">=\"}", "value", "number"},
        {"{\"indicator\":\"web_share\",\"op\":\">=\",\"value\":20}", "value", "0.9 is 90 percent"},
        {"{\"indicator\":\"ideas\",\"op\":\">=\",\"value\":1}", "window", "missing"},
        {"{\"indicator\":\"opened\",\"window\":\"12w\",\"op\":\">=\",\"value\":1}", "window",
         "12m"},
        {"{\"indicator\":\"sample_replies\",\"window\":\"12m\",\"op\":\">=\",\"value\":1}",
         "window", "as it stands"},
        {"{\"indicator\":\"info\",\"op\":\">=\",\"value\":1}", "words", "one word"},
        {"{\"indicator\":\"info\",\"words\":[\"plane\"],\"op\":\">=\",\"value\":1}", "words",
         "plain"},
        {"{\"indicator\":\"closed\",\"words\":[\"web\"],\"op\":\">=\",\"value\":1}", "words",
         "no words"},
        {"{\"indicator\":\"opened\",\"op\":\">=\",\"value\":1,\"sample\":5}", "sample", "count"},
        {"{\"indicator\":\"opened\",\"where\":{\"a\":\"b\"},\"op\":\">=\",\"value\":1}", "where",
         "evidence"},
        {"{\"indicator\":\"evidence\",\"words\":[\"benefit\"],\"measure\":\"mean\",\"op\":\">=\","
         "\"value\":1}",
         "field", "missing"},
        {"{\"indicator\":\"evidence\",\"words\":[\"benefit\"],\"measure\":\"meen\",\"op\":\">=\","
         "\"value\":1}",
         "measure", "mean"},
        {"{\"indicator\":\"web_share\",\"per\":1000,\"of\":\"closed\",\"op\":\">=\",\"value\":1}",
         "of", "count"},
        {"{\"indicator\":\"opened\",\"op\":\">=\",\"value\":1,\"windw\":\"12m\"}", "windw",
         "window"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct desk_faults faults;
        struct arena *arena = arena_new(FRAMEWORK_ARENA_BYTES);
        const char *path =
            arena_printf(arena, "/components/0/elements/0/levels/high/0/%s", cases[i].key);
        assert_null(load(arena, with(arena, cases[i].condition), &faults));
        assert_string_equal(faults.items[0].file, "test.json");
        assert_string_equal(faults.items[0].path, path);
        if (strstr(faults.items[0].reason, cases[i].reason) == NULL)
            fail_msg("%s: %s", path, faults.items[0].reason);
        arena_free(arena);
    }
}

static void test_levels_must_be_those_of_the_framework(void **state)
{
    struct desk_faults faults;
    struct arena *arena = arena_new(FRAMEWORK_ARENA_BYTES);
    char *text = arena_strdup(arena, with(arena, ""));
    (void)state;
    memcpy(strstr(text, "\"high\":["), "\"hihg\":[", 8);
    assert_null(load(arena, text, &faults));
    assert_int_equal(faults.count, 2);
    assert_string_equal(faults.items[0].path, "/components/0/elements/0/levels/hihg");
    assert_non_null(strstr(faults.items[0].reason, "no such level here; do you mean \"high\"?"));
    assert_string_equal(faults.items[1].path, "/components/0/elements/0/levels/high");
    arena_free(arena);
}

static void test_all_faults_are_told_and_none_crashes(void **state)
{
    static const char *const broken[] = {"",
                                         "{",
                                         "[]",
                                         "null",
                                         "{}",
                                         "{\"code\":1}",
                                         "{\"code\":\"t\",\"levels\":[1,2],\"components\":[3]}",
                                         "{\"code\":\"t\",\"names\":{\"en\":4},\"levels\":{},"
                                         "\"components\":[{\"elements\":[{\"levels\":5}]}]}"};
    (void)state;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct desk_faults faults;
        struct arena *arena = arena_new(FRAMEWORK_ARENA_BYTES);
        assert_null(load(arena, broken[i], &faults));
        assert_true(faults.count > 0);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shipped_framework_is_whole),
        cmocka_unit_test(test_right_conditions_are_taken),
        cmocka_unit_test(test_faults_name_place_and_remedy),
        cmocka_unit_test(test_levels_must_be_those_of_the_framework),
        cmocka_unit_test(test_all_faults_are_told_and_none_crashes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
