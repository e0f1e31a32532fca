/* Sessions of browsers: the token in a cookie that no script reads, and what shows that a request
 * was meant.
 *
 * A browser adds the cookie to whatever is sent here, also by pages of others that know nothing of
 * it. SameSite=Strict keeps them off; what changes something has to show besides, in X-CSRF-Token,
 * what the answers of POST and GET /session told, and only a page of this origin can read those.
 * It follows from the token, so nothing is stored. A request with an Authorization header has no
 * cookie. */
#ifndef ONESTOP_DAEMON_SESSION_COOKIE_H
#define ONESTOP_DAEMON_SESSION_COOKIE_H

#include <stdbool.h>

struct json;
struct request;

/* "__Host-": browsers take it over TLS from this very host alone, for all paths (RFC 6265bis
 * 4.1.3.2). */
#define SESSION_COOKIE "__Host-onestop"
/* base64url of SHA-256, without padding, with its NUL. */
enum { SESSION_CSRF = 44 };

/* What a request with this token has to show: base64url(SHA-256("onestop-csrf" || token)). */
void session_csrf(const char *token, char text[SESSION_CSRF]);
/* The token of a request, from Authorization or from the cookie; notes which in request->user.
 * NULL: there is none. "" when there is a cookie but no one token in it, or the arena is full. */
const char *session_cookie_token(struct request *request);
/* False, answered with ERR_FORGED: a request that is in by the cookie and neither GET nor HEAD does
 * not show the right token. */
bool session_cookie_check(struct request *request);

/* Headers of the answer to come: the browser is to keep this token; it is to forget its token. */
void session_cookie_set(struct request *request, const char *token);
void session_cookie_clear(struct request *request);
/* "csrf_token" of the session's answers. */
void session_cookie_put(struct json *json, const char *token);

#endif
