/* What a page may do. */
#include "daemon/page_policy.h"

#include <sodium.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/sha256.h"

const char *page_policy(struct arena *arena, const char *style, const char *form, const char *rest)
{
    uint8_t hash[SHA256_BYTES];
    char text[sodium_base64_ENCODED_LEN(SHA256_BYTES, sodium_base64_VARIANT_ORIGINAL)];
    struct sha256 state;
    sha256_begin(&state);
    sha256_add(&state, style, strlen(style));
    sha256_end(&state, hash);
    sodium_bin2base64(text, sizeof text, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL);
    return arena_printf(arena,
                        "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; "
                        "form-action '%s'; frame-ancestors 'none'%s",
                        text, form, rest);
}
