/* The PROXY header: who is spoken for, byte by byte, and who may speak for others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <netinet/in.h>
#include <string.h>

#include "daemon/proxy_header.h"

#define SIGNATURE "\r\n\r\n\0\r\nQUIT\n"

/* A header that arrives byte by byte. */
static enum proxy_header_state parse(const char *bytes, size_t length,
                                     struct sockaddr_storage *client)
{
    size_t missing = 0;
    for (size_t i = 0; i < length; i++) {
        enum proxy_header_state state =
            proxy_header_parse((const unsigned char *)bytes, i, &missing, client);
        if (state != PROXY_HEADER_MORE) return state;
        assert_true(missing >= 1 && missing <= PROXY_HEADER_MAX);
    }
    return proxy_header_parse((const unsigned char *)bytes, length, &missing, client);
}

#define PARSE(bytes, client) parse((bytes), sizeof(bytes) - 1, (client))

static void test_proxy_header_names_its_client(void **state)
{
    (void)state;
    struct sockaddr_storage client;
    char text[INET6_ADDRSTRLEN];
    assert_int_equal(PARSE(SIGNATURE "\x21\x11\x00\x0c\x0a\x01\x02\x03\x7f\x00\x00\x01\x12\x34"
                                     "\x01\xbb",
                           &client),
                     PROXY_HEADER_DONE);
    inet_ntop(AF_INET, &((struct sockaddr_in *)(void *)&client)->sin_addr, text, sizeof text);
    assert_string_equal(text, "10.1.2.3");
    assert_int_equal(PARSE(SIGNATURE "\x21\x21\x00\x28\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01"
                                     "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x02"
                                     "\x12\x34\x01\xbb"
                                     "\x03\0\x01x",
                           &client),
                     PROXY_HEADER_DONE); /* with an extension behind it */
    inet_ntop(AF_INET6, &((struct sockaddr_in6 *)(void *)&client)->sin6_addr, text, sizeof text);
    assert_string_equal(text, "2001:db8::1");
}

static void test_proxy_header_may_be_the_proxys_own(void **state)
{
    (void)state;
    struct sockaddr_storage client;
    assert_int_equal(PARSE(SIGNATURE "\x20\0\0\0", &client), PROXY_HEADER_ITSELF);
}

static void test_proxy_header_of_another_form_is_refused(void **state)
{
    (void)state;
    struct sockaddr_storage client;
    assert_int_equal(PARSE("PROXY TCP4 10.1.2.3 10.1.2.4 1 2\r\n", &client), PROXY_HEADER_REFUSED);
    assert_int_equal(PARSE("\x16\x03\x01", &client), PROXY_HEADER_REFUSED);
    assert_int_equal(PARSE(SIGNATURE "\x11\x11\0\x0c", &client), PROXY_HEADER_REFUSED);
    assert_int_equal(PARSE(SIGNATURE "\x21\x11\xff\xff", &client), PROXY_HEADER_REFUSED);
    assert_int_equal(PARSE(SIGNATURE "\x21\x11\0\x04"
                                     "abcd",
                           &client),
                     PROXY_HEADER_REFUSED);
    assert_int_equal(PARSE(SIGNATURE "\x21\x31\0\x04"
                                     "abcd",
                           &client),
                     PROXY_HEADER_REFUSED);
}

static void test_proxy_header_is_for_those_who_are_listed(void **state)
{
    (void)state;
    struct sockaddr_in address = {.sin_family = AF_INET};
    const struct sockaddr *asked = (const struct sockaddr *)(const void *)&address;
    inet_pton(AF_INET, "10.0.0.5", &address.sin_addr);
    assert_true(proxy_header_trusted("10.0.0.4, 10.0.0.5", asked));
    assert_true(proxy_header_trusted("::ffff:10.0.0.5", asked));
    assert_false(proxy_header_trusted("10.0.0.4 ::1", asked));
    assert_false(proxy_header_trusted(NULL, asked));
    assert_true(proxy_header_list_valid(NULL));
    assert_true(proxy_header_list_valid(" 10.0.0.4,::1 "));
    assert_false(proxy_header_list_valid("10.0.0.4 proxy.example"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_proxy_header_names_its_client),
        cmocka_unit_test(test_proxy_header_may_be_the_proxys_own),
        cmocka_unit_test(test_proxy_header_of_another_form_is_refused),
        cmocka_unit_test(test_proxy_header_is_for_those_who_are_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
