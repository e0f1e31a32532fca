/* Sessions: who asks. A token is "<agency>.<32 random bytes in base64url>"; the database keeps its
 * SHA-256, the worker a cache of what it found. A revocation is a NOTIFY in its own transaction,
 * which drops the session from every worker's cache and ends its streams. */
#ifndef ONESTOP_DAEMON_SESSION_H
#define ONESTOP_DAEMON_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct request;
struct session_cache;
struct worker;

enum { SESSION_HASH = 32, SESSION_TOKEN = 64 };
#define SESSION_CHANNEL "onestop_session"

struct session_cache *session_cache_new(struct worker *worker);
void session_cache_free(struct session_cache *cache);
size_t session_cache_count(const struct session_cache *cache);

/* A new token for somebody of this agency. */
void session_make_token(int32_t agency_id, char token[SESSION_TOKEN]);
void session_hash(const char *token, uint8_t hash[SESSION_HASH]);
/* The agency in a token; 0 when it is no token of ours. */
int32_t session_agency(const char *token);

/* Steps of the request's life: fills request->who, from the cache or the database, or answers 401.
 * Return whether the request can go on at once. */
bool session_name(struct request *request);
bool session_named(struct request *request);

/* Forgets a session here at once, and ends its streams. */
void session_drop(struct session_cache *cache, const uint8_t hash[SESSION_HASH]);
/* Whether the cache knows the session as good: a stream begins only then. */
bool session_known(const struct session_cache *cache, const uint8_t hash[SESSION_HASH]);
/* Ends the streams whose session has reached its limits. A stream is no use of its session. Once a
 * minute. */
void session_check_streams(struct session_cache *cache);
/* NOTIFY on SESSION_CHANNEL: payload is the hash in hex, NULL when some may have been missed. */
void session_notified(void *context, const char *channel, const char *payload);

#endif
