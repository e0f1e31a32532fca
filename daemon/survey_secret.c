/* Secrets of links to surveys. */
#include "daemon/survey_secret.h"

#include <sodium.h>
#include <string.h>

#include "proto/arena.h"

void survey_secret_hash(const char *secret, uint8_t hash[LINK_HASH])
{
    _Static_assert((int)LINK_HASH == (int)crypto_hash_sha256_BYTES, "SHA-256");
    crypto_hash_sha256(hash, (const unsigned char *)secret, strlen(secret));
}

const char *survey_secret(struct arena *arena, uint8_t hash[LINK_HASH])
{
    enum { TEXT = sodium_base64_ENCODED_LEN(32, sodium_base64_VARIANT_URLSAFE_NO_PADDING) };
    uint8_t bytes[32];
    char *text = arena_alloc(arena, TEXT);
    if (text == NULL) return NULL;
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(text, TEXT, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(bytes, sizeof bytes);
    survey_secret_hash(text, hash);
    return text;
}
