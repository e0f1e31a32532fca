/* Headers and addresses of e-mail, and what the end of a dialogue means. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/courier.h"
#include "daemon/mail.h"
#include "proto/arena.h"

static int make_arena(void **state)
{
    *state = arena_new(1 << 20);
    return *state == NULL;
}

static int drop_arena(void **state)
{
    arena_free(*state);
    return 0;
}

static void test_address_is_good_when_nothing_else_hides_in_it(void **state)
{
    static const char *const good[] = {"a@b", "mila.ivanova+x@mail.example.org", "o'neil@e.org"};
    static const char *const bad[] = {"",      "a",       "@b",     "a@",     "a@b@c",
                                      "a b@c", "a@b\r\n", "a@b>",   "<a@b>",  "a,b@c",
                                      "a@b;c", "\"a\"@b", "a@b\tc", "мила@b", "a(x)@b"};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(mail_address_good(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) assert_false(mail_address_good(bad[i]));
}

static void test_address_is_found_in_from(void **state)
{
    struct arena *arena = *state;
    assert_string_equal(mail_address_of(arena, "City <desk@city.example>"), "desk@city.example");
    assert_string_equal(mail_address_of(arena, "desk@city.example"), "desk@city.example");
    assert_string_equal(mail_domain(arena, "City <desk@city.example>"), "city.example");
    assert_null(mail_address_of(arena, "City"));
    assert_null(mail_domain(arena, NULL));
}

static void test_header_is_left_as_it_is_when_plain(void **state)
{
    assert_string_equal(mail_header_text(*state, "Your request 7K3M-9XQ4"),
                        "Your request 7K3M-9XQ4");
}

static void test_header_is_encoded_in_words_of_whole_characters(void **state)
{
    assert_string_equal(mail_header_text(*state, "Здравей"), "=?UTF-8?B?0JfQtNGA0LDQstC10Lk=?=");
    const char *text = mail_header_text(
        *state, "Получихме Вашето заявление 7K3M-9XQ4 и ще отговорим, както обещахме, в срок");
    for (const char *line = text; line != NULL; line = strstr(line, "\r\n ")) {
        if (*line == '\r') line += 3;
        size_t length = strcspn(line, "\r");
        assert_true(length <= 67);
        assert_memory_equal(line, "=?UTF-8?B?", 10);
        assert_memory_equal(line + length - 2, "?=", 2);
    }
}

static void test_header_keeps_no_line_end(void **state)
{
    const char *text = mail_header_text(*state, "Hello\r\nBcc: evil@example.org");
    assert_null(strstr(text, "\r\nBcc"));
    assert_memory_equal(text, "=?UTF-8?B?", 10);
    /* What looks like an encoded word is none of ours. */
    assert_memory_equal(mail_header_text(*state, "=?UTF-8?Q?x?="), "=?UTF-8?B?", 10);
}

static void test_date_is_that_of_mail(void **state)
{
    char text[MAIL_DATE];
    (void)state;
    mail_date(INT64_C(784111777) * 1000000, text);
    assert_string_equal(text, "Sun, 06 Nov 1994 08:49:37 +0000");
}

static void hear(struct mail_dialogue *dialogue, bool ours, const char *line)
{
    mail_overhear(dialogue, ours, line, strlen(line));
}

/* The dialogue up to a command, and what is answered to it. */
static enum try_end after(const char *command, const char *answer, char text[TRY_TEXT])
{
    struct mail_dialogue dialogue = {.stage = MAIL_CONNECTING};
    hear(&dialogue, false, "220 mail.example ESMTP\r\n");
    hear(&dialogue, true, "EHLO host\r\n");
    hear(&dialogue, false, "502 no such command\r\n"); /* then HELO: what was refused is past */
    static const char *const commands[] = {"HELO host\r\n", "MAIL FROM:<a@b>\r\n",
                                           "RCPT TO:<c@d>\r\n", "DATA\r\n"};
    for (size_t i = 0; i < 4; i++) {
        hear(&dialogue, true, commands[i]);
        if (strncmp(commands[i], command, strlen(command)) == 0) break;
        hear(&dialogue, false, "250 OK\r\n");
    }
    hear(&dialogue, false, answer);
    hear(&dialogue, true, "QUIT\r\n");
    return mail_judge(CURLE_SEND_ERROR, &dialogue, text);
}

static void test_verdict_follows_from_what_was_refused(void **state)
{
    char text[TRY_TEXT];
    (void)state;
    assert_int_equal(after("RCPT", "550 5.1.1 <c@d> is unknown\r\n", text), TRY_BOUNCED);
    assert_string_equal(text, "550 5.1.1: the mail server refused the recipient");
    assert_int_equal(after("RCPT", "550 who is that\r\n", text), TRY_BOUNCED);
    assert_string_equal(text, "550: the mail server refused the recipient");
    assert_int_equal(after("RCPT", "550-5.7.1 relaying denied\r\n", text), TRY_REFUSED);
    assert_int_equal(after("RCPT", "451 4.7.1 later\r\n", text), TRY_LATER);
    assert_int_equal(after("MAIL", "553 5.1.8 you may not\r\n", text), TRY_LATER);
    assert_int_equal(after("DATA", "554 5.6.0 no\r\n", text), TRY_REFUSED);
    assert_int_equal(after("RCPT", "250 OK\r\n", text), TRY_LATER); /* then the line broke */
}

static void test_wait_doubles_up_to_the_most_and_is_spread(void **state)
{
    (void)state;
    assert_int_equal(courier_wait_ms(1000, 60000, 1, 0), 1000);
    assert_int_equal(courier_wait_ms(1000, 60000, 4, 0), 8000);
    assert_int_equal(courier_wait_ms(1000, 60000, 40, 0), 60000);
    assert_in_range(courier_wait_ms(1000, 60000, 4, 0xffff), 4000, 4001);
}

int main(void)
{
#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, make_arena, drop_arena)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_address_is_good_when_nothing_else_hides_in_it),
        WITH_ARENA(test_address_is_found_in_from),
        WITH_ARENA(test_header_is_left_as_it_is_when_plain),
        WITH_ARENA(test_header_is_encoded_in_words_of_whole_characters),
        WITH_ARENA(test_header_keeps_no_line_end),
        cmocka_unit_test(test_date_is_that_of_mail),
        cmocka_unit_test(test_verdict_follows_from_what_was_refused),
        cmocka_unit_test(test_wait_doubles_up_to_the_most_and_is_spread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
