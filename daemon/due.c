/* Due clocks: a timer for the earliest rung, at most a second away. */
#include "daemon/due.h"

#include <event2/event.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "config/settings.h"
#include "daemon/access.h"
#include "daemon/due_complaint.h"
#include "daemon/due_record.h"
#include "daemon/id_block.h"
#include "daemon/live.h"
#include "daemon/load.h"
#include "daemon/log.h"
#include "daemon/wallclock.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "workflow/effects.h"

enum { TAKE_MAX = 200, POLL_MS = 1000, SOON_MS = 10, TRIES = 5, CASE_BYTES = 1 << 20 };

struct due {
    struct worker *worker;
    struct event *timer;
    struct db_statement statements[2];
    char agencies[ACCESS_AGENCIES_TEXT];
    int under_way; /* cases and polls not ended yet */
    int most;      /* taken at a time from an agency */
    int64_t next_at_us;
    bool more, stopping, skewed;
};

/* One case with due clocks. */
struct due_case {
    struct due *due;
    struct arena *arena;
    struct snapshot *snapshot;
    struct load_wish wish;
    struct effects effects;
    int tries;
};

static void arm(struct due *due)
{
    int64_t wait_us =
        due->next_at_us == NO_TIME ? POLL_MS * 1000 : due->next_at_us - worker_now_us(due->worker);
    if (due->more || wait_us < SOON_MS * 1000) wait_us = SOON_MS * 1000;
    if (wait_us > POLL_MS * 1000) wait_us = POLL_MS * 1000;
    struct timeval wait = {.tv_sec = wait_us / US_PER_S, .tv_usec = wait_us % US_PER_S};
    event_add(due->timer, &wait);
}

static void ended(struct due *due)
{
    if (--due->under_way > 0) return;
    if (due->stopping) {
        event_free(due->timer);
        free(due);
    } else {
        arm(due);
    }
}

static void case_free(struct due_case *of)
{
    struct due *due = of->due;
    snapshot_release(of->snapshot);
    arena_free(of->arena); /* holds of itself */
    ended(due);
}

static void case_load(struct due_case *of);

static void on_batched(void *context, const struct batch_result *result)
{
    struct due_case *of = context;
    if (result->outcome == BATCH_COMMITTED) live_poke(of->due->worker->live);
    if (result->outcome == BATCH_COMMITTED && of->effects.outboxes_count > 0)
        live_poke_courier(of->due->worker->live);
    /* Somebody changed the case meanwhile: look again. Whatever else went wrong, the claim runs
     * out. */
    if (result->outcome == BATCH_STALE && ++of->tries < TRIES)
        case_load(of);
    else
        case_free(of); /* committed, or the claim runs out */
}

static enum error_code fire(struct due_case *of, const struct decision_context *decision,
                            struct error *error)
{
    enum error_code code = kase_fire_rungs(decision, of->wish.kase, &of->effects, error);
    id_block_give_back(of->due->worker->ids, decision->first_id + of->effects.ids_used);
    return code;
}

static void on_loaded(void *context)
{
    struct due_case *of = context;
    struct worker *worker = of->due->worker;
    struct decision_context decision = {.desk = &of->snapshot->desk,
                                        .arena = of->arena,
                                        .now_us = worker_now_us(worker),
                                        .loads = of->snapshot->loads};
    struct error error = {.code = ERR_OK};
    memset(&of->effects, 0, sizeof of->effects);
    randombytes_buf(decision.salts, sizeof decision.salts);
    if (of->wish.code != ERR_OK || of->wish.kase == NULL ||
        !id_block_take(worker->ids, DECISION_IDS, &decision.first_id) ||
        fire(of, &decision, &error) != ERR_OK || of->effects.events_count == 0 ||
        batch_submit(worker->batch, &of->effects, NULL, on_batched, of, &error) != ERR_OK) {
        if (error.code != ERR_OK) log_error("a rung could not be fired", &error);
        case_free(of);
    }
}

static void case_load(struct due_case *of)
{
    int64_t case_id = of->wish.case_id;
    of->wish = (struct load_wish){.case_id = case_id};
    load_wish_for(of->due->worker->load, of->arena, &of->wish, on_loaded, of);
}

static void case_begin(struct due *due, int64_t case_id)
{
    struct arena *arena = arena_new(CASE_BYTES);
    struct due_case *of = arena == NULL ? NULL : arena_alloc(arena, sizeof *of);
    if (of == NULL) { /* the claim runs out, and it is tried again */
        arena_free(arena);
        return;
    }
    of->due = due;
    of->arena = arena;
    of->snapshot = snapshot_hold(due->worker->snapshot);
    of->wish.case_id = case_id;
    due->under_way++;
    case_load(of);
}

static void on_complaint(void *context, bool done)
{
    (void)done; /* else the claim runs out */
    ended(context);
}

static void on_record(void *context)
{
    ended(context);
}

/* A case, or a record whose kind has clocks. */
static void owner_begin(struct due *due, int64_t owner_id, enum record_kind kind)
{
    if (kind == RECORD_NONE)
        case_begin(due, owner_id);
    else if (kind == RECORD_COMPLAINT ? due_complaint(due->worker, owner_id, on_complaint, due)
                                      : due_record(due->worker, owner_id, kind, on_record, due))
        due->under_way++;
}

static void note_skew(struct due *due, int64_t off_ms)
{
    bool skewed = llabs((long long)off_ms) > due->worker->settings->clock.max_skew_ms;
    if (skewed && !due->skewed)
        LOG(LEVEL_ERROR, "this machine's clock differs from the database's: no rung is fired",
            LOG_NUMBER("off_ms", off_ms));
    due->skewed = skewed;
}

static void on_taken(void *context, struct db_reply *reply)
{
    struct due *due = context;
    due->more = false;
    due->next_at_us = NO_TIME;
    if (reply->outcome == DB_DONE) {
        int taken = PQntuples(reply->results[0]);
        for (int i = 0; i < taken && !due->stopping; i++)
            owner_begin(due, db_get_int(reply->results[0], i, 0, 0),
                        (enum record_kind)db_get_int(reply->results[0], i, 1, 0));
        due->more = taken >= due->most;
        due->next_at_us = db_get_time(reply->results[1], 0, 0);
        note_skew(due, db_get_int(reply->results[1], 0, 1, 0));
    }
    ended(due);
}

/* As many as there are ids for: a case that is taken and finds none waits until its claim runs out.
 */
static int most_at_a_time(const struct worker *worker)
{
    int agencies = (int)worker->snapshot->desk.agencies_count;
    int room = id_block_room(worker->ids, DECISION_IDS);
    if (room > agencies) room /= agencies == 0 ? 1 : agencies;
    return room < TAKE_MAX ? room : TAKE_MAX;
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
    struct due *due = context;
    struct worker *worker = due->worker;
    (void)fd, (void)what;
    due->next_at_us = NO_TIME;
    /* On a clock that is off, nothing fires. */
    if (worker->snapshot == NULL || !db_lane_ready(worker->db, DB_LOAD) ||
        !wallclock_trusted(worker->settings->clock.max_skew_ms * 1000) ||
        (due->most = most_at_a_time(worker)) == 0) {
        arm(due);
        return;
    }
    access_all_agencies(&worker->snapshot->desk, due->agencies, sizeof due->agencies);
    int64_t now_us = worker_now_us(worker);
    struct db_statement *take = &due->statements[0], *next = &due->statements[1];
    take->query = QUERY_CLOCK_TAKE_DUE;
    db_params_clear(&take->params);
    db_text(&take->params, due->agencies);
    db_time(&take->params, now_us);
    db_int(&take->params, due->most);
    db_int(&take->params, worker->settings->clock.max_skew_ms);
    next->query = QUERY_CLOCK_NEXT_DUE;
    db_params_clear(&next->params);
    db_text(&next->params, due->agencies);
    db_time(&next->params, now_us);
    due->under_way++;
    db_send(worker->db, DB_LOAD, NULL, due->statements, 2, on_taken, due);
}

struct due *due_new(struct worker *worker)
{
    struct due *due = calloc(1, sizeof *due);
    if (due == NULL) return NULL;
    due->worker = worker;
    due->next_at_us = NO_TIME;
    due->timer = evtimer_new(worker->base, on_timer, due);
    if (due->timer == NULL) {
        free(due);
        return NULL;
    }
    arm(due);
    return due;
}

void due_free(struct due *due)
{
    if (due == NULL) return;
    due->stopping = true;
    event_del(due->timer);
    due->under_way++;
    ended(due);
}
