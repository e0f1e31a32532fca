/* Tokens: what they look like, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sodium.h>
#include <string.h>

#include "daemon/session.h"

static void test_session_token_names_its_agency(void **state)
{
    (void)state;
    char one[SESSION_TOKEN], other[SESSION_TOKEN];
    session_make_token(INT32_MAX, one);
    session_make_token(INT32_MAX, other);
    assert_int_equal(session_agency(one), INT32_MAX);
    assert_string_not_equal(one, other);
    assert_int_equal(strlen(one), 10 + 1 + 43);
}

static void test_session_agency_of_other_texts_is_none(void **state)
{
    (void)state;
    char token[SESSION_TOKEN];
    session_make_token(7, token);
    token[strlen(token) - 1] = '\0';
    assert_int_equal(session_agency(token), 0);
    assert_int_equal(session_agency(""), 0);
    assert_int_equal(session_agency("7"), 0);
    assert_int_equal(session_agency("x.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), 0);
    assert_int_equal(session_agency("0.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), 0);
    assert_int_equal(session_agency("4294967297.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), 0);
}

static void test_session_hash_is_sha256(void **state)
{
    (void)state;
    uint8_t hash[SESSION_HASH];
    char hex[2 * SESSION_HASH + 1];
    session_hash("abc", hash);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_session_token_names_its_agency),
        cmocka_unit_test(test_session_agency_of_other_texts_is_none),
        cmocka_unit_test(test_session_hash_is_sha256),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
