/* Where a webhook may go, how it is signed, and where its secret comes from. */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/webhook.h"

static bool private_address(const char *text)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    struct sockaddr_storage any = {0};
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
        memcpy(&any, &v4, sizeof v4);
    else if (inet_pton(AF_INET6, text, &v6.sin6_addr) == 1)
        memcpy(&any, &v6, sizeof v6);
    else
        fail_msg("%s is no address", text);
    return webhook_address_private((const struct sockaddr *)&any);
}

static void test_addresses_of_this_network_are_private(void **state)
{
    static const char *const inside[] = {"0.0.0.0",
                                         "10.0.0.1",
                                         "10.255.255.255",
                                         "100.64.0.1",
                                         "127.0.0.1",
                                         "127.8.9.10",
                                         "169.254.169.254",
                                         "172.16.0.1",
                                         "172.31.255.255",
                                         "192.0.2.1",
                                         "192.168.1.1",
                                         "198.18.0.1",
                                         "198.19.255.255",
                                         "203.0.113.9",
                                         "224.0.0.1",
                                         "255.255.255.255",
                                         "::",
                                         "::1",
                                         "::7f00:1",
                                         "::ffff:127.0.0.1",
                                         "::ffff:10.1.2.3",
                                         "64:ff9b::a00:1",
                                         "64:ff9b:1::1",
                                         "100::1",
                                         "2001::1",
                                         "2001:db8::1",
                                         "2002:a00:1::1",
                                         "fc00::1",
                                         "fdff::1",
                                         "fe80::1",
                                         "febf::1",
                                         "fec0::1",
                                         "ff02::1"};
    (void)state;
    for (size_t i = 0; i < sizeof inside / sizeof inside[0]; i++)
        if (!private_address(inside[i])) fail_msg("%s was let through", inside[i]);
}

static void test_addresses_outside_are_not(void **state)
{
    static const char *const outside[] = {
        "1.1.1.1",     "9.255.255.255",  "11.0.0.0",         "100.63.255.255",  "100.128.0.0",
        "126.0.0.1",   "128.0.0.1",      "169.253.255.255",  "172.15.255.255",  "172.32.0.0",
        "192.167.0.1", "193.0.0.1",      "198.17.255.255",   "198.20.0.0",      "223.255.255.255",
        "2600::1",     "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1", "2a00:1450::1",
        "2003::1"};
    (void)state;
    for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++)
        if (private_address(outside[i])) fail_msg("%s was refused", outside[i]);
}

/* The example of the specification. */
static void test_signature_is_that_of_standard_webhooks(void **state)
{
    char signature[WEBHOOK_SIGNATURE];
    (void)state;
    assert_true(webhook_sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                             "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}",
                             20, signature));
    assert_string_equal(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

static void test_secret_that_is_none_signs_nothing(void **state)
{
    static const char *const wrong[] = {"", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                                        "whsec_c2hvcnQ=", "whsec_!!!!"};
    char signature[WEBHOOK_SIGNATURE];
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(webhook_sign(wrong[i], "1", 1, "{}", 2, signature));
}

static void test_secrets_are_read_by_agency_and_endpoint(void **state)
{
    char path[] = "/tmp/onestop-secrets-XXXXXX";
    int fd = mkstemp(path);
    FILE *file = fdopen(fd, "w");
    (void)state;
    assert_non_null(file);
    fputs("# of the portal\n\n city/portal = whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw \nwrong\n"
          "city/short = whsec_c2hvcnQ=\n",
          file);
    fclose(file);
    struct webhook_secrets *secrets = webhook_secrets_load(path);
    unlink(path);
    assert_non_null(secrets);
    assert_string_equal(webhook_secret(secrets, "city", "portal"),
                        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    assert_null(webhook_secret(secrets, "water", "portal"));
    assert_null(webhook_secret(secrets, "city", "short"));
    assert_null(webhook_secret(NULL, "city", "portal"));
    webhook_secrets_free(secrets);
}

static void test_verdict_follows_from_the_status(void **state)
{
    struct webhook_parts parts = {.allow_private = false};
    char text[TRY_TEXT];
    (void)state;
    assert_int_equal(webhook_judge(CURLE_OK, 204, &parts, text), TRY_SENT);
    assert_int_equal(webhook_judge(CURLE_OK, 302, &parts, text), TRY_LATER);
    assert_int_equal(webhook_judge(CURLE_OK, 500, &parts, text), TRY_LATER);
    assert_int_equal(webhook_judge(CURLE_OK, 410, &parts, text), TRY_REFUSED);
    assert_int_equal(webhook_judge(CURLE_COULDNT_CONNECT, 0, &parts, text), TRY_LATER);
    parts.refused_address = true;
    assert_int_equal(webhook_judge(CURLE_COULDNT_CONNECT, 0, &parts, text), TRY_LATER);
    assert_string_equal(text, "the host resolves to a private address");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses_of_this_network_are_private),
        cmocka_unit_test(test_addresses_outside_are_not),
        cmocka_unit_test(test_signature_is_that_of_standard_webhooks),
        cmocka_unit_test(test_secret_that_is_none_signs_nothing),
        cmocka_unit_test(test_secrets_are_read_by_agency_and_endpoint),
        cmocka_unit_test(test_verdict_follows_from_the_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
