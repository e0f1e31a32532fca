#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "proto/utf8.h"
#include "workflow/problem.h"
#include "workflow/words_int.h"

static void test_problem_has_what_a_client_may_know(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct error error = {.code = ERR_OK};
    error_field(&error, "/customer/name", "must have 1 to 200 characters");
    error_hint(&error, "say \"who\"");
    error_log_detail(&error, "secret");
    assert_string_equal(
        problem_json(arena, words_at(0), &error, "01J"),
        "{\"type\":\"urn:onestop:problem:invalid\",\"title\":\"Some fields are wrong\","
        "\"status\":422,\"detail\":\"some fields are wrong\",\"hint\":\"say \\\"who\\\"\","
        "\"fields\":[{\"field\":\"/customer/name\",\"message\":\"must have 1 to 200 characters\"}],"
        "\"request_id\":\"01J\"}");
    arena_free(arena);
}

static void test_problem_leaves_out_what_is_empty(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct error error = {.code = ERR_STALE};
    assert_string_equal(problem_json(arena, words_at(0), &error, NULL),
                        "{\"type\":\"urn:onestop:problem:stale\","
                        "\"title\":\"Somebody changed this meanwhile\",\"status\":412}");
    arena_free(arena);
}

static void test_problem_is_utf8_even_when_a_message_was_cut(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct error error = {.code = ERR_OK};
    char umlauts[1024];
    for (size_t i = 0; i + 1 < sizeof umlauts; i += 2) memcpy(umlauts + i, "\xC3\xBC", 2);
    umlauts[sizeof umlauts - 1] = '\0';
    error_set(&error, ERR_REFUSED, "%.*s", 1022, umlauts);
    for (int i = 0; i < ERROR_FIELDS + 2; i++) error_field(&error, umlauts, "%s", umlauts);
    const char *document = problem_json(arena, words_at(0), &error, NULL);
    assert_non_null(document);
    assert_true(utf8_valid(document, strlen(document)));
    assert_non_null(strstr(document, "\"more_fields\":2"));
    arena_free(arena);
}

static void test_problem_in_a_full_arena_is_none(void **state)
{
    (void)state;
    struct arena *arena = arena_new(64);
    struct error error = {.code = ERR_STALE};
    assert_null(problem_json(arena, words_at(0), &error, NULL));
    arena_free(arena);
}

/* ---- in Bulgarian ---- */

static const char *in_bulgarian(struct arena *arena, const struct error *error)
{
    return problem_json(arena, words_of("bg"), error, NULL);
}

static void test_problem_is_said_in_the_language_with_its_arguments(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct error error = {.code = ERR_OK};
    error_field(&error, "/subject", "must have %lld to %lld characters, has %lld", 1LL, 300LL, 0LL);
    error_field(&error, "/service", "there is no service %s", "cafe");
    error_hint(&error, "go on with customer %" PRId64, (int64_t)1042);
    assert_string_equal(
        in_bulgarian(arena, &error),
        "{\"type\":\"urn:onestop:problem:invalid\",\"title\":\"Някои полета не са попълнени "
        "правилно\",\"status\":422,\"detail\":\"някои полета не са попълнени правилно\","
        "\"hint\":\"продължете с клиент 1042\",\"fields\":[{\"field\":\"/subject\","
        "\"message\":\"трябва да има от 1 до 300 знака, а има 0\"},{\"field\":\"/service\","
        "\"message\":\"няма услуга cafe\"}]}");
    assert_string_equal(error.fields[1].message, "there is no service cafe"); /* for the log */
    arena_free(arena);
}

static const char *said(struct arena *arena, const struct error *error)
{
    return problem_said(arena, words_of("bg"), error->message, &error->message_source);
}

static void test_problem_says_arguments_that_are_words_themselves(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct error error = {.code = ERR_OK};
    error_set(&error, ERR_REFUSED, "%s", "the customer was invited to a survey at the same moment");
    assert_string_equal(said(arena, &error), "клиентът беше поканен за анкета в същия момент");
    error_set(&error, ERR_REFUSED, "%s is not open now: %s", "decide",
              "a professional has not answered yet");
    assert_string_equal(said(arena, &error),
                        "„decide“ сега не е възможно: експерт още не е отговорил");
    error_set(&error, ERR_REFUSED, "it is paused already: %s", "court-proceedings");
    assert_string_equal(said(arena, &error), "вече е спряна: съдебно производство");
    error_set(&error, ERR_REFUSED, "more time for \"%s\" is granted by: %s", "days",
              "team-lead, manager");
    assert_string_equal(said(arena, &error),
                        "повече време по „days“ дава: ръководител на екип, ръководител");
    error_set(&error, ERR_REFUSED, "something of this customer is under way: %s and %zu more",
              "case 7K3M-9XQ4, message 12", (size_t)3);
    assert_string_equal(
        said(arena, &error),
        "по нещо на този клиент още се работи: преписка 7K3M-9XQ4, съобщение 12 и още 3");
    arena_free(arena);
}

static void test_problem_takes_a_hostile_argument_as_text(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct error error = {.code = ERR_OK};
    static const char *const hostile[] = {
        "{1}", "{1|text}", "%s%n", "%", "is missing", "{{1}", "\x01{2|role}", "}", "\\", ", , ,",
    };
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
        char expected[ERROR_TEXT];
        snprintf(expected, sizeof expected, "няма офис %s", hostile[i]);
        error_set(&error, ERR_INVALID, "there is no office %s", hostile[i]);
        assert_string_equal(said(arena, &error), expected);
        error_set(&error, ERR_INVALID, "it is paused already: %s", hostile[i]);
        snprintf(expected, sizeof expected, "вече е спряна: %s", hostile[i]);
        assert_string_equal(said(arena, &error), expected);
    }
    arena_free(arena);
}

static void test_problem_with_a_cut_argument_is_utf8(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct error error = {.code = ERR_OK};
    char name[2 * ERROR_TEXT + 1];
    for (size_t i = 0; i + 1 < sizeof name; i += 2) memcpy(name + i, "\xD0\x96", 2);
    name[sizeof name - 1] = '\0';
    error_set(&error, ERR_REFUSED, "%s works this case already", name);
    const char *text = said(arena, &error);
    assert_true(utf8_valid(text, strlen(text)));
    assert_int_equal(strncmp(text, "по тази преписка вече работи Ж", 46), 0);
    error_set(&error, ERR_REFUSED, "there is no element %.3s", name);
    assert_string_equal(error.message, "there is no element Ж");
    assert_string_equal(said(arena, &error), "няма елемент Ж");
    arena_free(arena);
}

static void test_problem_without_a_translation_is_in_english(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct error error = {.code = ERR_OK};
    error_set(&error, ERR_REFUSED, "nobody has %d of these words", 7);
    assert_string_equal(said(arena, &error), "nobody has 7 of these words");
    arena_free(arena);
}

/* The catalogue is searched by halves, so its order matters. */
static void test_problem_finds_each_text_of_the_catalogue(void **state)
{
    (void)state;
    const struct words *words = words_of("bg");
    assert_int_not_equal(words->problem_count, 0);
    for (size_t i = 0; i < words->problem_count; i++)
        assert_ptr_equal(words_problem(words, words->problems[i].key), words->problems[i].text);
}

/* ---- what was stored ---- */

static const char *retold(struct arena *arena, const char *message)
{
    return problem_retold(arena, words_of("bg"), message);
}

static void test_problem_stored_in_english_is_told_by_its_text(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    assert_string_equal(retold(arena, "the address is known to bounce"),
                        "известно е, че пощата до този адрес се връща");
    assert_string_equal(retold(arena, "550 5.1.1: the mail server refused the recipient"),
                        "550 5.1.1: пощенският сървър отказа получателя");
    assert_string_equal(retold(arena, "503: the endpoint refused it"),
                        "503: другата страна отказа съобщението");
    assert_string_equal(retold(arena, "courier.webhook_secrets has no secret for this endpoint"),
                        "в courier.webhook_secrets няма тайна за този адрес");
    assert_string_equal(retold(arena, "could not send: {1|text} %s"),
                        "не беше възможно да се изпрати: {1|text} %s");
    assert_string_equal(problem_retold(arena, words_at(0), "503: the endpoint refused it"),
                        "503: the endpoint refused it");
    arena_free(arena);
}

static void test_problem_that_no_key_makes_is_told_as_it_is(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    static const char *const messages[] = {"",
                                           "503",
                                           "503: the endpoint refused it twice",
                                           "503: the endpoint",
                                           "Grüße",
                                           "503: the mail server refused"};
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++)
        assert_string_equal(retold(arena, messages[i]), messages[i]);
    arena_free(arena);
}

/* What is made of each key, with arguments in its slots, is found again: the same key, or one that
 * says more of it. */
static void test_each_problem_is_found_again_by_its_text(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    const char *key, *text;
    size_t told = 0;
    for (size_t i = 0; words_problem_each(words_of("bg"), i, &key, &text); i++) {
        char message[1024];
        size_t length = 0;
        for (const char *at = key; *at != '\0' && length < sizeof message - 1; at++) {
            bool slot = at[0] == '{' && at[1] >= '1' && at[1] <= '9' && at[2] == '}';
            message[length++] = slot ? '7' : *at;
            if (slot) at += 2;
        }
        message[length] = '\0';
        if (strcmp(key, "{1}") == 0 || strcmp(key, text) == 0) continue;
        if (strcmp(retold(arena, message), message) == 0) fail_msg("not found again: %s", key);
        told++;
    }
    assert_true(told > 800);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_problem_has_what_a_client_may_know),
        cmocka_unit_test(test_problem_leaves_out_what_is_empty),
        cmocka_unit_test(test_problem_is_utf8_even_when_a_message_was_cut),
        cmocka_unit_test(test_problem_in_a_full_arena_is_none),
        cmocka_unit_test(test_problem_is_said_in_the_language_with_its_arguments),
        cmocka_unit_test(test_problem_says_arguments_that_are_words_themselves),
        cmocka_unit_test(test_problem_takes_a_hostile_argument_as_text),
        cmocka_unit_test(test_problem_with_a_cut_argument_is_utf8),
        cmocka_unit_test(test_problem_without_a_translation_is_in_english),
        cmocka_unit_test(test_problem_finds_each_text_of_the_catalogue),
        cmocka_unit_test(test_problem_stored_in_english_is_told_by_its_text),
        cmocka_unit_test(test_problem_that_no_key_makes_is_told_as_it_is),
        cmocka_unit_test(test_each_problem_is_found_again_by_its_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
