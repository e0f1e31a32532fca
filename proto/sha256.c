/* OpenSSL's plain functions: those that replace them need memory, and a look-up each time. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "proto/sha256.h"

#include <assert.h>
#include <openssl/sha.h>

static_assert(sizeof(SHA256_CTX) <= sizeof(struct sha256), "OpenSSL's state fits into ours");

static SHA256_CTX *state_of(struct sha256 *hash)
{
    return (SHA256_CTX *)(void *)hash->state;
}

void sha256_begin(struct sha256 *hash)
{
    SHA256_Init(state_of(hash));
}

void sha256_add(struct sha256 *hash, const void *bytes, size_t length)
{
    SHA256_Update(state_of(hash), bytes, length);
}

void sha256_end(struct sha256 *hash, uint8_t out[SHA256_BYTES])
{
    SHA256_Final(out, state_of(hash));
}
