/* The definitions that come with the project have no fault and are as full as they should be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "config/desk.h"
#include "proto/arena.h"
#include "proto/json_get.h"

/* The document of a definition; fails the test with its faults when it has some. */
static struct json_object *load(const char *folder)
{
    struct arena *arena = arena_new(DESK_ARENA_BYTES);
    struct desk_definition *definition;
    struct desk_faults faults = {0};
    struct error error = {0};
    enum error_code code = desk_load_dir(arena, folder, &definition, &faults, &error);
    for (size_t i = 0; i < faults.count; i++)
        print_message("%s %s: %s\n", faults.items[i].file, faults.items[i].path,
                      faults.items[i].reason);
    if (code != ERR_OK) fail_msg("%s: %s", folder, error.message);
    struct json_object *document = json_tokener_parse(desk_definition_document(definition));
    arena_free(arena);
    return document;
}

/* How many items of a list of all agencies have key = value (any value when value is NULL). */
static size_t count(const struct json_object *document, const char *list, const char *key,
                    const char *value)
{
    const struct json_object *agencies = json_get_list(document, "agencies");
    size_t found = 0;
    for (size_t a = 0; a < json_get_length(agencies); a++) {
        const struct json_object *items =
            json_get_list(json_object_array_get_idx(agencies, a), list);
        for (size_t i = 0; i < json_get_length(items); i++) {
            const char *there = json_get_text(json_object_array_get_idx(items, i), key);
            found += there != NULL && (value == NULL || strcmp(there, value) == 0);
        }
    }
    return found;
}

static bool has_role(const struct json_object *document, const char *role)
{
    const char *text = json_object_to_json_string_ext((struct json_object *)(uintptr_t)document,
                                                      JSON_C_TO_STRING_PLAIN);
    char words[64] = "\"role\":\"";
    strncat(words, role, sizeof words - strlen(words) - 2);
    return strstr(text, words) != NULL;
}

static void test_demonstration_desk_is_a_whole_town(void **state)
{
    static const char *const roles[] = {"front-desk", "case-manager", "professional",  "team-lead",
                                        "manager",    "auditor",      "administrator", "courier"};
    static const char *const kinds[] = {"act", "information", "advice", "other"};
    static const char *const units[] = {"working-minutes", "working-days", "calendar-days",
                                        "calendar-months"};
    struct json_object *document = load(SOURCE_DIR "/config/desk/demo");
    (void)state;
    assert_int_equal(json_get_length(json_get_list(document, "agencies")), 2);
    assert_int_equal(count(document, "offices", "code", NULL), 3);
    assert_true(count(document, "services", "code", NULL) >= 14);
    assert_true(count(document, "staff", "user_name", NULL) >= 22);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        assert_true(count(document, "services", "kind", kinds[i]) > 0);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        assert_true(count(document, "standards", "unit", units[i]) > 0);
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        assert_true(has_role(document, roles[i]));
    json_object_put(document);
}

static void test_boston_sample_has_a_service_a_type(void **state)
{
    struct json_object *document = load(SOURCE_DIR "/config/samples/boston-311/desk");
    (void)state;
    assert_int_equal(count(document, "services", "code", NULL), 129);
    assert_true(count(document, "services", "standard", NULL) > 80);
    assert_int_equal(count(document, "services", "process", "request"), 129);
    json_object_put(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_demonstration_desk_is_a_whole_town),
        cmocka_unit_test(test_boston_sample_has_a_service_a_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
