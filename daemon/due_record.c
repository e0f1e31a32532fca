/* One record whose alarm has rung. */
#include "daemon/due_record.h"

#include <sodium.h>
#include <string.h>

#include "daemon/access.h"
#include "daemon/id_block.h"
#include "daemon/improvement_int.h"
#include "daemon/live.h"
#include "daemon/log.h"
#include "daemon/sample_int.h"
#include "daemon/worker.h"
#include "proto/arena.h"

enum { RECORD_BYTES = 4 << 20, TRIES = 5 };

struct due_record {
    struct worker *worker;
    struct arena *arena;
    struct snapshot *snapshot;
    int64_t id;
    const struct way *way;
    struct decision_context decision;
    struct effects effects;
    struct db_statement statement;
    char agencies[ACCESS_AGENCIES_TEXT];
    void (*ended)(void *context);
    void *context;
    int tries;
};

/* What differs from kind to kind: the load, as of struct record_way, and the rule. */
struct way {
    enum query load;
    enum error_code (*fire)(struct due_record *of, const PGresult *rows, struct error *error);
};

static void finish(struct due_record *of)
{
    void (*ended)(void *context) = of->ended;
    void *context = of->context;
    snapshot_release(of->snapshot);
    arena_free(of->arena); /* holds of itself */
    ended(context);
}

/* ---- the rules ---- */

static enum error_code unreadable(struct error *error)
{
    return error_set(error, ERR_UNAVAILABLE, "could not read the record");
}

static bool take_ids(struct due_record *of, int count, struct error *error)
{
    of->decision.ids = count;
    if (id_block_take(of->worker->ids, count, &of->decision.first_id)) return true;
    error_set(error, ERR_UNAVAILABLE, "could not get ids");
    return false;
}

static void give_back(struct due_record *of)
{
    id_block_give_back(of->worker->ids, of->decision.first_id + of->effects.ids_used);
}

static enum error_code fire_sample(struct due_record *of, const PGresult *rows, struct error *error)
{
    struct sample row = {.code = NULL};
    if (!record_read_header(of->arena, rows, &row.header) ||
        !sample_from_row(of->arena, rows, &row))
        return unreadable(error);
    if (!take_ids(of, DECISION_IDS, error)) return error->code;
    enum error_code code = sample_fire(&of->decision, &row, &of->effects, error);
    give_back(of);
    return code;
}

static enum error_code fire_improvement(struct due_record *of, const PGresult *rows,
                                        struct error *error)
{
    struct improvement row = {.title = NULL};
    struct improvement_audience audience;
    if (!record_read_header(of->arena, rows, &row.header) ||
        !improvement_from_row(of->arena, rows, &row, &audience))
        return unreadable(error);
    if (!take_ids(of, improvement_ids(&audience), error)) return error->code;
    enum error_code code = improvement_fire(&of->decision, &row, &audience, &of->effects, error);
    give_back(of);
    return code;
}

static const struct way ways[RECORD_KINDS] = {
    [RECORD_SAMPLE] = {QUERY_SAMPLE_LOAD, fire_sample},
    [RECORD_IMPROVEMENT] = {QUERY_IMPROVEMENT_LOAD, fire_improvement},
};

/* ---- load, decide, commit ---- */

static void load(struct due_record *of);

static void on_batched(void *context, const struct batch_result *result)
{
    struct due_record *of = context;
    if (result->outcome == BATCH_COMMITTED) {
        live_poke(of->worker->live);
        if (of->effects.outboxes_count > 0) live_poke_courier(of->worker->live);
    }
    /* Somebody was faster: look again. Whatever else went wrong, the claim runs out. */
    if (result->outcome == BATCH_STALE && ++of->tries < TRIES)
        load(of);
    else
        finish(of);
}

static enum error_code decide(struct due_record *of, const PGresult *rows, struct error *error)
{
    of->decision = (struct decision_context){.desk = &of->snapshot->desk,
                                             .arena = of->arena,
                                             .now_us = worker_now_us(of->worker),
                                             .loads = of->snapshot->loads};
    randombytes_buf(of->decision.salts, sizeof of->decision.salts);
    return of->way->fire(of, rows, error);
}

static void on_loaded(void *into, struct db_reply *reply)
{
    struct due_record *of = into;
    struct error error = {.code = ERR_OK};
    bool good =
        reply->outcome == DB_DONE && PQntuples(reply->results[0]) == 1 &&
        decide(of, reply->results[0], &error) == ERR_OK && of->effects.rungs_count > 0 &&
        batch_submit(of->worker->batch, &of->effects, NULL, on_batched, of, &error) == ERR_OK;
    if (good) return;
    if (error.code != ERR_OK) log_error("what is due of a record could not be done", &error);
    finish(of);
}

static void load(struct due_record *of)
{
    access_all_agencies(&of->snapshot->desk, of->agencies, sizeof of->agencies);
    memset(&of->effects, 0, sizeof of->effects);
    of->statement.query = of->way->load;
    db_params_clear(&of->statement.params);
    db_text(&of->statement.params, of->agencies);
    db_int(&of->statement.params, of->id);
    db_int(&of->statement.params, 0);
    db_send(of->worker->db, DB_LOAD, NULL, &of->statement, 1, on_loaded, of);
}

bool due_record(struct worker *worker, int64_t id, enum record_kind kind,
                void (*ended)(void *context), void *context)
{
    const struct way *way = kind < RECORD_KINDS && ways[kind].fire != NULL ? &ways[kind] : NULL;
    struct arena *arena = way == NULL ? NULL : arena_new(RECORD_BYTES);
    struct due_record *of = arena == NULL ? NULL : arena_alloc(arena, sizeof *of);
    if (of == NULL) {
        arena_free(arena);
        return false;
    }
    of->worker = worker;
    of->arena = arena;
    of->snapshot = snapshot_hold(worker->snapshot);
    of->way = way;
    of->id = id;
    of->ended = ended;
    of->context = context;
    load(of);
    return true;
}
