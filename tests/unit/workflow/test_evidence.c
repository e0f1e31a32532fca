/* Evidence: what is right of it, who may check it, which version counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "small_desk.h"
#include "workflow/evidence.h"

#define NOW (INT64_C(1750000000) * US_PER_S) /* 2025-06-15, 17:06 at UTC+2 */

static struct arena *arena;
static const struct desk *desk;
static struct effects effects;
static struct error error;

static struct actor actor_of(int32_t id)
{
    const struct staff *staff = desk_staff(desk, id);
    return (struct actor){staff, staff_roles(staff, CITY, HALL)};
}

static struct decision_context context_now(void)
{
    memset(&effects, 0, sizeof effects);
    memset(&error, 0, sizeof error);
    return (struct decision_context){
        .desk = desk, .arena = arena, .now_us = NOW, .first_id = 1000, .salts = {{7}}};
}

/* All fields of the body are given. */
static enum error_code enter(const struct evidence_body *body, struct evidence *row)
{
    struct evidence_told told = {body, UINT64_MAX, CITY};
    struct decision_context context = context_now();
    struct actor lead = actor_of(LEAD);
    return evidence_add(&context, &lead, &told, &effects, row, &error);
}

static struct json_object *leaflet_fields;
static struct evidence_body leaflet(void)
{
    return (struct evidence_body){.kind = "publication",
                                  .title = "Leaflet",
                                  .date = "2025-06-15",
                                  .expires = "2025-12-31",
                                  .fields = leaflet_fields};
}

static struct evidence entered(void)
{
    struct evidence_body body = leaflet();
    struct evidence row;
    assert_int_equal(enter(&body, &row), ERR_OK);
    return row;
}

static enum error_code check(struct evidence *row, int32_t staff_id)
{
    struct decision_context context = context_now();
    struct actor actor = actor_of(staff_id);
    struct evidence after;
    enum error_code code = evidence_check(&context, &actor, row, &effects, &after, &error);
    if (code == ERR_OK) *row = after;
    return code;
}

static civil_day day(int year, int month, int of_month)
{
    return civil_from_ymd(year, month, of_month);
}

static void test_who_entered_a_version_does_not_check_it(void **state)
{
    struct evidence row = entered();
    (void)state;
    assert_int_equal(effects.events_count, 1);
    assert_int_equal(check(&row, LEAD), ERR_FORBIDDEN);
    assert_int_equal(effects.events_count, 0);
    assert_int_equal(check(&row, MANAGER_ANA), ERR_OK);
    assert_int_equal(row.checked_by, MANAGER_ANA);
    assert_int_equal(check(&row, MANAGER_BO), ERR_REFUSED);
}

static void test_correction_counts_anew_once_it_is_checked(void **state)
{
    struct evidence row = entered(), after;
    struct evidence_body body = {.title = "Leaflet, second edition"};
    uint64_t title_only = UINT64_C(1) << body_field_index(&body_evidence, "title");
    struct evidence_told told = {&body, title_only, CITY};
    (void)state;
    assert_int_equal(check(&row, MANAGER_ANA), ERR_OK);
    struct decision_context context = context_now();
    struct actor ana = actor_of(MANAGER_ANA);
    assert_int_equal(evidence_correct(&context, &ana, &row, &told, &effects, &after, &error),
                     ERR_OK);
    assert_int_equal(after.content, 2);
    assert_int_equal(after.checked_by, 0);
    assert_string_equal(after.fields, row.fields);
    assert_int_equal(check(&after, MANAGER_ANA), ERR_FORBIDDEN);
    assert_int_equal(check(&after, LEAD), ERR_OK);
}

static void test_correction_that_says_the_same_writes_nothing(void **state)
{
    struct evidence row = entered(), after;
    struct evidence_body body = leaflet();
    struct evidence_told told = {&body, UINT64_MAX, CITY};
    struct actor lead = actor_of(LEAD);
    (void)state;
    struct decision_context context = context_now();
    assert_int_equal(evidence_correct(&context, &lead, &row, &told, &effects, &after, &error),
                     ERR_OK);
    assert_int_equal(effects.events_count, 0);
    assert_int_equal(after.content, 1);
}

static void test_state_follows_from_check_day_and_withdrawal(void **state)
{
    struct evidence row = entered(), after;
    (void)state;
    assert_int_equal(evidence_state(&row, day(2025, 6, 15)), EVIDENCE_UNCHECKED);
    assert_int_equal(check(&row, MANAGER_ANA), ERR_OK);
    assert_int_equal(evidence_state(&row, day(2025, 12, 31)), EVIDENCE_IN_FORCE);
    assert_int_equal(evidence_state(&row, day(2026, 1, 1)), EVIDENCE_EXPIRED);
    struct decision_context context = context_now();
    struct actor lead = actor_of(LEAD);
    assert_int_equal(
        evidence_withdraw(&context, &lead, &row, "Not printed", &effects, &after, &error), ERR_OK);
    assert_int_equal(evidence_state(&after, day(2025, 6, 15)), EVIDENCE_WITHDRAWN);
    assert_int_equal(check(&after, MANAGER_BO), ERR_REFUSED);
}

static void test_today_ends_at_midnight_of_the_agency(void **state)
{
    struct evidence_body body = leaflet();
    struct evidence row;
    (void)state;
    body.date = "2025-06-16";
    assert_int_equal(enter(&body, &row), ERR_INVALID);
    assert_string_equal(error.fields[0].field, "/date");
    assert_int_equal(effects.records_count, 0);
}

static const struct evidence_field *field_of(enum evidence_kind kind, const char *name)
{
    for (size_t i = 0; i < evidence_kinds[kind].count; i++)
        if (strcmp(evidence_kinds[kind].fields[i].name, name) == 0)
            return &evidence_kinds[kind].fields[i];
    return NULL;
}

static void test_every_kind_has_fields_and_words_have_sets(void **state)
{
    (void)state;
    for (int kind = 1; kind < EVIDENCE_KINDS; kind++) {
        assert_true(evidence_kinds[kind].count > 0);
        for (size_t i = 0; i < evidence_kinds[kind].count; i++) {
            const struct evidence_field *field = &evidence_kinds[kind].fields[i];
            assert_ptr_equal(field_of((enum evidence_kind)kind, field->name), field);
            assert_true((field->type == EVIDENCE_WORD) == (field->words != NULL));
        }
    }
}

static enum error_code document(const char *name, const char *type, const void *bytes, size_t size)
{
    struct evidence_document given = {.name = name, .type = type, .size = (int64_t)size};
    memset(&error, 0, sizeof error);
    return evidence_check_document(&given, bytes, &error);
}

static void test_document_begins_as_its_type_does(void **state)
{
    (void)state;
    assert_int_equal(document("a.pdf", "application/pdf", "%PDF-1.7", 8), ERR_OK);
    assert_int_equal(document("a.pdf", "application/pdf", "%PD", 3), ERR_INVALID);
    assert_int_equal(document("a.png", "image/png", "%PDF-1.7", 8), ERR_INVALID);
    assert_int_equal(document("a.txt", "text/plain", "words", 5), ERR_OK);
    assert_int_equal(document("a.txt", "text/plain", "wo\0ds", 5), ERR_INVALID);
    assert_int_equal(document("a.html", "text/html", "<p>", 3), ERR_INVALID);
    assert_int_equal(document("../a.txt", "text/plain", "words", 5), ERR_INVALID);
    assert_int_equal(document("a.txt", "text/plain", "", 0), ERR_INVALID);
}

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(1 << 20);
    desk = small_desk(arena);
    leaflet_fields = json_tokener_parse("{\"medium\": \"leaflet\", \"topic\": \"Fences\"}");
    return arena == NULL || desk == NULL || leaflet_fields == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    json_object_put(leaflet_fields);
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_entered_a_version_does_not_check_it),
        cmocka_unit_test(test_correction_counts_anew_once_it_is_checked),
        cmocka_unit_test(test_correction_that_says_the_same_writes_nothing),
        cmocka_unit_test(test_state_follows_from_check_day_and_withdrawal),
        cmocka_unit_test(test_today_ends_at_midnight_of_the_agency),
        cmocka_unit_test(test_every_kind_has_fields_and_words_have_sets),
        cmocka_unit_test(test_document_begins_as_its_type_does),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
