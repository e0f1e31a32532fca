/* What a page may do. */
#include "daemon/page_policy.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "daemon/request.h"
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

void page_client_headers(struct request *request)
{
    request_header(request, "Content-Security-Policy",
                   "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                   "connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
                   "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
                   "require-trusted-types-for 'script'; trusted-types onestop");
    request_header(request, "Referrer-Policy", "no-referrer");
    request_header(request, "Cross-Origin-Opener-Policy", "same-origin");
    request_header(request, "Cross-Origin-Resource-Policy", "same-origin");
}

void page_tag(const char *bytes, size_t length, char tag[PAGE_TAG])
{
    enum { TAG_BYTES = 16 };
    uint8_t hash[SHA256_BYTES];
    struct sha256 state;
    sha256_begin(&state);
    sha256_add(&state, bytes, length);
    sha256_end(&state, hash);
    size_t at = 0;
    tag[at++] = '"';
    for (int i = 0; i < TAG_BYTES; i++, at += 2) snprintf(tag + at, PAGE_TAG - at, "%02x", hash[i]);
    tag[at++] = '"';
    tag[at] = '\0';
}
