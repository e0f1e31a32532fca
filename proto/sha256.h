/* SHA-256 in pieces, with the processor's own instructions for it: libsodium's is five times
 * slower, and a logged case takes a dozen blocks. No memory but the state, no error. */
#ifndef ONESTOP_PROTO_SHA256_H
#define ONESTOP_PROTO_SHA256_H

#include <stddef.h>
#include <stdint.h>

enum { SHA256_BYTES = 32 };

struct sha256 {
    uint64_t state[16]; /* OpenSSL's, see sha256.c */
};

void sha256_begin(struct sha256 *hash);
void sha256_add(struct sha256 *hash, const void *bytes, size_t length);
void sha256_end(struct sha256 *hash, uint8_t out[SHA256_BYTES]);

#endif
