/* The life of a request: one enum, one switch (request_step_once), one run queue. */
#include "daemon/request_int.h"

#include <assert.h>
#include <json-c/json.h>
#include <string.h>

#include "daemon/connection.h"
#include "daemon/log.h"
#include "daemon/metrics.h"
#include "daemon/router.h"
#include "daemon/session.h"
#include "daemon/wallclock.h"
#include "daemon/worker_int.h"

static const uint32_t legal[REQUEST_PHASES] = {
#define TO(phase) (1u << REQUEST_##phase)
    [REQUEST_ARRIVED] = TO(NAMING) | TO(NAMED) | TO(ANSWERED),
    [REQUEST_NAMING] = TO(NAMED) | TO(ANSWERED),
    [REQUEST_NAMED] = TO(WORKING) | TO(ANSWERED),
    [REQUEST_WORKING] = TO(WAITING) | TO(ANSWERED) | TO(STREAMING) | TO(CLOSED),
    [REQUEST_WAITING] = TO(WOKEN),
    [REQUEST_WOKEN] = TO(WORKING),
    [REQUEST_ANSWERED] = TO(DONE),
    [REQUEST_STREAMING] = TO(CLOSED),
    [REQUEST_CLOSED] = TO(DONE),
#undef TO
};

void request_set_phase(struct request *request, enum request_phase phase)
{
    assert((legal[request->phase] & (1u << phase)) != 0);
    request->phase = phase;
}

struct request *request_new(struct worker *worker, struct connection *connection)
{
    struct arena *arena = worker_arena(worker);
    struct request *request = arena == NULL ? NULL : arena_alloc(arena, sizeof *request);
    if (request == NULL) {
        if (arena != NULL) worker_arena_back(worker, arena);
        return NULL;
    }
    request->arena = arena;
    request->worker = worker;
    request->connection = connection;
    request->phase = REQUEST_ARRIVED;
    request->now_us = worker_now_us(worker);
    request->began_ns = monotonic_ns();
    request->route = NULL;
    request_make_id(request);
    worker->requests++;
    return request;
}

void request_make_id(struct request *request)
{
    static const char digits[] = "0123456789abcdef";
    struct worker *worker = request->worker;
    uint64_t high = worker->boot_id, low = worker->next_request++;
    for (int i = 0; i < 16; i++) request->id[i] = digits[high >> (60 - 4 * i) & 15];
    for (int i = 0; i < 8; i++) request->id[16 + i] = digits[low >> (28 - 4 * i) & 15];
    request->id[24] = '\0';
}

static void clear_reply(struct request *request)
{
    for (int i = 0; i < request->reply.result_count; i++) PQclear(request->reply.results[i]);
    memset(&request->reply, 0, sizeof request->reply);
}

static void request_free(struct request *request)
{
    struct worker *worker = request->worker;
    clear_reply(request);
    if (request->body != NULL) json_object_put(request->body);
    if (request->snapshot != NULL) snapshot_release(request->snapshot);
    worker->requests--;
    worker_arena_back(worker, request->arena); /* the request itself stands in it */
}

void request_abandon(struct request *request)
{
    assert(!request->queued);
    assert(request->phase == REQUEST_ARRIVED || request->phase == REQUEST_ANSWERED);
    request_free(request);
}

void request_queue(struct request *request)
{
    struct run_queue *queue = &request->worker->runnable;
    if (request->queued) return;
    request->queued = true;
    request->run_next = NULL;
    if (queue->last == NULL)
        queue->first = request;
    else
        queue->last->run_next = request;
    queue->last = request;
}

static struct request *request_unqueue(struct run_queue *queue)
{
    struct request *request = queue->first;
    if (request == NULL) return NULL;
    queue->first = request->run_next;
    if (queue->first == NULL) queue->last = NULL;
    request->queued = false;
    return request;
}

static void stream_leave(struct request *request)
{
    struct worker *worker = request->worker;
    if (request->stream_prior != NULL)
        request->stream_prior->stream_next = request->stream_next;
    else
        worker->streams = request->stream_next;
    if (request->stream_next != NULL) request->stream_next->stream_prior = request->stream_prior;
    worker->stream_count--;
}

static void log_request(const struct request *request, uint64_t took_ns)
{
    enum log_level level = request->status >= 500   ? LEVEL_WARNING
                           : request->status >= 400 ? LEVEL_INFO
                                                    : LEVEL_DEBUG;
    if (!log_wants(level)) return;
    LOG(level, "request", LOG_TEXT("request_id", request->id),
        LOG_TEXT("method", http1_method_name(request->method)),
        LOG_TEXT("route", request->route != NULL ? request->route->path : ""),
        LOG_NUMBER("status", request->status),
        LOG_NUMBER("actor", request->who != NULL ? request->who->staff->id : 0),
        LOG_NUMBER("took_us", took_ns / 1000));
}

static void deliver(struct request *request)
{
    uint64_t took_ns = monotonic_ns() - request->began_ns;
    metrics_request(request->worker->metrics, request->route != NULL ? (int)request->route->id : -1,
                    request->status, took_ns);
    log_request(request, took_ns);
    if (request->connection != NULL) connection_answer(request->connection, request);
    request->connection = NULL;
    request_set_phase(request, REQUEST_DONE);
}

static void close_stream(struct request *request)
{
    stream_leave(request);
    if (request->connection != NULL) connection_stream_end(request->connection);
    request->connection = NULL;
    if (request->on_close != NULL) request->on_close(request);
    request_set_phase(request, REQUEST_DONE);
}

/* One step. Returns whether the request can go on at once. */
static bool request_step_once(struct request *request)
{
    switch (request->phase) {
    case REQUEST_ARRIVED: return router_begin(request);
    case REQUEST_NAMING: return session_named(request);
    case REQUEST_NAMED: return router_call(request);
    case REQUEST_WORKING: assert(!"a handler that runs is not in the queue"); return false;
    case REQUEST_WAITING: return false;
    case REQUEST_WOKEN:
        request_set_phase(request, REQUEST_WORKING);
        request->next(request);
        assert(request->phase != REQUEST_WORKING);
        return true;
    case REQUEST_ANSWERED: deliver(request); return true;
    case REQUEST_STREAMING: return false;
    case REQUEST_CLOSED: close_stream(request); return true;
    case REQUEST_DONE: request_free(request); return false;
    case REQUEST_PHASES: break;
    }
    return false;
}

void request_run(struct worker *worker)
{
    struct request *request;
    while ((request = request_unqueue(&worker->runnable)) != NULL)
        while (request_step_once(request) && !request->queued) continue;
}

void request_client_gone(struct request *request)
{
    request->connection = NULL;
    if (request->phase != REQUEST_STREAMING) return;
    request_set_phase(request, REQUEST_CLOSED);
    request_queue(request);
}

/* Waiting. */

void request_await(struct request *request, request_step next)
{
    request->next = next;
    request_set_phase(request, REQUEST_WAITING);
}

void request_wake(struct request *request)
{
    request_set_phase(request, REQUEST_WOKEN);
    request_queue(request);
}

/* Takes the results over, so that they live until the step has read them. */
static void take_reply(struct request *request, struct db_reply *reply)
{
    request->reply.outcome = reply->outcome;
    request->reply.result_count = reply->result_count;
    for (int i = 0; i < reply->result_count; i++) {
        request->reply.results[i] = reply->results[i];
        reply->results[i] = NULL;
    }
    memcpy(request->reply.sqlstate, reply->sqlstate, sizeof request->reply.sqlstate);
    if (reply->outcome == DB_DONE) return;
    struct error *copy = arena_alloc(request->arena, sizeof *copy);
    if (copy != NULL) *copy = reply->error;
    request->reply.error = copy;
}

static void on_reply(void *context, struct db_reply *reply)
{
    struct request *request = context;
    take_reply(request, reply);
    request_wake(request);
}

static void on_looked_up(void *context, struct db_reply *reply)
{
    struct request *request = context;
    take_reply(request, reply);
    request_queue(request);
}

struct db_statement *request_statements(struct request *request, size_t count)
{
    return arena_array(request->arena, count, sizeof(struct db_statement));
}

struct db_statement *request_statement(struct request *request, enum query query)
{
    struct db_statement *statement = request_statements(request, 1);
    if (statement != NULL) statement->query = query;
    return statement;
}

void request_query(struct request *request, enum db_lane lane, const char *agencies,
                   const struct db_statement *statements, size_t count, request_step next)
{
    clear_reply(request);
    request_await(request, next);
    db_send(request->worker->db, lane, agencies, statements, count, on_reply, request);
}

void request_look_up(struct request *request, const struct db_statement *statement)
{
    clear_reply(request);
    db_send(request->worker->db, DB_LOAD, NULL, statement, 1, on_looked_up, request);
}

static void batched(struct request *request, enum batch_outcome outcome, const struct error *error)
{
    request->batched.outcome = outcome;
    request->batched.error = NULL;
    if (outcome == BATCH_FAILED || outcome == BATCH_UNKNOWN || outcome == BATCH_CUSTOMER_GONE) {
        struct error *copy = arena_alloc(request->arena, sizeof *copy);
        if (copy != NULL) *copy = *error;
        request->batched.error = copy;
    }
    request_wake(request);
}

static void on_batched(void *context, const struct batch_result *result)
{
    batched(context, result->outcome, &result->error);
}

void request_submit(struct request *request, const struct effects *effects,
                    const struct batch_key *key, request_step next)
{
    struct error error = {.code = ERR_OK};
    request_await(request, next);
    if (batch_submit(request->worker->batch, effects, key, on_batched, request, &error) != ERR_OK)
        batched(request, BATCH_FAILED, &error);
}
