#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "proto/sha256.h"

/* FIPS 180-4: "abc", and the message of two blocks. */
static void test_published_digests(void **state)
{
    static const uint8_t abc[] = {0xba, 0x78, 0x16, 0xbf}, two_blocks[] = {0x24, 0x8d, 0x6a, 0x61};
    static const char longer[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    struct sha256 hash;
    uint8_t out[SHA256_BYTES];
    (void)state;
    sha256_begin(&hash);
    sha256_add(&hash, "abc", 3);
    sha256_end(&hash, out);
    assert_memory_equal(out, abc, sizeof abc);
    sha256_begin(&hash);
    sha256_add(&hash, longer, sizeof longer - 1);
    sha256_end(&hash, out);
    assert_memory_equal(out, two_blocks, sizeof two_blocks);
}

static void test_pieces_do_not_matter(void **state)
{
    static const char text[] =
        "one lamp is out, and the neighbours have seen sparks when it rains; "
        "the gate is locked in the morning, please call before coming";
    uint8_t whole[SHA256_BYTES], pieces[SHA256_BYTES];
    struct sha256 hash;
    (void)state;
    sha256_begin(&hash);
    sha256_add(&hash, text, sizeof text);
    sha256_end(&hash, whole);
    sha256_begin(&hash);
    for (size_t i = 0; i < sizeof text; i++) sha256_add(&hash, text + i, 1);
    sha256_end(&hash, pieces);
    assert_memory_equal(whole, pieces, sizeof whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_digests),
        cmocka_unit_test(test_pieces_do_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
