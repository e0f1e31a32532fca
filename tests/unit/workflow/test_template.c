/* Templates: what they say, what they refuse, and that a value stays a value. */
#include <string.h>

#include "workflow/template.h"
#include "world.h"

enum { REFERENCE, DUE, NAME, NOTE, FIELDS };
static const struct template_field field_table[FIELDS] = {
    {"case.reference", false}, {"case.due_at", true}, {"customer.name", false}, {"note", false}};
static const struct template_fields fields = {field_table, FIELDS};
static struct template_value values[FIELDS];
static struct error error;

static int set_up(void **state)
{
    *state = arena_new(1 << 20);
    memset(&error, 0, sizeof error);
    for (int i = 0; i < FIELDS; i++) values[i] = (struct template_value){NULL, NO_TIME};
    values[REFERENCE].text = "7K3M-9XQ4";
    values[DUE].at_us = at("2026-03-03 09:05");
    values[NAME].text = "Zo\u00eb <O'Neil> & \"Co\"";
    return *state == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

static enum error_code fill_in(void **state, const char *text, const char *language, bool html,
                               const char **out)
{
    struct template_style style = {.zone = new_york(), .language = language, .html = html};
    return template_fill(*state, &fields, values, &style, text, "/body", out, &error);
}

static void assert_filled(void **state, const char *text, const char *expected)
{
    const char *out = NULL;
    assert_int_equal(fill_in(state, text, "en", false, &out), ERR_OK);
    assert_string_equal(out, expected);
}

static void assert_fault(const char *text, const char *message)
{
    memset(&error, 0, sizeof error);
    assert_int_equal(template_check(&fields, text, "/body", &error), ERR_INVALID);
    assert_string_equal(error.fields[0].field, "/body");
    assert_string_equal(error.fields[0].message, message);
}

static void test_fields_are_filled(void **state)
{
    assert_filled(state, "", "");
    assert_filled(state, "no fields } { }}", "no fields } { }}");
    assert_filled(state, "Case {{case.reference}}, {{ case.reference }}.",
                  "Case 7K3M-9XQ4, 7K3M-9XQ4.");
}

static void test_plain_text_is_not_escaped(void **state)
{
    assert_filled(state, "<b>{{customer.name}}</b>", "<b>Zo\u00eb <O'Neil> & \"Co\"</b>");
}

static void test_html_escapes_values_only(void **state)
{
    const char *out = NULL;
    assert_int_equal(fill_in(state, "<b title=\"{{customer.name}}\">", "en", true, &out), ERR_OK);
    assert_string_equal(out, "<b title=\"Zo\u00eb &lt;O&#39;Neil&gt; &amp; &quot;Co&quot;\">");
}

static void test_html_breaks_lines_where_asked(void **state)
{
    const char *out = NULL;
    values[NOTE].text = "one\ntwo\r\n\r\n<three>";
    assert_int_equal(fill_in(state, "{{note|paragraphs}}", "en", true, &out), ERR_OK);
    assert_string_equal(out, "<p>one<br>\ntwo</p>\n<p>&lt;three&gt;</p>");
    assert_int_equal(fill_in(state, "{{note|lines}}", "en", true, &out), ERR_OK);
    assert_string_equal(out, "one<br>\ntwo<br>\n&lt;three&gt;");
}

static void test_a_value_is_never_a_template(void **state)
{
    values[NAME].text = "{{case.reference}} {{#if";
    assert_filled(state, "{{customer.name}}!", "{{case.reference}} {{#if!");
}

static void test_dates_are_those_of_place_and_language(void **state)
{
    const char *out = NULL;
    assert_filled(state, "{{case.due_at|date}}", "3 March 2026");
    assert_filled(state, "{{case.due_at|time}}", "09:05");
    assert_filled(state, "{{case.due_at}}", "3 March 2026, 09:05");
    assert_int_equal(fill_in(state, "{{case.due_at}}", "bg-BG", false, &out), ERR_OK);
    assert_string_equal(out, "3 март 2026 г., 09:05 ч.");
    assert_int_equal(fill_in(state, "{{case.due_at|date}}", "xx", false, &out), ERR_OK);
    assert_string_equal(out, "3 March 2026");
    assert_int_equal(fill_in(state, "{{case.due_at|date}}", NULL, false, &out), ERR_OK);
    values[DUE].at_us = at("2026-07-31 23:30"); /* summer time: the day is that of the place */
    assert_filled(state, "{{case.due_at|date}}", "31 July 2026");
}

static void test_if_writes_what_holds(void **state)
{
    assert_filled(state, "{{#if note}}a{{note}}{{else}}b{{/if}}c", "bc");
    values[NOTE].text = "!";
    assert_filled(state, "{{#if note}}a{{note}}{{else}}b{{/if}}c", "a!c");
    assert_filled(state, "{{#if note}}{{#if case.due_at}}x{{/if}}{{/if}}", "x");
    values[NOTE].text = "";
    assert_filled(state, "{{#if note}}{{#if case.due_at}}x{{else}}y{{/if}}z{{/if}}", "");
}

static void test_a_field_without_a_value_is_refused_by_name(void **state)
{
    const char *out = NULL;
    values[DUE].at_us = NO_TIME;
    assert_int_equal(fill_in(state, "{{note}} {{case.due_at|date}} {{note}}", "en", false, &out),
                     ERR_REFUSED);
    assert_null(out);
    assert_string_equal(error.message, "the text needs what there is not here: note, case.due_at");
}

static void test_faults_name_the_place_and_what_there_is(void **state)
{
    (void)state;
    assert_fault("Hello\nдруже {{custmer.name}}",
                 "line 2, column 9: there is no field custmer.name");
    assert_string_equal(error.hint, "fields: case.reference, case.due_at, customer.name, note");
    assert_fault("{{}}", "line 1, column 1: a field's name is missing");
    assert_fault("a {{note", "line 1, column 3: {{ without }}");
    assert_fault("a {{note {{note}}", "line 1, column 3: {{ without }}");
    assert_fault("{{note|date}}", "line 1, column 8: is no time, so it has no date");
    assert_fault("{{case.due_at|lines}}", "line 1, column 15: is a time, so it has no lines");
    assert_fault("{{note|loud}}", "line 1, column 8: there is no form of this name (date, time, "
                                  "lines, paragraphs): loud");
    assert_fault("{{#if note}}", "line 1, column 1: {{#if}} without {{/if}}");
    assert_fault("x{{/if}}", "line 1, column 2: {{/if}} without {{#if}}");
    assert_fault("{{else}}", "line 1, column 1: {{else}} without {{#if}}");
    assert_fault("{{#each note}}",
                 "line 1, column 3: there is only {{#if FIELD}}, {{else}} and {{/if}}, not "
                 "#each note");
}

static void test_all_faults_are_told_at_once(void **state)
{
    (void)state;
    assert_int_equal(template_check(&fields, "{{a}} {{#if b}}{{c}}{{/if}}", "/body", &error),
                     ERR_INVALID);
    assert_int_equal(error.field_count, 3);
}

static void test_depth_is_limited(void **state)
{
    (void)state;
    char text[16 * (TEMPLATE_DEPTH_MAX + 1)] = "";
    for (int i = 0; i <= TEMPLATE_DEPTH_MAX; i++) memcpy(text + strlen(text), "{{#if note}}", 13);
    assert_int_equal(template_check(&fields, text, "/body", &error), ERR_INVALID);
    assert_non_null(strstr(error.fields[0].message, "too many"));
}

static void test_a_full_arena_is_an_answer(void **state)
{
    (void)state;
    struct arena *small = arena_new(4096);
    struct template_style style = {.zone = new_york()};
    const char *out = NULL;
    char text[3000];
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    for (int i = 0; i < 2; i++) /* each takes a part of it */
        if (template_fill(small, &fields, values, &style, text, "/body", &out, &error) != ERR_OK)
            break;
    assert_int_equal(error.code, ERR_UNAVAILABLE);
    arena_free(small);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_fields_are_filled),
        TEST(test_plain_text_is_not_escaped),
        TEST(test_html_escapes_values_only),
        TEST(test_html_breaks_lines_where_asked),
        TEST(test_a_value_is_never_a_template),
        TEST(test_dates_are_those_of_place_and_language),
        TEST(test_if_writes_what_holds),
        TEST(test_a_field_without_a_value_is_refused_by_name),
        TEST(test_faults_name_the_place_and_what_there_is),
        TEST(test_all_faults_are_told_at_once),
        TEST(test_depth_is_limited),
        TEST(test_a_full_arena_is_an_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
