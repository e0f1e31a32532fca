/* Webhooks for libcurl: the signature (Standard Webhooks), the secrets, and where a webhook may not
 * go. */
#ifndef ONESTOP_DAEMON_WEBHOOK_H
#define ONESTOP_DAEMON_WEBHOOK_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "daemon/mail.h"

struct arena;
struct settings;

/* Whether an address belongs to this machine, its network or nobody: loopback, private, shared,
 * link-local, multicast, reserved; IPv4 within IPv6 is judged as IPv4. */
bool webhook_address_private(const struct sockaddr *address);

/* "v1,<base64>": HMAC-SHA256 of "id.timestamp.body" (length bytes of it) with the key in
 * "whsec_<base64>". False when the secret is no such text. */
enum { WEBHOOK_SIGNATURE = 64 };
bool webhook_sign(const char *secret, const char *id, int64_t timestamp_s, const void *body,
                  size_t length, char signature[WEBHOOK_SIGNATURE]);

/* The secrets by "agency/endpoint". */
struct webhook_secrets;
/* Reads the file anew; NULL (and a line in the log) when it cannot be read. path NULL: none. */
struct webhook_secrets *webhook_secrets_load(const char *path);
void webhook_secrets_free(struct webhook_secrets *secrets);
const char *webhook_secret(const struct webhook_secrets *secrets, const char *agency,
                           const char *endpoint);

struct webhook_call {
    const char *message_id, *url, *body, *secret;
    const struct mail_file *file; /* sent instead of the body; NULL: none */
    int64_t now_us;
};
/* What a transfer borrows until it has ended, and what it met. */
struct webhook_parts {
    struct curl_slist *headers;
    bool allow_private, refused_address;
};
/* Fills an easy handle; false: out of memory, or a secret that is none. */
bool webhook_prepare(CURL *easy, struct arena *arena, const struct settings *settings,
                     const struct webhook_call *call, struct webhook_parts *parts);
void webhook_release(struct webhook_parts *parts);
enum try_end webhook_judge(CURLcode result, long status, const struct webhook_parts *parts,
                           char text[TRY_TEXT]);

#endif
