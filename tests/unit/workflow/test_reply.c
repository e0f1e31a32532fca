/* Replies: what they say, how they go, and what is written of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "small_desk.h"
#include "workflow/effects.h"
#include "workflow/reply.h"

#define NOW (INT64_C(1750000000) * US_PER_S) /* 15 June 2025, 15:06 UTC */

static struct arena *arena;
static const struct desk *desk;
static struct effects effects;
static struct error error;
static struct kase_loaded loaded;
static struct reply_body body;
static const struct reply_customer ana = {.id = 7,
                                          .name = "Ana",
                                          .email = "ana@example.org",
                                          .address = "3 Road",
                                          .language = "bg",
                                          .channel = CHANNEL_EMAIL};
static const struct reply_sample sample = {.id = 90,
                                           .version = 3,
                                           .code = "received",
                                           .language = "bg",
                                           .body = "До {{case.opened_at|date}}, {{customer.name}}"};

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(4 << 20);
    desk = arena == NULL ? NULL : small_desk(arena);
    memset(&body, 0, sizeof body);
    loaded = (struct kase_loaded){.row = {.agency_id = CITY,
                                          .id = 40,
                                          .reference = "7K3M-9XQ4",
                                          .version = 1,
                                          .office_id = HALL,
                                          .service_id = PERMIT,
                                          .process_id = 1,
                                          .customer_id = 7,
                                          .channel = CHANNEL_COUNTER,
                                          .received_at_us = NOW,
                                          .opened_at_us = NOW,
                                          .due_at_us = NO_TIME,
                                          .closed_at_us = NO_TIME,
                                          .state = "received",
                                          .handling_agency_id = CITY,
                                          .queue_id = QUEUE_HALL,
                                          .subject = "A fence"}};
    return desk == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static enum error_code send(const struct reply_sample *of, const struct reply_customer *to)
{
    struct reply_order *order = arena_alloc(arena, sizeof *order);
    assert_non_null(order);
    *order = (struct reply_order){.body = &body, .sample = of, .customer = to};
    const struct staff *staff = desk_staff(desk, MANAGER_ANA);
    struct actor actor = {staff, staff_roles(staff, CITY, HALL)};
    struct command command;
    command_clear(&command);
    command.kind = COMMAND_CASE_REPLY;
    command.reply = order;
    command.agency_id = CITY;
    command.office_id = ANNEX;
    struct decision_context context = {
        .desk = desk, .arena = arena, .now_us = NOW, .first_id = 1000, .salts = {{7}}};
    memset(&effects, 0, sizeof effects);
    memset(&error, 0, sizeof error);
    return kase_decide(&context, &actor, &command, &loaded, &effects, &error);
}

static int64_t moved(enum metric metric, enum channel channel)
{
    int64_t sum = 0;
    for (size_t i = 0; i < effects.moves_count; i++)
        if (effects.moves[i].metric == metric && effects.moves[i].channel == channel)
            sum += effects.moves[i].value;
    return sum;
}

static void test_a_sample_says_it_in_its_language(void **state)
{
    (void)state;
    assert_int_equal(send(&sample, &ana), ERR_OK);
    assert_int_equal(effects.replies_count, 1);
    const struct reply_row *reply = &effects.replies[0];
    assert_string_equal(reply->body, "До 15 юни 2025 г., Ana");
    assert_string_equal(reply->subject, "Преписка 7K3M-9XQ4");
    assert_int_equal(reply->sample_id, 90);
    assert_int_equal(reply->sample_version, 3);
    assert_false(reply->edited);
}

static void test_it_is_a_contact_out_and_an_event_without_its_words(void **state)
{
    (void)state;
    assert_int_equal(send(&sample, &ana), ERR_OK);
    assert_int_equal(effects.contacts_count, 1);
    assert_int_equal(effects.contacts[0].direction, DIRECTION_OUT);
    assert_int_equal(effects.contacts[0].channel, CHANNEL_EMAIL);
    assert_int_equal(effects.events_count, 2);
    assert_int_equal(effects.events[0].kind, EVENT_CONTACTED);
    assert_int_equal(effects.events[1].kind, EVENT_REPLIED);
    assert_null(strstr(effects.events[1].facts_json, "Ana"));
    assert_non_null(strstr(effects.events[1].facts_json, "\"sample-version\":3"));
    assert_true(effects.kases[0].row->contacted_out);
    assert_int_equal(effects.kases[0].row->version, 3);
}

static void test_it_counts_by_its_own_channel(void **state)
{
    (void)state;
    assert_int_equal(send(&sample, &ana), ERR_OK);
    assert_int_equal(moved(METRIC_REPLIES, CHANNEL_EMAIL), 1);
    assert_int_equal(moved(METRIC_REPLIES_FROM_SAMPLES, CHANNEL_EMAIL), 1);
    assert_int_equal(moved(METRIC_REPLIES, CHANNEL_COUNTER), 0);
    body.body = "Words";
    body.channel = CHANNEL_PHONE;
    assert_int_equal(send(NULL, &ana), ERR_OK);
    assert_int_equal(moved(METRIC_REPLIES, CHANNEL_PHONE), 1);
    assert_int_equal(moved(METRIC_REPLIES_FROM_SAMPLES, CHANNEL_PHONE), 0);
}

static void test_it_goes_as_the_customer_prefers(void **state)
{
    (void)state;
    struct reply_customer postal = ana;
    body.body = "Words";
    assert_int_equal(send(NULL, &ana), ERR_OK);
    assert_int_equal(effects.outboxes[0].kind, OUTBOX_EMAIL);
    assert_string_equal(effects.outboxes[0].address, "ana@example.org");
    postal.email = NULL;
    assert_int_equal(send(NULL, &postal), ERR_OK);
    assert_int_equal(effects.outboxes[0].kind, OUTBOX_LETTER);
    assert_string_equal(effects.outboxes[0].address, "Ana\n3 Road");
    assert_non_null(strstr(effects.outboxes[0].html, "<p>Words</p>"));
    assert_int_equal(effects.outboxes[0].customer_id, 0); /* an answer needs no consent */
    assert_string_equal(effects.outboxes[0].occasion, "replied.3");
    body.channel = CHANNEL_PHONE;
    assert_int_equal(send(NULL, &postal), ERR_OK);
    assert_int_equal(effects.outboxes_count, 0);
    assert_int_equal(effects.replies[0].delivery, DELIVERY_BY_HAND);
}

static void test_what_cannot_be_is_refused_without_a_trace(void **state)
{
    (void)state;
    struct reply_customer nowhere = {.id = 7, .name = "Ana"};
    body.body = "Words";
    assert_int_equal(send(NULL, &nowhere), ERR_REFUSED);
    assert_int_equal(effects.events_count + effects.contacts_count + effects.replies_count, 0);
    body.body = "{{case.due_at}}";
    assert_int_equal(send(NULL, &ana), ERR_REFUSED);
    assert_non_null(strstr(error.message, "case.due_at"));
    body.body = "{{case.nothing}}";
    assert_int_equal(send(NULL, &ana), ERR_INVALID);
    body.body = " \n";
    assert_int_equal(send(NULL, &ana), ERR_INVALID);
    body.body = NULL;
    assert_int_equal(send(NULL, &ana), ERR_INVALID);
    body.body = "Words";
    assert_int_equal(send(NULL, NULL), ERR_STALE); /* the case has a customer */
    assert_int_equal(effects.events_count + effects.contacts_count + effects.replies_count, 0);
}

static void test_a_letter_escapes_all_that_is_not_its_own(void **state)
{
    (void)state;
    const char *evil = "<&\"'>";
    struct letter letter = {.agency = evil,
                            .office = evil,
                            .office_address = evil,
                            .office_phone = evil,
                            .name = evil,
                            .address = "1 Road, <2>,3",
                            .reference = evil,
                            .subject = evil,
                            .body = "<p>\n\n</style>",
                            .staff = evil,
                            .language = "\"><x",
                            .zone = &small_zone,
                            .at_us = NOW};
    const char *page = letter_html(arena, &letter);
    assert_non_null(page);
    assert_null(strstr(page, evil));
    assert_null(strstr(page, "<x"));
    assert_non_null(strstr(page, "1 Road<br>\n&lt;2&gt;<br>\n3"));
    assert_non_null(strstr(page, "<p>&lt;p&gt;</p>\n<p>&lt;/style&gt;</p>"));
    const char *style = strstr(page, letter_style);
    assert_non_null(style);
    assert_memory_equal(style - 7, "<style>", 7);
    assert_memory_equal(style + strlen(letter_style), "</style>", 8);
}

static const char *letter_to(const char *address, const char *language, const char *words)
{
    const struct letter letter = {.agency = "City",
                                  .office = "Hall",
                                  .name = "Ana",
                                  .address = address,
                                  .reference = "7K3M-9XQ4",
                                  .subject = "Fence",
                                  .body = words,
                                  .staff = "Mila Petrova",
                                  .language = language,
                                  .zone = &small_zone,
                                  .at_us = NOW};
    return letter_html(arena, &letter);
}

static void test_a_long_address_fits_the_window(void **state)
{
    (void)state;
    const char *page = letter_to(
        "12 Mill Road,bl. 5, entr. B, floor 3, ap. 14, c/o Bo, 1000 Rivnik", "en", "Words");
    assert_non_null(strstr(page, "<bdi>12 Mill Road<br>\nbl. 5, entr. B<br>\nfloor 3<br>\n"
                                 "ap. 14, c/o Bo<br>\n1000 Rivnik</bdi>"));
    assert_non_null(strstr(letter_to("1000 Rivnik", "en", "Words"), "<bdi>1000 Rivnik</bdi>"));
    assert_non_null(strstr(letter_to(",,a,,,,,,b,", "en", "Words"), "b"));
}

static void test_a_letter_is_written_in_the_direction_of_its_language(void **state)
{
    (void)state;
    assert_non_null(
        strstr(letter_to("1 Road", "ar-EG", "Words"), "<html lang=\"ar-EG\" dir=\"rtl\">"));
    assert_non_null(strstr(letter_to("1 Road", "bg", "Words"), "<html lang=\"bg\" dir=\"ltr\">"));
    assert_non_null(strstr(letter_to("1 Road", NULL, "Words"), "<html lang=\"en\" dir=\"ltr\">"));
}

static void test_a_letter_is_signed_once(void **state)
{
    (void)state;
    assert_non_null(strstr(letter_to("1 Road", "en", "Words"), "<footer><bdi>Mila Petrova</bdi>"));
    const char *page = letter_to("1 Road", "en", "Words\n\nMila Petrova\nCity");
    assert_null(strstr(page, "<footer>"));
    assert_non_null(strstr(page, "<p>Mila Petrova<br>\nCity</p>"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_sample_says_it_in_its_language),
        TEST(test_it_is_a_contact_out_and_an_event_without_its_words),
        TEST(test_it_counts_by_its_own_channel),
        TEST(test_it_goes_as_the_customer_prefers),
        TEST(test_what_cannot_be_is_refused_without_a_trace),
        TEST(test_a_letter_escapes_all_that_is_not_its_own),
        TEST(test_a_long_address_fits_the_window),
        TEST(test_a_letter_is_written_in_the_direction_of_its_language),
        TEST(test_a_letter_is_signed_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
