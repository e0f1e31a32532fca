/* The cache of sessions, in front of the table. */
#include "daemon/session.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "config/settings.h"
#include "daemon/metrics.h"
#include "daemon/request_int.h"
#include "daemon/session_cookie.h"
#include "daemon/worker.h"

/* How long a found session is good at most without a look at the table: the table's used_at is
 * written as often. */
#define TOUCH_US (60 * US_PER_S)
enum { CACHE_MAX = 20000, RANDOM_BYTES = 32 };

struct session {
    uint8_t hash[SESSION_HASH];
    int32_t agency_id, staff_id;
    int64_t expires_at_us;
    int64_t touched_at_us; /* when the table last said that it is good */
    int64_t used_at_us;
    bool must_change;
    UT_hash_handle hh;
};

struct session_cache {
    struct worker *worker;
    struct session *sessions;
    uint64_t drops; /* how often something was dropped */
};

struct session_cache *session_cache_new(struct worker *worker)
{
    struct session_cache *cache = calloc(1, sizeof *cache);
    if (cache != NULL) cache->worker = worker;
    return cache;
}

static void forget(struct session_cache *cache, struct session *session)
{
    HASH_DEL(cache->sessions, session); // NOLINT(clang-analyzer-unix.Malloc): uthash's own links
    free(session);
}

static void forget_all(struct session_cache *cache)
{
    struct session *session, *next;
    HASH_ITER(hh, cache->sessions, session, next) forget(cache, session);
}

void session_cache_free(struct session_cache *cache)
{
    if (cache == NULL) return;
    forget_all(cache);
    free(cache);
}

size_t session_cache_count(const struct session_cache *cache)
{
    return HASH_COUNT(cache->sessions);
}

void session_make_token(int32_t agency_id, char token[SESSION_TOKEN])
{
    uint8_t random[RANDOM_BYTES];
    randombytes_buf(random, sizeof random);
    int length = snprintf(token, SESSION_TOKEN, "%d.", (int)agency_id);
    sodium_bin2base64(token + length, SESSION_TOKEN - (size_t)length, random, sizeof random,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(random, sizeof random);
}

void session_hash(const char *token, uint8_t hash[SESSION_HASH])
{
    crypto_hash_sha256(hash, (const unsigned char *)token, strlen(token));
}

int32_t session_agency(const char *token)
{
    int64_t agency = 0;
    const char *at = token;
    for (; *at >= '0' && *at <= '9' && agency <= INT32_MAX; at++)
        agency = agency * 10 + (*at - '0');
    size_t expected =
        sodium_base64_ENCODED_LEN(RANDOM_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING) - 1;
    if (agency <= 0 || agency > INT32_MAX || *at != '.' || strlen(at + 1) != expected) return 0;
    return (int32_t)agency;
}

static struct session *find(const struct session_cache *cache, const uint8_t *hash)
{
    struct session *session;
    HASH_FIND(hh, cache->sessions, hash, SESSION_HASH, session);
    return session;
}

static void remember(struct session_cache *cache, const uint8_t *hash, const struct session *found)
{
    struct session *session = find(cache, hash);
    if (session != NULL) forget(cache, session);
    if (HASH_COUNT(cache->sessions) >= CACHE_MAX) forget(cache, cache->sessions); /* the oldest */
    session = malloc(sizeof *session);
    if (session == NULL) return; /* asked again with the next request */
    *session = *found;
    memcpy(session->hash, hash, SESSION_HASH);
    HASH_ADD(hh, cache->sessions, hash, SESSION_HASH, session);
}

static void answer_unknown(struct request *request)
{
    request_answer_code(request, ERR_UNAUTHENTICATED,
                        "the session has ended or never was: log in again");
}

/* Who the session's staff member is in the desk of this request. Somebody who left it is nobody. */
static void name(struct request *request, const struct session *session)
{
    const struct staff *staff = desk_staff(request->desk, session->staff_id);
    if (staff == NULL || !staff->active || staff->agency_id != session->agency_id) {
        answer_unknown(request);
        return;
    }
    request->user.staff = staff;
    request->user.roles = 0;
    for (size_t i = 0; i < staff->grant_count; i++)
        request->user.roles |= ROLE_BIT(staff->grants[i].role);
    request->user.expires_at_us = session->expires_at_us;
    request->user.must_change = session->must_change;
    request->who = &request->user;
    request_set_phase(request, REQUEST_NAMED);
}

static void fill(struct worker *worker, struct db_statement *statement, enum query query,
                 int32_t agency_id, const uint8_t *hash)
{
    statement->query = query;
    db_params_clear(&statement->params);
    db_int(&statement->params, agency_id);
    db_bytes(&statement->params, hash, SESSION_HASH);
    db_int(&statement->params, worker->settings->session.idle_ms / 1000);
}

/* A touch on its own, while the request that caused it goes on. */
struct touch {
    struct session_cache *cache;
    uint8_t hash[SESSION_HASH];
    struct db_statement statement;
};

static void on_touched(void *context, struct db_reply *reply)
{
    struct touch *touch = context;
    struct session *session = find(touch->cache, touch->hash);
    if (reply->outcome == DB_DONE && PQntuples(reply->results[0]) == 0)
        session_drop(touch->cache, touch->hash);
    else if (reply->outcome != DB_DONE && session != NULL)
        session->touched_at_us -= TOUCH_US; /* asked again with the next request */
    free(touch);
}

static void touch_later(struct session_cache *cache, struct session *session, int64_t now_us)
{
    struct touch *touch = calloc(1, sizeof *touch);
    if (touch == NULL) return;
    touch->cache = cache;
    memcpy(touch->hash, session->hash, SESSION_HASH);
    fill(cache->worker, &touch->statement, QUERY_SESSION_TOUCH, session->agency_id, touch->hash);
    session->touched_at_us = now_us;
    db_send(cache->worker->db, DB_LOAD, NULL, &touch->statement, 1, on_touched, touch);
}

/* The cached session when it is surely good. In doubt the table decides: another worker may have
 * seen it used. */
static struct session *find_good(struct session_cache *cache, const uint8_t *hash, int64_t now_us)
{
    struct session *session = find(cache, hash);
    int64_t idle_us = cache->worker->settings->session.idle_ms * 1000;
    if (session == NULL) return NULL;
    if (session->expires_at_us <= now_us || session->used_at_us + idle_us <= now_us) {
        forget(cache, session);
        return NULL;
    }
    session->used_at_us = now_us;
    int64_t touch_us = idle_us / 2 < TOUCH_US ? idle_us / 2 : TOUCH_US;
    if (session->touched_at_us + touch_us <= now_us) touch_later(cache, session, now_us);
    return session;
}

bool session_name(struct request *request)
{
    struct session_cache *cache = request->worker->sessions;
    const char *token = session_cookie_token(request);
    int32_t agency_id = token == NULL ? 0 : session_agency(token);
    if (agency_id == 0) {
        if (token == NULL)
            request_answer_code(request, ERR_UNAUTHENTICATED, "this needs a session: log in");
        else
            answer_unknown(request);
        return true;
    }
    session_hash(token, request->user.token_hash);
    const struct session *session = find_good(cache, request->user.token_hash, request->now_us);
    if (session != NULL) {
        name(request, session);
        return true;
    }
    struct db_statement *statement = request_statement(request, QUERY_SESSION_TOUCH);
    if (statement == NULL) {
        request_answer_full(request);
        return true;
    }
    metrics_add(request->worker->metrics, session_lookups, 1);
    fill(request->worker, statement, QUERY_SESSION_TOUCH, agency_id, request->user.token_hash);
    request->user.seen_drops = cache->drops;
    request_set_phase(request, REQUEST_NAMING);
    request_look_up(request, statement);
    return false;
}

bool session_named(struct request *request)
{
    struct session_cache *cache = request->worker->sessions;
    if (request_failed(request)) return true;
    const PGresult *result = request->reply.results[0];
    if (PQntuples(result) == 0) {
        answer_unknown(request);
        return true;
    }
    struct session found = {.agency_id = session_agency(request->user.token),
                            .staff_id = (int32_t)db_get_int(result, 0, 0, 0),
                            .expires_at_us = db_get_int(result, 0, 1, 0),
                            .touched_at_us = request->now_us,
                            .used_at_us = request->now_us,
                            .must_change = db_get_bool(result, 0, 2)};
    /* Not kept when a revocation came while we asked: it may have been this one; nor while the
     * password is to be changed: no other worker hears that it was. */
    if (request->user.seen_drops == cache->drops && !found.must_change)
        remember(cache, request->user.token_hash, &found);
    name(request, &found);
    return true;
}

void session_drop(struct session_cache *cache, const uint8_t hash[SESSION_HASH])
{
    struct session *session = find(cache, hash);
    cache->drops++;
    if (session != NULL) forget(cache, session);
    for (struct request *stream = cache->worker->streams; stream != NULL;
         stream = stream->stream_next)
        if (memcmp(stream->user.token_hash, hash, SESSION_HASH) == 0) request_stream_end(stream);
}

bool session_known(const struct session_cache *cache, const uint8_t hash[SESSION_HASH])
{
    return find(cache, hash) != NULL;
}

static void on_alive(void *context, struct db_reply *reply)
{
    struct touch *touch = context;
    if (reply->outcome == DB_DONE && PQntuples(reply->results[0]) == 0)
        session_drop(touch->cache, touch->hash);
    free(touch);
}

void session_check_streams(struct session_cache *cache)
{
    for (const struct request *stream = cache->worker->streams; stream != NULL;
         stream = stream->stream_next) {
        struct touch *touch = calloc(1, sizeof *touch);
        if (touch == NULL) return;
        touch->cache = cache;
        memcpy(touch->hash, stream->user.token_hash, SESSION_HASH);
        fill(cache->worker, &touch->statement, QUERY_SESSION_ALIVE, stream->who->staff->agency_id,
             touch->hash);
        db_send(cache->worker->db, DB_LOAD, NULL, &touch->statement, 1, on_alive, touch);
    }
}

void session_notified(void *context, const char *channel, const char *payload)
{
    struct session_cache *cache = context;
    uint8_t hash[SESSION_HASH];
    size_t length;
    (void)channel;
    if (payload == NULL) {
        /* Revocations may have been missed: ask the table again, and let the streams come anew. */
        forget_all(cache);
        cache->drops++;
        request_stream_end_all(cache->worker);
    } else if (sodium_hex2bin(hash, sizeof hash, payload, strlen(payload), NULL, &length, NULL) ==
                   0 &&
               length == sizeof hash) {
        session_drop(cache, hash);
    }
}
