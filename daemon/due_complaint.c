/* One complaint whose time has come, or whose calendar has changed. */
#include "daemon/due_complaint.h"

#include <sodium.h>
#include <string.h>

#include "daemon/access.h"
#include "daemon/complaint_int.h"
#include "daemon/id_block.h"
#include "daemon/live.h"
#include "daemon/log.h"
#include "daemon/recompute_rows.h"
#include "daemon/worker.h"
#include "proto/arena.h"

enum { COMPLAINT_BYTES = 4 << 20, TRIES = 5 };

struct due_complaint {
    struct worker *worker;
    struct arena *arena;
    struct snapshot *snapshot;
    int64_t id, definition_id; /* 0: it is due */
    struct complaint complaint;
    struct effects effects;
    struct complaint_moves moves;
    struct db_statement statements[COMPLAINT_RESULTS];
    char agencies[ACCESS_AGENCIES_TEXT];
    due_complaint_ended ended;
    void *context;
    int tries;
};

static void finish(struct due_complaint *of, bool done)
{
    due_complaint_ended ended = of->ended;
    void *context = of->context;
    snapshot_release(of->snapshot);
    arena_free(of->arena); /* holds of itself */
    ended(context, done);
}

static void load(struct due_complaint *of);

static void on_batched(void *context, const struct batch_result *result)
{
    struct due_complaint *of = context;
    bool done = result->outcome == BATCH_COMMITTED;
    if (done) live_poke(of->worker->live);
    if (done && of->effects.outboxes_count > 0) live_poke_courier(of->worker->live);
    /* Somebody was faster, or there is more than one decision does: look again. Whatever else went
     * wrong, the claim runs out. */
    if ((done && of->moves.more) || (result->outcome == BATCH_STALE && ++of->tries < TRIES))
        load(of);
    else
        finish(of, done);
}

static enum error_code recompute(struct due_complaint *of, const struct complaint_context *context,
                                 struct error *error)
{
    const struct ladder *ladder = desk_ladder(context->decision.desk, of->complaint.ladder_id);
    const char *cause = recompute_ladder_cause(of->arena, context->decision.desk, ladder);
    enum error_code code =
        complaint_recompute(context, cause, &of->complaint, &of->effects, &of->moves, error);
    if (code != ERR_OK || of->moves.moved == 0) return code;
    struct recomputed_row *row = effects_add_recomputed_row(of->arena, &of->effects);
    if (row == NULL || cause == NULL) return error_set(error, ERR_UNAVAILABLE, "no memory");
    *row = (struct recomputed_row){of->definition_id, of->moves.moved, of->moves.late};
    return ERR_OK;
}

static enum error_code decide(struct due_complaint *of, struct complaint_context *context,
                              struct error *error)
{
    struct decision_context *decision = &context->decision;
    decision->desk = &of->snapshot->desk;
    decision->arena = of->arena;
    decision->now_us = worker_now_us(of->worker);
    decision->loads = of->snapshot->loads;
    randombytes_buf(decision->salts, sizeof decision->salts);
    if (!id_block_take(of->worker->ids, DECISION_IDS, &decision->first_id))
        return error_set(error, ERR_UNAVAILABLE, "could not get ids");
    enum error_code code = of->definition_id == 0
                               ? complaint_fire(context, &of->complaint, &of->effects, error)
                               : recompute(of, context, error);
    id_block_give_back(of->worker->ids, decision->first_id + of->effects.ids_used);
    return code;
}

static bool read(struct due_complaint *of, const struct db_reply *reply,
                 struct complaint_context *context, struct error *error)
{
    return complaint_read(of->arena, reply->results[COMPLAINT_ROW], &of->complaint, error) ==
               ERR_OK &&
           complaint_known(&of->snapshot->desk, &of->complaint, error) == ERR_OK &&
           complaint_read_hands(of->arena, reply->results[COMPLAINT_HANDS], context);
}

static void on_loaded(void *into, struct db_reply *reply)
{
    struct due_complaint *of = into;
    struct complaint_context context = {.hand_count = 0};
    struct error error = {.code = ERR_OK};
    bool good = reply->outcome == DB_DONE && read(of, reply, &context, &error) &&
                decide(of, &context, &error) == ERR_OK;
    bool some = good && of->effects.events_count > 0;
    if (some &&
        batch_submit(of->worker->batch, &of->effects, NULL, on_batched, of, &error) == ERR_OK)
        return;
    if (error.code != ERR_OK)
        log_error(of->definition_id == 0 ? "a stage of a complaint could not be ended"
                                         : "clocks of a complaint could not be computed anew",
                  &error);
    finish(of, good && !some);
}

static void load(struct due_complaint *of)
{
    access_all_agencies(&of->snapshot->desk, of->agencies, sizeof of->agencies);
    complaint_ask(of->statements, of->agencies, of->id);
    memset(&of->effects, 0, sizeof of->effects);
    db_send(of->worker->db, DB_LOAD, NULL, of->statements, COMPLAINT_RESULTS, on_loaded, of);
}

bool due_complaint_recompute(struct worker *worker, int64_t id, int64_t definition_id,
                             due_complaint_ended ended, void *context)
{
    struct arena *arena = arena_new(COMPLAINT_BYTES);
    struct due_complaint *of = arena == NULL ? NULL : arena_alloc(arena, sizeof *of);
    if (of == NULL) {
        arena_free(arena);
        return false;
    }
    of->worker = worker;
    of->arena = arena;
    of->snapshot = snapshot_hold(worker->snapshot);
    of->id = id;
    of->definition_id = definition_id;
    of->ended = ended;
    of->context = context;
    load(of);
    return true;
}

bool due_complaint(struct worker *worker, int64_t id, due_complaint_ended ended, void *context)
{
    return due_complaint_recompute(worker, id, 0, ended, context);
}
