/* A desk definition names where webhooks go, and whoever may apply one must not reach into the
 * network of the daemon by it. So the address is judged when libcurl opens the socket to it: after
 * the name was resolved, and it is that very address that is connected to. */
#include "daemon/webhook.h"

#include <netinet/in.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/settings.h"
#include "daemon/log.h"
#include "proto/arena.h"
#include "proto/types.h"

enum { SECRETS_MEMORY = 1 << 20, LINE_BYTES = 1024, KEY_LEAST = 24, KEY_MOST = 64 };

/* ---- where to ---- */

struct range4 {
    uint32_t net;
    int bits;
};
static const struct range4 ranges4[] = {
    {0x00000000, 8},  /* this network */
    {0x0a000000, 8},  /* private */
    {0x64400000, 10}, /* shared by carriers */
    {0x7f000000, 8},  /* loopback */
    {0xa9fe0000, 16}, /* link-local */
    {0xac100000, 12}, /* private */
    {0xc0000000, 24}, /* protocol assignments */
    {0xc0000200, 24}, /* documentation */
    {0xc0586300, 24}, /* 6to4 relays */
    {0xc0a80000, 16}, /* private */
    {0xc6120000, 15}, /* benchmarks */
    {0xc6336400, 24}, /* documentation */
    {0xcb007100, 24}, /* documentation */
    {0xe0000000, 4},  /* multicast */
    {0xf0000000, 4},  /* reserved, broadcast */
};

static bool private4(uint32_t address)
{
    for (size_t i = 0; i < sizeof ranges4 / sizeof ranges4[0]; i++)
        if ((address ^ ranges4[i].net) >> (32 - ranges4[i].bits) == 0) return true;
    return false;
}

static uint32_t four(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

struct range6 {
    uint8_t net[12];
    int bits;
    int inner; /* where an IPv4 address stands that decides; 0: all of it is private */
};
static const struct range6 ranges6[] = {
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, 12},    /* IPv4-mapped */
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 96, 0},           /* unspecified, loopback */
    {{0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0}, 96, 12}, /* NAT64 */
    {{0, 0x64, 0xff, 0x9b, 0, 1}, 48, 0},                    /* NAT64 of a network */
    {{0x01, 0x00}, 64, 0},                                   /* discard */
    {{0x20, 0x01, 0x00}, 23, 0},                             /* protocol assignments, Teredo */
    {{0x20, 0x01, 0x0d, 0xb8}, 32, 0},                       /* documentation */
    {{0x20, 0x02}, 16, 2},                                   /* 6to4 */
    {{0xfc}, 7, 0},                                          /* unique local */
    {{0xfe, 0x80}, 10, 0},                                   /* link-local */
    {{0xfe, 0xc0}, 10, 0},                                   /* site-local */
    {{0xff}, 8, 0},                                          /* multicast */
};

static bool within6(const uint8_t *address, const struct range6 *range)
{
    int whole = range->bits / 8, rest = range->bits % 8;
    if (memcmp(address, range->net, (size_t)whole) != 0) return false;
    return rest == 0 || (address[whole] ^ range->net[whole]) >> (8 - rest) == 0;
}

bool webhook_address_private(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, address, sizeof v4);
        return private4(ntohl(v4.sin_addr.s_addr));
    }
    if (address->sa_family != AF_INET6) return true;
    struct sockaddr_in6 v6;
    memcpy(&v6, address, sizeof v6);
    const uint8_t *bytes = v6.sin6_addr.s6_addr;
    for (size_t i = 0; i < sizeof ranges6 / sizeof ranges6[0]; i++)
        if (within6(bytes, &ranges6[i]))
            return ranges6[i].inner == 0 || private4(four(bytes + ranges6[i].inner));
    return false;
}

static curl_socket_t on_open(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct webhook_parts *parts = context;
    (void)purpose;
    if (!parts->allow_private && webhook_address_private(&address->addr)) {
        parts->refused_address = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* ---- secrets ---- */

static bool secret_key(const char *secret, uint8_t key[KEY_MOST], size_t *length)
{
    static const char prefix[] = "whsec_";
    if (strncmp(secret, prefix, sizeof prefix - 1) != 0) return false;
    const char *text = secret + sizeof prefix - 1;
    return sodium_base642bin(key, KEY_MOST, text, strlen(text), NULL, length, NULL,
                             sodium_base64_VARIANT_ORIGINAL) == 0 &&
           *length >= KEY_LEAST;
}

bool webhook_sign(const char *secret, const char *id, int64_t timestamp_s, const void *body,
                  size_t body_length, char signature[WEBHOOK_SIGNATURE])
{
    uint8_t key[KEY_MOST], hash[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;
    char head[256];
    size_t length;
    if (!secret_key(secret, key, &length)) return false;
    int used = snprintf(head, sizeof head, "%s.%lld.", id, (long long)timestamp_s);
    if (used < 0 || (size_t)used >= sizeof head) return false;
    crypto_auth_hmacsha256_init(&state, key, length);
    crypto_auth_hmacsha256_update(&state, (const uint8_t *)head, (unsigned long long)used);
    crypto_auth_hmacsha256_update(&state, body, body_length);
    crypto_auth_hmacsha256_final(&state, hash);
    sodium_memzero(key, sizeof key);
    memcpy(signature, "v1,", 3);
    sodium_bin2base64(signature + 3, WEBHOOK_SIGNATURE - 3, hash, sizeof hash,
                      sodium_base64_VARIANT_ORIGINAL);
    return true;
}

struct secret {
    const char *name, *value;
    struct secret *next;
};
struct webhook_secrets {
    struct arena *arena;
    struct secret *first;
};

static char *trimmed(char *text)
{
    text += strspn(text, " \t");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL) text[--length] = '\0';
    return text;
}

static void add_secret(struct webhook_secrets *secrets, char *line, int number, const char *path)
{
    uint8_t key[KEY_MOST];
    size_t length;
    char *name = trimmed(line), *equals = strchr(name, '=');
    if (*name == '\0' || *name == '#') return;
    struct secret *secret = arena_alloc(secrets->arena, sizeof *secret);
    if (equals != NULL) *equals = '\0';
    const char *value = equals == NULL ? "" : trimmed(equals + 1);
    if (secret == NULL || !secret_key(value, key, &length)) {
        LOG(LEVEL_ERROR, "a line of webhook secrets is not agency/endpoint = whsec_(base64)",
            LOG_TEXT("path", path), LOG_NUMBER("line", number));
        return;
    }
    secret->name = arena_strdup(secrets->arena, trimmed(name));
    secret->value = arena_strdup(secrets->arena, value);
    if (secret->name == NULL || secret->value == NULL) return;
    secret->next = secrets->first;
    secrets->first = secret;
}

struct webhook_secrets *webhook_secrets_load(const char *path)
{
    struct arena *arena = path == NULL ? NULL : arena_new(SECRETS_MEMORY);
    struct webhook_secrets *secrets = arena == NULL ? NULL : arena_alloc(arena, sizeof *secrets);
    FILE *file = secrets == NULL ? NULL : fopen(path, "re");
    char line[LINE_BYTES];
    struct stat about;
    if (file == NULL) {
        if (path != NULL) LOG(LEVEL_ERROR, "cannot read webhook secrets", LOG_TEXT("path", path));
        arena_free(arena);
        return NULL;
    }
    secrets->arena = arena;
    if (fstat(fileno(file), &about) == 0 && (about.st_mode & (S_IRWXO)) != 0)
        LOG(LEVEL_WARNING, "webhook secrets can be read by everybody", LOG_TEXT("path", path));
    for (int number = 1; fgets(line, sizeof line, file) != NULL; number++)
        add_secret(secrets, line, number, path);
    sodium_memzero(line, sizeof line);
    fclose(file);
    return secrets;
}

void webhook_secrets_free(struct webhook_secrets *secrets)
{
    if (secrets != NULL) arena_free(secrets->arena); /* holds of itself */
}

const char *webhook_secret(const struct webhook_secrets *secrets, const char *agency,
                           const char *endpoint)
{
    char name[256];
    snprintf(name, sizeof name, "%s/%s", agency, endpoint == NULL ? "" : endpoint);
    for (const struct secret *at = secrets == NULL ? NULL : secrets->first; at; at = at->next)
        if (strcmp(at->name, name) == 0) return at->value;
    return NULL;
}

/* ---- the call ---- */

/* What the other side answers is of no interest. */
static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
    (void)bytes, (void)context;
    return size * count;
}

static bool add_line(struct webhook_parts *parts, const char *line)
{
    struct curl_slist *longer = line == NULL ? NULL : curl_slist_append(parts->headers, line);
    if (longer != NULL) parts->headers = longer;
    return longer != NULL;
}

struct webhook_body {
    const void *bytes;
    size_t length;
    const char *type;
};

static struct webhook_body body_of(const struct webhook_call *call)
{
    if (call->file != NULL)
        return (struct webhook_body){call->file->bytes, call->file->length, call->file->type};
    return (struct webhook_body){call->body, strlen(call->body),
                                 "application/cloudevents+json; charset=utf-8"};
}

static bool add_headers(struct arena *arena, const struct webhook_call *call,
                        struct webhook_parts *parts)
{
    char signature[WEBHOOK_SIGNATURE];
    int64_t timestamp_s = call->now_us / US_PER_S;
    const struct webhook_body body = body_of(call);
    if (!webhook_sign(call->secret, call->message_id, timestamp_s, body.bytes, body.length,
                      signature))
        return false;
    if (call->file != NULL &&
        !add_line(parts, arena_printf(arena, "Content-Disposition: attachment; filename=\"%s\"",
                                      call->file->name)))
        return false;
    return add_line(parts, arena_printf(arena, "Content-Type: %s", body.type)) &&
           add_line(parts, "User-Agent: onestopd/" ONESTOP_VERSION) && add_line(parts, "Expect:") &&
           add_line(parts, arena_printf(arena, "webhook-id: %s", call->message_id)) &&
           add_line(parts,
                    arena_printf(arena, "webhook-timestamp: %lld", (long long)timestamp_s)) &&
           add_line(parts, arena_printf(arena, "webhook-signature: %s", signature));
}

bool webhook_prepare(CURL *easy, struct arena *arena, const struct settings *settings,
                     const struct webhook_call *call, struct webhook_parts *parts)
{
    parts->allow_private = settings->courier.allow_private;
    if (!add_headers(arena, call, parts)) return false;
    curl_easy_setopt(easy, CURLOPT_URL, call->url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "*"); /* a proxy would connect for us, anywhere */
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body_of(call).bytes);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body_of(call).length);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, parts->headers);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, parts);
    if (settings->courier.webhook_ca != NULL)
        curl_easy_setopt(easy, CURLOPT_CAINFO, settings->courier.webhook_ca);
    return true;
}

void webhook_release(struct webhook_parts *parts)
{
    curl_slist_free_all(parts->headers);
    parts->headers = NULL;
}

enum try_end webhook_judge(CURLcode result, long status, const struct webhook_parts *parts,
                           char text[TRY_TEXT])
{
    enum { OK = 200, REDIRECTS = 300, REFUSALS = 400, GONE = 410 };
    text[0] = '\0';
    if (result != CURLE_OK && parts->refused_address) {
        snprintf(text, TRY_TEXT, ERROR_SAYS("the host resolves to a private address"));
    } else if (result != CURLE_OK) {
        try_tell_transfer(result, text);
    } else if (status >= OK && status < REDIRECTS) {
        return TRY_SENT;
    } else if (status >= REDIRECTS && status < REFUSALS) {
        snprintf(text, TRY_TEXT, ERROR_SAYS("%ld: redirects are not followed"), status);
    } else {
        snprintf(text, TRY_TEXT, ERROR_SAYS("%ld: the endpoint refused it"), status);
    }
    return status == GONE ? TRY_REFUSED : TRY_LATER;
}
