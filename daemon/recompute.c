/* A timer looks for work; pages are loaded and computed while those before them are written. */
#include "daemon/recompute.h"

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/due_complaint.h"
#include "daemon/id_block.h"
#include "daemon/live.h"
#include "daemon/log.h"
#include "daemon/recompute_rows.h"
#include "daemon/worker.h"
#include "db/pgarray.h"
#include "proto/arena.h"

enum {
    PAGE = 500,
    WRITES_AHEAD = 3,
    COMPLAINTS_AT_ONCE = 20,
    LOOK_MS = 2000,
    SOON_MS = 20,
    PAGE_BYTES = 16 << 20,
    PART_BYTES = 1 << 20
};

/* What the statement takes beyond the arrays of moved clocks. */
struct moved {
    int64_t case_id;
    int32_t version;
    const struct case_event *event;
    const struct clock *clock;
    int64_t case_due_at_us;
    bool late;
};

struct recompute {
    struct worker *worker;
    struct event *timer;
    struct db_statement look, load, pass, writing[2], complaints[2];
    struct pgarray *writer;
    /* Of the part claimed; definition_id 0: none. */
    struct arena *part_arena, *page_arena;
    struct recompute_part part;
    int64_t definition_id;
    int under_way;                  /* groups that have not been answered */
    int writes;                     /* of these */
    struct recompute_position held; /* the next page is loaded from here when a write has ended */
    bool holding;
    bool whole;           /* all pages of the pass are loaded */
    int64_t at_complaint; /* then come the complaints, after this one */
    int at_once;          /* so many were asked for */
    bool complaints_whole;
    bool failed; /* the claim runs out, and it is tried again */
    bool stopping;
};

static void arm(struct recompute *recompute, int wait_ms)
{
    struct timeval wait = {.tv_sec = wait_ms / 1000, .tv_usec = wait_ms % 1000 * 1000};
    if (!recompute->stopping) event_add(recompute->timer, &wait);
}

static void free_all(struct recompute *recompute)
{
    if (recompute->timer != NULL) event_free(recompute->timer);
    pgarray_free(recompute->writer);
    arena_free(recompute->part_arena);
    arena_free(recompute->page_arena);
    free(recompute);
}

static void ask(struct recompute *recompute, enum db_lane lane,
                const struct db_statement *statements, size_t count, db_callback callback)
{
    recompute->under_way++;
    db_send(recompute->worker->db, lane, NULL, statements, count, callback, recompute);
}

static void on_pass(void *context, struct db_reply *reply);
static void load_complaints(struct recompute *recompute);

/* When everything has been answered: the pass ends, or another look is taken. */
static void settle(struct recompute *recompute)
{
    if (--recompute->under_way > 0) return;
    if (recompute->stopping) {
        free_all(recompute);
    } else if (recompute->definition_id == 0 || !recompute->whole || recompute->failed) {
        recompute->definition_id = 0;
        arm(recompute, LOOK_MS);
    } else if (!recompute->complaints_whole) {
        load_complaints(recompute);
    } else {
        recompute->whole = false;
        recompute->pass.query = QUERY_RECOMPUTE_PASS;
        db_params_clear(&recompute->pass.params);
        db_int(&recompute->pass.params, recompute->part.agency_id);
        db_int(&recompute->pass.params, recompute->definition_id);
        ask(recompute, DB_CARE, &recompute->pass, 1, on_pass);
    }
}

static void on_pass(void *context, struct db_reply *reply)
{
    struct recompute *recompute = context;
    if (reply->outcome == DB_DONE && PQntuples(reply->results[0]) > 0 &&
        db_get_bool(reply->results[0], 0, 0))
        LOG(LEVEL_INFO, "running clocks computed anew",
            LOG_NUMBER("definition", recompute->definition_id),
            LOG_NUMBER("agency", recompute->part.agency_id),
            LOG_NUMBER("moved", db_get_int(reply->results[0], 0, 1, 0)),
            LOG_NUMBER("late", db_get_int(reply->results[0], 0, 2, 0)));
    recompute->definition_id = 0;
    if (--recompute->under_way == 0 && recompute->stopping)
        free_all(recompute);
    else
        arm(recompute, SOON_MS);
}

static void load_page(struct recompute *recompute, const struct recompute_position *from);

/* ---- writing ---- */

static void on_written(void *context, struct db_reply *reply)
{
    struct recompute *recompute = context;
    recompute->writes--;
    if (reply->outcome != DB_DONE) {
        recompute->failed = true;
        log_error("clocks could not be computed anew", &reply->error);
    } else {
        live_poke(recompute->worker->live);
    }
    if (recompute->holding && !recompute->failed && !recompute->stopping) {
        recompute->holding = false;
        load_page(recompute, &recompute->held);
    }
    settle(recompute);
}

#define ARRAY(type, put)                                                                           \
    do {                                                                                           \
        size_t length;                                                                             \
        pgarray_begin(writer, type);                                                               \
        for (size_t i = 0; i < count; i++) put;                                                    \
        const uint8_t *bytes = pgarray_end(writer, &length);                                       \
        db_array(params, bytes, length);                                                           \
    } while (0)

static void put_time(struct pgarray *writer, int64_t at_us, bool infinite)
{
    if (at_us != NO_TIME)
        pgarray_time(writer, at_us);
    else if (infinite)
        pgarray_infinity(writer);
    else
        pgarray_null(writer);
}

static void add_arrays(struct db_params *params, struct pgarray *writer, const struct moved *rows,
                       size_t count)
{
    ARRAY(PGTYPE_INT8, pgarray_int64(writer, rows[i].case_id));
    ARRAY(PGTYPE_INT4, pgarray_int32(writer, rows[i].version));
    ARRAY(PGTYPE_INT4, pgarray_int32(writer, rows[i].event->seq));
    ARRAY(PGTYPE_INT8, pgarray_int64(writer, rows[i].clock->id));
    ARRAY(PGTYPE_INT4, pgarray_int32(writer, rows[i].clock->standard_id));
    ARRAY(PGTYPE_TIMESTAMPTZ, put_time(writer, rows[i].clock->due_at_us, false));
    ARRAY(PGTYPE_TIMESTAMPTZ, put_time(writer, rows[i].clock->next_rung_at_us, false));
    ARRAY(PGTYPE_TIMESTAMPTZ, put_time(writer, rows[i].case_due_at_us, true));
    ARRAY(PGTYPE_INT4, pgarray_int32(writer, rows[i].event->office_id));
    ARRAY(PGTYPE_INT4, pgarray_int32(writer, rows[i].event->service_id));
    ARRAY(PGTYPE_INT4, pgarray_int32(writer, rows[i].event->segment_id));
    ARRAY(PGTYPE_INT2, pgarray_int16(writer, (int16_t)rows[i].event->channel));
    ARRAY(PGTYPE_TEXT, pgarray_text(writer, rows[i].event->facts_json));
    ARRAY(PGTYPE_BYTEA, pgarray_bytes(writer, rows[i].event->hash, HASH_SIZE));
    ARRAY(PGTYPE_BOOL, pgarray_bool(writer, rows[i].late));
}

static void write_moved(struct recompute *recompute, const struct recompute_position *end,
                        int64_t now_us, const struct moved *rows, size_t count)
{
    struct db_statement *write = &recompute->writing[0], *progress = &recompute->writing[1];
    write->query = QUERY_RECOMPUTE_WRITE;
    db_params_clear(&write->params);
    pgarray_clear(recompute->writer);
    db_int(&write->params, recompute->part.agency_id);
    db_int(&write->params, EVENT_RECOMPUTED);
    db_time(&write->params, now_us);
    add_arrays(&write->params, recompute->writer, rows, count);
    progress->query = QUERY_RECOMPUTE_PROGRESS;
    db_params_clear(&progress->params);
    db_int(&progress->params, recompute->part.agency_id);
    db_int(&progress->params, recompute->definition_id);
    db_int(&progress->params, end->owner_id);
    db_int(&progress->params, end->clock_id);
    db_int(&progress->params, (int64_t)count);
    recompute->failed = pgarray_failed(recompute->writer);
    if (recompute->failed) return;
    recompute->writes++;
    ask(recompute, DB_CARE, recompute->writing, 2, on_written);
}

/* ---- computing ---- */

/* Computes one clock. True when it moved; then *row says how. */
static bool compute(struct recompute *recompute, struct recompute_clock *of, int64_t now_us,
                    struct moved *moved, struct case_event *event)
{
    const struct desk *desk = &recompute->worker->snapshot->desk;
    const struct clock before = of->clock.clock;
    if (of->row == NULL || !clock_recompute(desk, &of->clock)) return false;
    const struct standard *standard = desk_standard(desk, of->clock.clock.standard_id);
    const char *cause = recompute_cause(recompute->page_arena, desk, &recompute->part, standard);
    *moved = (struct moved){.case_id = of->row->id, .version = of->row->version};
    if (cause == NULL || !kase_recomputed(recompute->page_arena, of->row, &before, &of->clock.clock,
                                          cause, now_us, event)) {
        recompute->failed = true;
        return false;
    }
    moved->event = event;
    moved->clock = &of->clock.clock;
    moved->case_due_at_us = of->row->due_at_us;
    moved->late = clock_in_time(&before, now_us) && !clock_in_time(&of->clock.clock, now_us);
    return true;
}

static void compute_page(struct recompute *recompute, struct recompute_page *page)
{
    int64_t now_us = worker_now_us(recompute->worker);
    struct moved *rows = arena_array(recompute->page_arena, page->count, sizeof *rows);
    struct case_event *events = arena_array(recompute->page_arena, page->count, sizeof *events);
    size_t count = 0;
    if (rows == NULL || events == NULL) {
        recompute->failed = true;
        return;
    }
    for (size_t i = 0; i < page->count; i++)
        if (compute(recompute, &page->clocks[i], now_us, &rows[count], &events[count])) count++;
    if (!recompute->failed) write_moved(recompute, &page->end, now_us, rows, count);
}

static void on_page(void *context, struct db_reply *reply);

static void load_page(struct recompute *recompute, const struct recompute_position *from)
{
    recompute_load(&recompute->load, &recompute->part, from, PAGE);
    ask(recompute, DB_LOAD, &recompute->load, 1, on_page);
}

static void on_page(void *context, struct db_reply *reply)
{
    struct recompute *recompute = context;
    struct recompute_page page;
    arena_reset(recompute->page_arena);
    bool goes_on = reply->outcome == DB_DONE && !recompute->stopping && !recompute->failed;
    if (!goes_on || !recompute_read(recompute->page_arena, reply->results[0],
                                    recompute->part.agency_id, &page)) {
        recompute->failed = true;
    } else {
        recompute->whole = page.count < PAGE;
        if (page.count > 0) compute_page(recompute, &page);
        recompute->held = page.end;
        recompute->holding = !recompute->whole && recompute->writes >= WRITES_AHEAD;
        if (!recompute->whole && !recompute->holding) load_page(recompute, &page.end);
    }
    settle(recompute);
}

/* ---- complaints: each a command of its own, that notes what it moved ---- */

static void on_complaint(void *context, bool done)
{
    struct recompute *recompute = context;
    recompute->failed |= !done;
    settle(recompute);
}

static void on_complaints(void *context, struct db_reply *reply)
{
    struct recompute *recompute = context;
    recompute->failed |= reply->outcome != DB_DONE;
    if (!recompute->failed && !recompute->stopping) {
        const PGresult *found = reply->results[1];
        int count = PQntuples(found);
        recompute->complaints_whole = count < recompute->at_once;
        for (int i = 0; i < count && !recompute->failed; i++) {
            recompute->at_complaint = db_get_int(found, i, 0, 0);
            recompute->under_way++;
            if (due_complaint_recompute(recompute->worker, recompute->at_complaint,
                                        recompute->definition_id, on_complaint, recompute))
                continue;
            recompute->under_way--;
            recompute->failed = true;
        }
    }
    settle(recompute);
}

/* The next ones; with it is noted that those before them are done. As many as there are ids for. */
static void load_complaints(struct recompute *recompute)
{
    struct db_statement *come_to = &recompute->complaints[0], *next = &recompute->complaints[1];
    int room = id_block_room(recompute->worker->ids, DECISION_IDS);
    recompute->at_once = room < COMPLAINTS_AT_ONCE ? room : COMPLAINTS_AT_ONCE;
    recompute->failed = recompute->at_once == 0;
    come_to->query = QUERY_RECOMPUTE_COME_TO;
    db_params_clear(&come_to->params);
    db_int(&come_to->params, recompute->part.agency_id);
    db_int(&come_to->params, recompute->definition_id);
    db_int(&come_to->params, recompute->at_complaint);
    next->query = QUERY_RECOMPUTE_COMPLAINTS;
    db_params_clear(&next->params);
    db_int(&next->params, recompute->part.agency_id);
    db_text(&next->params, recompute->part.ladders);
    db_int(&next->params, recompute->at_complaint);
    db_int(&next->params, recompute->at_once);
    ask(recompute, DB_CARE, recompute->complaints, 2, on_complaints);
}

/* ---- looking for work ---- */

static void on_look(void *context, struct db_reply *reply)
{
    struct recompute *recompute = context;
    const PGresult *found = reply->results[0];
    if (reply->outcome == DB_DONE && PQntuples(found) > 0 && !recompute->stopping) {
        arena_reset(recompute->part_arena);
        recompute->part =
            (struct recompute_part){.agency_id = (int32_t)db_get_int(found, 0, 0, 0),
                                    .standards = db_get_text(recompute->part_arena, found, 0, 2),
                                    .changed = db_get_text(recompute->part_arena, found, 0, 3),
                                    .ladders = db_get_text(recompute->part_arena, found, 0, 7)};
        struct recompute_position from = {db_get_int(found, 0, 4, 0), db_get_int(found, 0, 5, 0)};
        recompute->failed = recompute->whole = recompute->holding = false;
        recompute->complaints_whole = false;
        recompute->at_complaint = db_get_int(found, 0, 6, 0);
        if (recompute->part.standards != NULL && recompute->part.changed != NULL &&
            recompute->part.ladders != NULL) {
            recompute->definition_id = db_get_int(found, 0, 1, 0);
            load_page(recompute, &from);
        }
    }
    settle(recompute);
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
    struct recompute *recompute = context;
    const struct worker *worker = recompute->worker;
    (void)fd, (void)what;
    if (recompute->under_way > 0) return; /* settles by itself */
    if (worker->snapshot == NULL || !db_lane_ready(worker->db, DB_CARE)) {
        arm(recompute, LOOK_MS);
        return;
    }
    recompute->look.query = QUERY_RECOMPUTE_CLAIM;
    db_params_clear(&recompute->look.params);
    db_int(&recompute->look.params, worker->snapshot->desk.definition_id);
    ask(recompute, DB_CARE, &recompute->look, 1, on_look);
}

struct recompute *recompute_new(struct worker *worker)
{
    struct recompute *recompute = calloc(1, sizeof *recompute);
    if (recompute == NULL) return NULL;
    recompute->worker = worker;
    recompute->timer = evtimer_new(worker->base, on_timer, recompute);
    recompute->writer = pgarray_new();
    recompute->part_arena = arena_new(PART_BYTES);
    recompute->page_arena = arena_new(PAGE_BYTES);
    if (recompute->timer == NULL || recompute->writer == NULL || recompute->part_arena == NULL ||
        recompute->page_arena == NULL) {
        free_all(recompute);
        return NULL;
    }
    arm(recompute, LOOK_MS);
    return recompute;
}

void recompute_soon(struct recompute *recompute)
{
    if (recompute != NULL && recompute->under_way == 0) arm(recompute, SOON_MS);
}

void recompute_free(struct recompute *recompute)
{
    if (recompute == NULL) return;
    recompute->stopping = true;
    event_del(recompute->timer);
    if (recompute->under_way == 0) free_all(recompute);
}
