/* The life of a batch: it departs when a write connection is idle, and what it was answered is told
 * to each of its commands. */
#include "db/batch.h"

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#include "db/batch_build.h"
#include "db/batch_queue.h"
#include "db/batch_rows.h"
#include "db/fold.h"
#include "db/sqlstate.h"

enum { WAITING_MAX = 8192 };

/* A batch that was sent. */
struct flight {
    struct flight *next;
    struct batch *batch;
    size_t check_count; /* its first statements are checks */
    size_t count;
    struct waiting *commands[];
};

struct batch {
    struct db *db;
    struct event *departure;
    struct batch_queue *queue;
    struct batch_build *build;
    struct fold *fold;
    struct flight *flights;
    struct batch_stats stats;
};

static const struct {
    enum error_code code;
    const char *message;
} refusals[] = {
    [BATCH_COMMITTED] = {ERR_OK, ""},
    [BATCH_STALE] = {ERR_STALE, ERROR_SAYS("somebody changed it meanwhile")},
    [BATCH_KEY_USED] = {ERR_CONFLICT, ERROR_SAYS("this Idempotency-Key has an answer already")},
    [BATCH_RUNG_TAKEN] = {ERR_CONFLICT, ERROR_SAYS("this rung has fired already")},
    [BATCH_CUSTOMER_GONE] = {ERR_REFUSED,
                             ERROR_SAYS("the customer was erased: nothing is added, and what is "
                                        "there does not change any more")},
    [BATCH_SURVEY_TAKEN] = {ERR_CONFLICT,
                            ERROR_SAYS("the customer was invited to a survey at the same moment")},
    [BATCH_IDENTIFIER_TAKEN] = {ERR_CONFLICT, ERROR_SAYS("another customer has this identifier")},
    [BATCH_EXISTS] = {ERR_CONFLICT, ERROR_SAYS("this was taken in already")},
    [BATCH_FAILED] = {ERR_UNAVAILABLE, ERROR_SAYS("could not get memory")},
    [BATCH_UNKNOWN] = {ERR_OUTCOME_UNKNOWN,
                       ERROR_SAYS("could not learn whether the change was kept")},
};

static void set_result(struct batch_result *result, enum batch_outcome outcome)
{
    memset(result, 0, sizeof *result);
    result->outcome = outcome;
    error_set(&result->error, refusals[outcome].code, "%s", refusals[outcome].message);
}

/* The callback may submit again. */
static void answer(struct waiting *command, const struct batch_result *result)
{
    command->callback(command->context, result);
    free(command);
}

static void unlink_flight(struct flight *flight)
{
    struct batch *batch = flight->batch;
    struct flight **link = &batch->flights;
    while (*link != flight) link = &(*link)->next;
    *link = flight->next;
    batch->stats.in_flight -= flight->count;
}

/* Reads the checks' results, "{1,5}" and "{2,1}", into reasons by ord. Later checks prevail. */
static void read_refusals(const struct flight *flight, const struct db_reply *reply,
                          unsigned char *reasons)
{
    for (size_t i = 0; i < flight->check_count && (int)i < reply->result_count; i++) {
        const PGresult *result = reply->results[i];
        if (PQntuples(result) == 0 || PQgetisnull(result, 0, 0)) continue;
        char *ords = PQgetvalue(result, 0, 0), *why = PQgetvalue(result, 0, 1);
        while (*ords != '}' && *why != '}') {
            unsigned long ord = strtoul(ords + 1, &ords, 10);
            unsigned long reason = strtoul(why + 1, &why, 10);
            if (ord < flight->count && reason < BATCH_FAILED) reasons[ord] = (unsigned char)reason;
        }
    }
}

/* What waits and has become stale by what was done, of all commands of a flight. */
static struct waiting *overtaken_by(const struct flight *flight, const unsigned char *reasons)
{
    struct waiting *first = NULL, **last = &first;
    for (size_t i = 0; i < flight->count; i++) {
        if (reasons[i] != BATCH_COMMITTED) continue;
        *last = batch_queue_overtaken(flight->batch->queue, flight->commands[i]->effects);
        while (*last != NULL) last = &(*last)->next;
    }
    return first;
}

static void answer_overtaken(struct batch *batch, struct waiting *command)
{
    struct batch_result stale;
    set_result(&stale, BATCH_STALE);
    for (struct waiting *next; command != NULL; command = next) {
        next = command->next;
        batch->stats.refused++;
        answer(command, &stale);
    }
}

static void answer_done(struct flight *flight, const struct db_reply *reply)
{
    unsigned char reasons[BATCH_COMMANDS] = {0};
    struct batch_stats *stats = &flight->batch->stats;
    struct batch_result done, refused;
    read_refusals(flight, reply, reasons);
    struct waiting *overtaken = overtaken_by(flight, reasons);
    set_result(&done, BATCH_COMMITTED);
    for (size_t i = 0; i < flight->count; i++) {
        if (reasons[i] == BATCH_COMMITTED) {
            answer(flight->commands[i], &done);
            continue;
        }
        stats->refused++;
        set_result(&refused, (enum batch_outcome)reasons[i]);
        answer(flight->commands[i], &refused);
    }
    answer_overtaken(flight->batch, overtaken);
}

static void answer_all(struct flight *flight, enum batch_outcome outcome, const struct error *error)
{
    struct batch_result result;
    set_result(&result, outcome);
    if (error != NULL) result.error = *error;
    for (size_t i = 0; i < flight->count; i++) answer(flight->commands[i], &result);
}

/* What a broken key means for the only command of a batch. */
static enum batch_outcome outcome_of_key(const struct db_reply *reply)
{
    static const struct {
        const char *constraint;
        enum batch_outcome outcome;
    } table[] = {
        {"customer_identifier_pkey", BATCH_IDENTIFIER_TAKEN},
        {"kase_external", BATCH_EXISTS},
        {"contact_external", BATCH_EXISTS},
        {"sample_code", BATCH_IDENTIFIER_TAKEN},
        {"absence_overlap", BATCH_IDENTIFIER_TAKEN},
        {"clock_rung_pkey", BATCH_RUNG_TAKEN},
        {"survey_once", BATCH_SURVEY_TAKEN},
        {"customer_gone", BATCH_CUSTOMER_GONE},
        {"customer_busy", BATCH_STALE},
    };
    if (strncmp(reply->sqlstate, "23", 2) != 0) return BATCH_FAILED;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (strcmp(reply->constraint, table[i].constraint) == 0) return table[i].outcome;
    return BATCH_FAILED;
}

/* Nothing of the batch was done: alone, only the guilty command fails. */
static void on_failed(struct flight *flight, const struct db_reply *reply)
{
    struct batch *batch = flight->batch;
    bool again = flight->count > 1;
    if (flight->count == 1) /* a deadlock, or a collision with another daemon's transaction */
        again =
            strncmp(reply->sqlstate, "40", 2) == 0 && flight->commands[0]->tries++ < BATCH_TRIES;
    if (again && !sqlstate_info(reply->sqlstate)->whole) {
        batch->stats.replayed += flight->count;
        for (size_t i = 0; i < flight->count; i++)
            batch_queue_add_alone(batch->queue, flight->commands[i]);
        return;
    }
    enum batch_outcome outcome = flight->count == 1 ? outcome_of_key(reply) : BATCH_FAILED;
    answer_all(flight, outcome, outcome == BATCH_FAILED ? &reply->error : NULL);
}

static void on_arrival(void *context, struct db_reply *reply)
{
    struct flight *flight = context;
    struct batch *batch = flight->batch;
    unlink_flight(flight);
    switch (reply->outcome) {
    case DB_DONE: answer_done(flight, reply); break;
    case DB_FAILED: on_failed(flight, reply); break;
    case DB_AWAY: answer_all(flight, BATCH_FAILED, &reply->error); break;
    case DB_UNKNOWN: answer_all(flight, BATCH_UNKNOWN, &reply->error); break;
    }
    free(flight);
    if (batch_queue_count(batch->queue) > 0) event_active(batch->departure, 0, 0);
}

static struct flight *board(struct batch *batch)
{
    struct waiting *taken[BATCH_COMMANDS];
    size_t count = batch_queue_take(batch->queue, taken);
    struct flight *flight = malloc(sizeof *flight + count * sizeof(struct waiting *));
    if (flight == NULL) {
        struct batch_result result;
        set_result(&result, BATCH_FAILED);
        for (size_t i = 0; i < count; i++) answer(taken[i], &result);
        return NULL;
    }
    memcpy(flight->commands, taken, count * sizeof(struct waiting *));
    flight->count = count;
    flight->batch = batch;
    flight->next = batch->flights;
    batch->flights = flight;
    batch->stats.in_flight += count;
    return flight;
}

static void depart(struct batch *batch)
{
    size_t statement_count;
    struct flight *flight = board(batch);
    if (flight == NULL) return;
    const struct db_statement *statements = batch_build_statements(
        batch->build, flight->commands, flight->count, &statement_count, &flight->check_count);
    if (statements == NULL) {
        unlink_flight(flight);
        answer_all(flight, BATCH_FAILED, NULL);
        free(flight);
        return;
    }
    batch->stats.batches++;
    batch->stats.commands += flight->count;
    db_send(batch->db, DB_WRITE, NULL, statements, statement_count, on_arrival, flight);
    fold_soon(batch->fold);
}

/* Runs after all that came in this turn of the loop, so that it travels together. */
static void on_departure(evutil_socket_t unused, short what, void *context)
{
    struct batch *batch = context;
    (void)unused, (void)what;
    while (batch_queue_count(batch->queue) > 0 && db_lane_load(batch->db, DB_WRITE) == 0)
        depart(batch);
}

struct batch *batch_new(struct db *db)
{
    struct batch *batch = calloc(1, sizeof *batch);
    if (batch == NULL) return NULL;
    batch->db = db;
    batch->departure = event_new(db_base(db), -1, 0, on_departure, batch);
    batch->queue = batch_queue_new();
    batch->build = batch_build_new();
    batch->fold = fold_new(db);
    if (!batch->departure || !batch->queue || !batch->build || !batch->fold) {
        batch_free(batch);
        return NULL;
    }
    return batch;
}

static void answer_rest(struct batch *batch)
{
    struct batch_result failed;
    set_result(&failed, BATCH_FAILED);
    error_set(&failed.error, ERR_UNAVAILABLE, "the daemon is stopping");
    while (batch->flights != NULL) {
        struct flight *flight = batch->flights;
        batch->flights = flight->next;
        db_cancel(batch->db, flight);
        answer_all(flight, BATCH_UNKNOWN, NULL);
        free(flight);
    }
    struct waiting *taken[BATCH_COMMANDS];
    while (batch->queue != NULL && batch_queue_count(batch->queue) > 0) {
        size_t count = batch_queue_take(batch->queue, taken);
        for (size_t i = 0; i < count; i++) answer(taken[i], &failed);
    }
}

void batch_free(struct batch *batch)
{
    if (batch == NULL) return;
    answer_rest(batch);
    if (batch->departure != NULL) event_free(batch->departure);
    batch_queue_free(batch->queue);
    batch_build_free(batch->build);
    fold_free(batch->fold);
    free(batch);
}

enum error_code batch_submit(struct batch *batch, const struct effects *effects,
                             const struct batch_key *key, batch_callback callback, void *context,
                             struct error *error)
{
    if (batch_queue_count(batch->queue) >= WAITING_MAX)
        return error_set(error, ERR_UNAVAILABLE, "too much is waiting to be written");
    struct waiting *command = malloc(sizeof *command);
    if (command == NULL) return error_set(error, ERR_UNAVAILABLE, "could not get memory");
    *command = (struct waiting){.effects = effects,
                                .key = key,
                                .callback = callback,
                                .context = context,
                                .bytes = batch_rows_bytes(effects, key)};
    if (!batch_queue_add(batch->queue, command)) {
        free(command);
        return error_set(error, ERR_UNAVAILABLE, "could not get memory");
    }
    event_active(batch->departure, 0, 0);
    return ERR_OK;
}

void batch_stats(const struct batch *batch, struct batch_stats *stats)
{
    *stats = batch->stats;
    stats->waiting = batch_queue_count(batch->queue);
}
