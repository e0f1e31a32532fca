/* The token out of the cookie, and what shows that a request was meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "daemon/request.h"
#include "daemon/session.h"
#include "daemon/session_cookie.h"

static struct request request;
static char token[SESSION_TOKEN], cookie[512];

static int set_up(void **state)
{
    (void)state;
    memset(&request, 0, sizeof request);
    request.arena = arena_new(1 << 16);
    session_make_token(7, token);
    return request.arena == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(request.arena);
    return 0;
}

/* '@' stands for the token. */
static void send_cookie(const char *text)
{
    size_t length = 0;
    for (; *text != '\0'; text++)
        length +=
            (size_t)snprintf(cookie + length, sizeof cookie - length, "%.*s",
                             *text == '@' ? (int)sizeof token : 1, *text == '@' ? token : text);
    request.http.cookie = cookie;
}

static void test_token_comes_out_of_the_cookie(void **state)
{
    (void)state;
    send_cookie("theme=dark; __Host-onestop=@; other=x");
    assert_string_equal(session_cookie_token(&request), token);
    assert_true(request.user.by_cookie);
}

static void test_token_of_authorization_comes_first(void **state)
{
    (void)state;
    send_cookie("__Host-onestop=@");
    request.http.bearer = "7.other";
    assert_string_equal(session_cookie_token(&request), "7.other");
    assert_false(request.user.by_cookie);
}

static void test_cookies_of_others_are_no_session(void **state)
{
    (void)state;
    send_cookie("onestop=@; __host-onestop=@");
    assert_null(session_cookie_token(&request));
    assert_false(request.user.by_cookie);
}

static void test_cookie_that_cannot_be_ours_is_no_token(void **state)
{
    static const char *const cookies[] = {"__Host-onestop=@; __Host-onestop=@",
                                          "__Host-onestop=", "__Host-onestop=\"@\"",
                                          "__Host-onestop=@@"};
    for (size_t i = 0; i < sizeof cookies / sizeof cookies[0]; i++) {
        request.user.by_cookie = false;
        send_cookie(cookies[i]);
        assert_int_equal(session_agency(session_cookie_token(&request)), 0);
        assert_true(request.user.by_cookie);
    }
    (void)state;
}

/* Worked out with: printf 'onestop-csrf7.abc' | openssl sha256 -binary | basenc --base64url */
static void test_csrf_token_follows_from_the_token(void **state)
{
    char text[SESSION_CSRF];
    session_csrf("7.abc", text);
    assert_string_equal(text, "5LoFX0kzg6wZqeTNd_wHzfcQkC6SX79jmuHaN278MYQ");
    (void)state;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_token_comes_out_of_the_cookie),
        TEST(test_token_of_authorization_comes_first),
        TEST(test_cookies_of_others_are_no_session),
        TEST(test_cookie_that_cannot_be_ours_is_no_token),
        TEST(test_csrf_token_follows_from_the_token),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
