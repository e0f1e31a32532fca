/* The cookie and its second token. */
#include "daemon/session_cookie.h"

#include <sodium.h>
#include <string.h>

#include "daemon/request.h"
#include "daemon/session.h"
#include "proto/json_write.h"

#define ATTRIBUTES "; Path=/; Secure; HttpOnly; SameSite=Strict"

void session_csrf(const char *token, char text[SESSION_CSRF])
{
    static const char domain[] = "onestop-csrf";
    uint8_t hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const unsigned char *)domain, strlen(domain));
    crypto_hash_sha256_update(&state, (const unsigned char *)token, strlen(token));
    crypto_hash_sha256_final(&state, hash);
    sodium_bin2base64(text, SESSION_CSRF, hash, sizeof hash,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

const char *session_cookie_token(struct request *request)
{
    struct session_user *user = &request->user;
    const char *value = "";
    size_t length = 0;
    user->token = request->http.bearer;
    if (user->token != NULL) return user->token;
    size_t count = http1_cookie(&request->http, SESSION_COOKIE, &value, &length);
    if (count == 0) return NULL;
    user->by_cookie = true;
    if (count == 1 && length < SESSION_TOKEN)
        user->token = arena_strndup(request->arena, value, length);
    if (user->token == NULL) user->token = "";
    return user->token;
}

bool session_cookie_check(struct request *request)
{
    const char *given = request->http.csrf_token;
    char wanted[SESSION_CSRF];
    if (request->who == NULL || !request->user.by_cookie || request->method == HTTP1_GET ||
        request->method == HTTP1_HEAD)
        return true;
    session_csrf(request->user.token, wanted);
    if (given != NULL && strlen(given) == strlen(wanted) &&
        sodium_memcmp(given, wanted, strlen(wanted)) == 0)
        return true;
    request_answer_code(request, ERR_FORGED,
                        given == NULL ? "X-CSRF-Token is missing: the csrf_token of GET /session"
                                      : "X-CSRF-Token is not that of this session");
    return false;
}

void session_cookie_set(struct request *request, const char *token)
{
    request_header(request, "Set-Cookie",
                   arena_printf(request->arena, SESSION_COOKIE "=%s" ATTRIBUTES, token));
}

void session_cookie_clear(struct request *request)
{
    request_header(request, "Set-Cookie", SESSION_COOKIE "=; Max-Age=0" ATTRIBUTES);
}

void session_cookie_put(struct json *json, const char *token)
{
    char text[SESSION_CSRF];
    session_csrf(token, text);
    json_string(json, "csrf_token", text);
}
