/* Takes delivered confirmations, one case at a time each. */
#include "daemon/confirmation.h"

#include <event2/event.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/access.h"
#include "daemon/id_block.h"
#include "daemon/live.h"
#include "daemon/load.h"
#include "daemon/log.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "workflow/effects.h"

enum { TAKE_MAX = 100, POLL_MS = 1000, SOON_MS = 10, TRIES = 5, CASE_BYTES = 1 << 20 };

struct confirmations {
    struct worker *worker;
    struct event *timer;
    struct db_statement take;
    char agencies[ACCESS_AGENCIES_TEXT];
    int under_way; /* messages and polls not ended yet */
    bool more, stopping;
};

/* One message, and the case that it confirms. */
struct confirmation {
    struct confirmations *all;
    struct arena *arena;
    struct snapshot *snapshot;
    int32_t agency_id;
    int64_t id, case_id, delivered_at_us;
    struct load_wish wish;
    struct effects effects;
    struct db_statement noted;
    int tries;
};

static void arm(struct confirmations *all)
{
    struct timeval wait = {.tv_usec = SOON_MS * 1000};
    if (!all->more) wait = (struct timeval){.tv_sec = POLL_MS / 1000};
    event_add(all->timer, &wait);
}

static void ended(struct confirmations *all)
{
    if (--all->under_way > 0) return;
    if (all->stopping) {
        event_free(all->timer);
        free(all);
    } else {
        arm(all);
    }
}

static void finish(struct confirmation *one)
{
    struct confirmations *all = one->all;
    snapshot_release(one->snapshot);
    arena_free(one->arena); /* holds of itself */
    ended(all);
}

static void on_noted(void *context, struct db_reply *reply)
{
    if (reply->outcome == DB_FAILED)
        log_error("a delivered confirmation could not be marked as noted", &reply->error);
    finish(context); /* or the claim runs out, and nothing is left to do but this */
}

static void mark_noted(struct confirmation *one)
{
    one->noted.query = QUERY_OUTBOX_NOTED;
    db_params_clear(&one->noted.params);
    db_int(&one->noted.params, one->agency_id);
    db_int(&one->noted.params, one->id);
    db_send(one->all->worker->db, DB_LOAD, NULL, &one->noted, 1, on_noted, one);
}

static void load(struct confirmation *one);

static void on_batched(void *context, const struct batch_result *result)
{
    struct confirmation *one = context;
    if (result->outcome == BATCH_COMMITTED) {
        live_poke(one->all->worker->live);
        mark_noted(one);
    } else if (result->outcome == BATCH_STALE && ++one->tries < TRIES) {
        load(one); /* somebody changed the case meanwhile: look again */
    } else {
        finish(one); /* the claim runs out */
    }
}

/* ERR_OK with nothing in effects: there is nothing to note any more. */
static enum error_code decide(struct confirmation *one, struct error *error)
{
    struct worker *worker = one->all->worker;
    struct decision_context decision = {.desk = &one->snapshot->desk,
                                        .arena = one->arena,
                                        .now_us = worker_now_us(worker),
                                        .loads = one->snapshot->loads};
    memset(&one->effects, 0, sizeof one->effects);
    if (one->wish.code != ERR_OK) return one->wish.code;
    if (one->wish.kase == NULL) return ERR_OK;
    if (!id_block_take(worker->ids, DECISION_IDS, &decision.first_id))
        return error_set(error, ERR_UNAVAILABLE, "could not get ids");
    randombytes_buf(decision.salts, sizeof decision.salts);
    enum error_code code = kase_confirmed(&decision, one->wish.kase, one->id, one->delivered_at_us,
                                          &one->effects, error);
    id_block_give_back(worker->ids, decision.first_id + one->effects.ids_used);
    return code;
}

static void on_loaded(void *context)
{
    struct confirmation *one = context;
    struct error error = {.code = ERR_OK};
    enum error_code code = decide(one, &error);
    if (code == ERR_OK && one->effects.events_count == 0) {
        mark_noted(one);
        return;
    }
    if (code == ERR_OK)
        code = batch_submit(one->all->worker->batch, &one->effects, NULL, on_batched, one, &error);
    if (code == ERR_OK) return;
    if (error.code != ERR_OK) log_error("a delivered confirmation could not be noted", &error);
    finish(one); /* the claim runs out */
}

static void load(struct confirmation *one)
{
    one->wish = (struct load_wish){.case_id = one->case_id};
    load_wish_for(one->all->worker->load, one->arena, &one->wish, on_loaded, one);
}

static void begin(struct confirmations *all, const PGresult *rows, int row)
{
    struct arena *arena = arena_new(CASE_BYTES);
    struct confirmation *one = arena == NULL ? NULL : arena_alloc(arena, sizeof *one);
    if (one == NULL) { /* the claim runs out, and it is tried again */
        arena_free(arena);
        return;
    }
    one->all = all;
    one->arena = arena;
    one->snapshot = snapshot_hold(all->worker->snapshot);
    one->agency_id = (int32_t)db_get_int(rows, row, 0, 0);
    one->id = db_get_int(rows, row, 1, 0);
    one->case_id = db_get_int(rows, row, 2, 0);
    one->delivered_at_us = db_get_int(rows, row, 3, 0);
    all->under_way++;
    load(one);
}

static void on_taken(void *context, struct db_reply *reply)
{
    struct confirmations *all = context;
    all->more = false;
    if (reply->outcome == DB_DONE) {
        int taken = PQntuples(reply->results[0]);
        for (int i = 0; i < taken && !all->stopping; i++) begin(all, reply->results[0], i);
        all->more = taken >= TAKE_MAX;
    }
    ended(all);
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
    struct confirmations *all = context;
    struct worker *worker = all->worker;
    (void)fd, (void)what;
    if (worker->snapshot == NULL || !db_lane_ready(worker->db, DB_LOAD) ||
        id_block_room(worker->ids, DECISION_IDS) == 0) {
        all->more = false;
        arm(all);
        return;
    }
    access_all_agencies(&worker->snapshot->desk, all->agencies, sizeof all->agencies);
    all->take.query = QUERY_OUTBOX_TAKE_DELIVERED;
    db_params_clear(&all->take.params);
    db_text(&all->take.params, all->agencies);
    db_int(&all->take.params, TAKE_MAX);
    all->under_way++;
    db_send(worker->db, DB_LOAD, NULL, &all->take, 1, on_taken, all);
}

struct confirmations *confirmations_new(struct worker *worker)
{
    struct confirmations *all = calloc(1, sizeof *all);
    if (all == NULL) return NULL;
    all->worker = worker;
    all->timer = evtimer_new(worker->base, on_timer, all);
    if (all->timer == NULL) {
        free(all);
        return NULL;
    }
    arm(all);
    return all;
}

void confirmations_free(struct confirmations *all)
{
    if (all == NULL) return;
    all->stopping = true;
    event_del(all->timer);
    all->under_way++;
    ended(all);
}
