/* Customers: how what is told is written, and what add, change and merge come to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/customer.h"

static const struct agency agencies[] = {{.id = 1, .code = "city", .active = true},
                                         {.id = 2, .code = "state", .active = true}};
static const struct segment segments[] = {
    {.id = 5, .agency_id = 1, .code = "business", .active = true},
    {.id = 6, .agency_id = 2, .code = "traveller", .active = true}};
static const struct desk desk = {
    .agencies = agencies, .agencies_count = 2, .segments = segments, .segments_count = 2};

struct stage {
    struct customer_context context;
    struct customer_body body;
    struct customer_told told;
    struct effects effects;
    struct customer after;
    struct error error;
};

static int set_up(void **state)
{
    static struct stage stage;
    memset(&stage, 0, sizeof stage);
    stage.context = (struct customer_context){
        .desk = &desk, .arena = arena_new(1 << 20), .now_us = 77, .staff_id = 9};
    *state = &stage;
    return stage.context.arena == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    arena_free(((struct stage *)*state)->context.arena);
    return 0;
}

static uint64_t bit(const char *field)
{
    return UINT64_C(1) << body_field_index(&body_customer, field);
}

static void identifiers(struct stage *stage, const struct identifier_body *list, size_t count)
{
    struct identifier_body *copy = arena_array(stage->context.arena, count, sizeof *copy);
    assert_non_null(copy);
    memcpy(copy, list, count * sizeof *copy);
    stage->body.identifiers = (struct body_list){copy, count};
}

static enum error_code told(struct stage *stage, uint64_t given)
{
    return customer_read(stage->context.arena, &stage->body, given, &stage->told, &stage->error);
}

static struct customer record(int64_t id, const char *kind, const char *value)
{
    struct customer customer = {
        .row = {.agency_id = 1, .id = id, .version = 3, .name = "Ana", .phone = "+35921234567"}};
    customer.identifiers[0] = (struct customer_identifier){kind, value, id};
    customer.identifier_count = kind == NULL ? 0 : 1;
    return customer;
}

static void test_phone_is_written_one_way(void **state)
{
    static const struct {
        const char *told, *kept;
    } rows[] = {
        {"+359 2 123-45-67", "+35921234567"},
        {"00359 (2) 123 4567", "+35921234567"},
        {"+44 (0)20 7946 0018", "+442079460018"},
        {"02/123.45.67", "021234567"},
        {" 112 ", "112"},
        {"0888\xC2\xA0"
         "123\xC2\xA0"
         "456",
         "0888123456"},
        {"+", NULL},
        {"12", NULL},
        {"+1234567890123456", NULL},
        {"call me", NULL},
        {"+359+2", NULL},
        {"", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char phone[CUSTOMER_PHONE_SIZE];
        bool good = customer_phone(rows[i].told, phone);
        assert_int_equal(good, rows[i].kept != NULL);
        if (good) assert_string_equal(phone, rows[i].kept);
    }
}

static void test_email_is_written_small(void **state)
{
    struct arena *arena = ((struct stage *)*state)->context.arena;
    assert_string_equal(customer_email(arena, " Ana.Petrova+1@Example.ORG "),
                        "ana.petrova+1@example.org");
    assert_non_null(customer_email(arena, "ана@пример.бг"));
    static const char *const wrong[] = {"ana",          "@example.org", "ana@",      "ana@example",
                                        "a na@ex.org",  "ana@ex..org",  ".a@ex.org", "a..b@ex.org",
                                        "ana@-ex.org",  "a@b@ex.org",   "a@ex.org.", "",
                                        "\"a\"@ex.org", "a,b@ex.org"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_null(customer_email(arena, wrong[i]));
}

static void test_identifier_is_written_in_capitals_without_blanks(void **state)
{
    struct arena *arena = ((struct stage *)*state)->context.arena;
    assert_string_equal(customer_identifier_value(arena, " ab 12 cd "), "AB12CD");
    assert_string_equal(customer_identifier_value(arena, "аб-12 ќ é"), "АБ-12ЌÉ");
    assert_null(customer_identifier_value(arena, "  "));
}

static void test_words_lose_needless_blanks(void **state)
{
    struct arena *arena = ((struct stage *)*state)->context.arena;
    assert_string_equal(customer_words(arena, "  Ana \t Maria  Petrova "), "Ana Maria Petrova");
}

static void test_every_wrong_field_is_told(void **state)
{
    struct stage *stage = *state;
    static const struct identifier_body list[] = {{"egn", "12 3"}, {"egn", "123"}};
    stage->body = (struct customer_body){
        .name = "Ana", .phone = "none", .email = "none", .language = "Bulgarian?"};
    identifiers(stage, list, 2);
    assert_int_equal(told(stage, ~UINT64_C(0)), ERR_INVALID);
    assert_int_equal(stage->error.field_count, 4);
}

static void test_add_writes_the_record_and_its_identifiers(void **state)
{
    struct stage *stage = *state;
    static const struct identifier_body list[] = {{"egn", "80 01"}, {"passport", "ab1"}};
    stage->body = (struct customer_body){.name = " Ana  P ",
                                         .phone = "+359 2 123 4567",
                                         .email = "A@B.org",
                                         .language = "BG",
                                         .segment = "business",
                                         .channel = CHANNEL_EMAIL};
    identifiers(stage, list, 2);
    assert_int_equal(told(stage, ~UINT64_C(0)), ERR_OK);
    assert_int_equal(customer_add(&stage->context, 1, 42, &stage->told, &stage->effects,
                                  &stage->after, &stage->error),
                     ERR_OK);
    const struct customer_row *row = &stage->effects.customers[0];
    assert_true(row->fresh);
    assert_int_equal(row->version, 1);
    assert_int_equal(row->segment_id, 5);
    assert_int_equal(row->created_by, 9);
    assert_string_equal(row->name, "Ana P");
    assert_string_equal(row->language, "bg");
    assert_int_equal(stage->effects.identifiers_count, 2);
    assert_string_equal(stage->effects.identifiers[1].value, "AB1");
    assert_int_equal(stage->effects.identifiers[1].customer_id, 42);
}

static void test_add_with_an_identifier_that_somebody_has_names_them(void **state)
{
    struct stage *stage = *state;
    static const struct identifier_body list[] = {{"egn", "80"}};
    stage->body = (struct customer_body){.name = "Ana"};
    identifiers(stage, list, 1);
    assert_int_equal(told(stage, ~UINT64_C(0)), ERR_OK);
    stage->told.identifiers[0].holder_id = 1234;
    assert_int_equal(customer_add(&stage->context, 1, 42, &stage->told, &stage->effects,
                                  &stage->after, &stage->error),
                     ERR_CONFLICT);
    assert_non_null(strstr(stage->error.message, "1234"));
    assert_int_equal(stage->effects.customers_count, 0);
}

static void test_add_knows_the_segments_of_its_own_agency_only(void **state)
{
    struct stage *stage = *state;
    stage->body = (struct customer_body){.name = "Ana", .segment = "traveller"};
    assert_int_equal(told(stage, ~UINT64_C(0)), ERR_OK);
    assert_int_equal(customer_add(&stage->context, 1, 42, &stage->told, &stage->effects,
                                  &stage->after, &stage->error),
                     ERR_INVALID);
}

static void test_change_touches_only_what_is_given(void **state)
{
    struct stage *stage = *state;
    struct customer before = record(7, "egn", "80");
    before.row.email = "a@b.org";
    stage->body = (struct customer_body){.name = "Eva"};
    uint64_t given = bit("name") | bit("phone"); /* "phone": null */
    assert_int_equal(told(stage, given), ERR_OK);
    assert_int_equal(customer_change(&stage->context, &before, &stage->told, &stage->effects,
                                     &stage->after, &stage->error),
                     ERR_OK);
    const struct customer_row *row = &stage->effects.customers[0];
    assert_string_equal(row->name, "Eva");
    assert_null(row->phone);
    assert_string_equal(row->email, "a@b.org");
    assert_int_equal(row->version, 4);
    assert_int_equal(row->expected_version, 3);
    assert_int_equal(stage->effects.identifiers_count, 0);
}

static void test_change_of_nothing_writes_nothing(void **state)
{
    struct stage *stage = *state;
    static const struct identifier_body list[] = {{"egn", "8 0"}};
    struct customer before = record(7, "egn", "80");
    stage->body = (struct customer_body){.name = "Ana "};
    identifiers(stage, list, 1);
    assert_int_equal(told(stage, bit("name") | bit("identifiers")), ERR_OK);
    stage->told.identifiers[0].holder_id = 7;
    assert_int_equal(customer_change(&stage->context, &before, &stage->told, &stage->effects,
                                     &stage->after, &stage->error),
                     ERR_OK);
    assert_int_equal(stage->effects.customers_count, 0);
    assert_int_equal(stage->after.row.version, 3);
}

static void test_change_of_identifiers_replaces_the_list(void **state)
{
    struct stage *stage = *state;
    static const struct identifier_body list[] = {{"passport", "x1"}};
    struct customer before = record(7, "egn", "80");
    identifiers(stage, list, 1);
    assert_int_equal(told(stage, bit("identifiers")), ERR_OK);
    assert_int_equal(customer_change(&stage->context, &before, &stage->told, &stage->effects,
                                     &stage->after, &stage->error),
                     ERR_OK);
    assert_int_equal(stage->effects.identifiers_count, 2);
    assert_int_equal(stage->effects.identifiers[0].customer_id, 0);
    assert_int_equal(stage->effects.identifiers[0].taken_from, 7);
    assert_int_equal(stage->effects.identifiers[1].customer_id, 7);
    assert_int_equal(stage->effects.customers_count, 1);
    assert_int_equal(stage->after.identifier_count, 1);
}

static void test_change_of_a_merged_record_is_refused(void **state)
{
    struct stage *stage = *state;
    struct customer before = record(7, NULL, NULL);
    before.row.merged_into = 8;
    stage->body = (struct customer_body){.name = "Eva"};
    assert_int_equal(told(stage, bit("name")), ERR_OK);
    assert_int_equal(customer_change(&stage->context, &before, &stage->told, &stage->effects,
                                     &stage->after, &stage->error),
                     ERR_REFUSED);
    assert_non_null(strstr(stage->error.hint, "8"));
}

static void test_merge_moves_identifiers_and_fills_what_is_not_known(void **state)
{
    struct stage *stage = *state;
    struct customer from = record(7, "egn", "80"), into = record(8, "passport", "X");
    into.row.phone = "112";
    from.row.email = "a@b.org";
    from.row.segment_id = 5;
    assert_int_equal(customer_merge(&stage->context, &from, &into, &stage->effects, &stage->after,
                                    &stage->error),
                     ERR_OK);
    assert_int_equal(stage->effects.customers_count, 2);
    assert_int_equal(stage->effects.customers[0].merged_into, 8);
    assert_int_equal(stage->effects.customers[0].version, 4);
    const struct customer_row *kept = &stage->effects.customers[1];
    assert_int_equal(kept->id, 8);
    assert_string_equal(kept->phone, "112");
    assert_string_equal(kept->email, "a@b.org");
    assert_int_equal(kept->segment_id, 5);
    assert_int_equal(stage->effects.identifiers[0].customer_id, 8);
    assert_int_equal(stage->effects.identifiers[0].taken_from, 7);
    assert_int_equal(stage->effects.customer_moves[0].to_customer_id, 8);
    assert_int_equal(stage->after.identifier_count, 2);
}

static void test_merge_is_refused_with_itself_across_agencies_and_twice(void **state)
{
    struct stage *stage = *state;
    struct customer from = record(7, NULL, NULL), into = record(8, NULL, NULL);
    assert_int_equal(customer_may_merge(&from, &from, &stage->error), ERR_REFUSED);
    into.row.agency_id = 2;
    assert_int_equal(customer_may_merge(&from, &into, &stage->error), ERR_REFUSED);
    into.row.agency_id = 1;
    into.row.merged_into = 9;
    assert_int_equal(customer_may_merge(&from, &into, &stage->error), ERR_REFUSED);
    into.row.merged_into = 0;
    from.row.merged_into = 9;
    assert_int_equal(customer_may_merge(&from, &into, &stage->error), ERR_REFUSED);
    assert_int_equal(stage->effects.customers_count, 0);
}

/* ---- erase ---- */

static const struct customer_busy nothing[1];

static enum error_code erase(struct stage *stage, const struct customer *before, const char *reason,
                             const struct customer_busy *busy, size_t count)
{
    memset(&stage->error, 0, sizeof stage->error);
    return customer_erase(&stage->context, before, reason, busy, count, &stage->effects,
                          &stage->after, &stage->error);
}

static void test_erase_leaves_an_id_and_who_did_it_why(void **state)
{
    struct stage *stage = *state;
    struct customer before = record(7, "egn", "8001014509");
    before.row.phone = "+359888123456";
    assert_int_equal(erase(stage, &before, "asked for by letter", nothing, 0), ERR_OK);
    assert_int_equal(stage->effects.erasures_count, 1);
    const struct erasure_row *row = &stage->effects.erasures[0];
    assert_int_equal(row->customer_id, 7);
    assert_int_equal(row->expected_version, before.row.version);
    assert_int_equal(row->staff_id, 9);
    assert_string_equal(row->reason, "asked for by letter");
    assert_null(stage->after.row.name);
    assert_null(stage->after.row.phone);
    assert_int_equal(stage->after.identifier_count, 0);
    assert_int_equal(stage->after.row.erased_at_us, 77);
}

static void test_erase_names_what_is_under_way(void **state)
{
    struct stage *stage = *state;
    struct customer before = record(7, NULL, NULL);
    const struct customer_busy busy[] = {{"case", "AAAA-1"},   {"case", "BBBB-2"},
                                         {"message", "12"},    {"message", "13"},
                                         {"complaint", "C-3"}, {"feedback", "D-4"}};
    assert_int_equal(erase(stage, &before, "old", busy, 6), ERR_REFUSED);
    assert_non_null(strstr(stage->error.message, "case AAAA-1, case BBBB-2, message 12"));
    assert_non_null(strstr(stage->error.message, "and 1 more"));
    assert_int_equal(stage->effects.erasures_count, 0);
}

static void test_erase_keeps_no_reason_that_names_the_customer(void **state)
{
    struct stage *stage = *state;
    struct customer before = record(7, "egn", "8001014509");
    before.row.name = "Ана Li Петрова";
    before.row.phone = "+359888123456";
    before.row.email = "ana@example.org";
    const char *const named[] = {"молба на Ана", "молба (ПЕТРОВА)", "call +359 888 123456",
                                 "mail of Ana@Example.org", "EGN 80 0101 4509"};
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
        assert_int_equal(erase(stage, &before, named[i], nothing, 0), ERR_INVALID);
    assert_string_equal(stage->error.fields[0].field, "/reason");
    assert_int_equal(erase(stage, &before, "молба на клиентката, li", nothing, 0), ERR_OK);
}

static void test_an_erased_record_takes_no_more_changes(void **state)
{
    struct stage *stage = *state;
    struct customer gone = record(7, NULL, NULL), other = record(8, NULL, NULL);
    gone.row.erased_at_us = 5;
    stage->body.name = "Ana";
    assert_int_equal(told(stage, bit("name")), ERR_OK);
    assert_int_equal(customer_change(&stage->context, &gone, &stage->told, &stage->effects,
                                     &stage->after, &stage->error),
                     ERR_REFUSED);
    assert_int_equal(customer_may_merge(&gone, &other, &stage->error), ERR_REFUSED);
    assert_int_equal(customer_may_merge(&other, &gone, &stage->error), ERR_REFUSED);
    assert_int_equal(erase(stage, &gone, "old", nothing, 0), ERR_REFUSED);
    assert_int_equal(stage->effects.customers_count + stage->effects.erasures_count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_phone_is_written_one_way),
        TEST(test_email_is_written_small),
        TEST(test_identifier_is_written_in_capitals_without_blanks),
        TEST(test_words_lose_needless_blanks),
        TEST(test_every_wrong_field_is_told),
        TEST(test_add_writes_the_record_and_its_identifiers),
        TEST(test_add_with_an_identifier_that_somebody_has_names_them),
        TEST(test_add_knows_the_segments_of_its_own_agency_only),
        TEST(test_change_touches_only_what_is_given),
        TEST(test_change_of_nothing_writes_nothing),
        TEST(test_change_of_identifiers_replaces_the_list),
        TEST(test_change_of_a_merged_record_is_refused),
        TEST(test_merge_moves_identifiers_and_fills_what_is_not_known),
        TEST(test_merge_is_refused_with_itself_across_agencies_and_twice),
        TEST(test_erase_leaves_an_id_and_who_did_it_why),
        TEST(test_erase_names_what_is_under_way),
        TEST(test_erase_keeps_no_reason_that_names_the_customer),
        TEST(test_an_erased_record_takes_no_more_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
