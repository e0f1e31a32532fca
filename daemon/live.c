/* The feed's reader and its listeners. */
#include "daemon/live.h"

#include <event2/event.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/access.h"
#include "daemon/case_read.h"
#include "daemon/complaint_int.h"
#include "daemon/handlers.h"
#include "daemon/presence.h"
#include "daemon/worker.h"
#include "proto/arena.h"

enum { READ_MAX = 250, POLL_MS = 1000, POKE_MS = 100, BEAT_S = 15, NUMBER_TEXT = 24 };

/* After the last event sent. txid is the bound below which all was seen, or the event's own
 * transaction. */
struct position {
    uint64_t txid;
    int64_t case_id;
    int32_t agency_id, seq;
};

/* A read of the feed under way: the common one, or of a listener that catches up. */
struct feed_read {
    struct db_statement statement;
    char agencies[ACCESS_AGENCIES_TEXT];
    char txid[NUMBER_TEXT];
};

/* Whether who looks at a case still may see it: asked with its tasks, which a read of the feed does
 * not give. */
struct second_look {
    struct listener *listener; /* NULL: gone meanwhile */
    struct arena *arena;       /* its own memory, too */
    struct load_wish wish;
};

struct listener {
    struct live *live;
    struct request *request; /* NULL: gone while its own read was under way */
    struct listener *next, **link;
    const struct queue *queue; /* only of this queue; NULL: all that the caller may see */
    struct position position;
    struct viewer viewer; /* of ?case= */
    struct second_look *look;
    struct feed_read read;
    bool joined, reading, dropped;
    bool look_again; /* the case has changed since the look began */
    bool paused;     /* has yet to read what it was sent before it gets more */
    int64_t quiet_since_us;
};

struct live {
    struct worker *worker;
    struct listener *listeners;
    struct event *timer, *poke_timer;
    struct position position; /* all below was given to those who joined */
    struct feed_read read;
    bool reading, again, poke_waiting, courier_waiting;
    struct event *courier_timer;
    struct db_statement poke, courier_poke;
};

static const struct position from_beginning = {0, 0, 0, 0};

static void arm(struct live *live, int ms)
{
    struct timeval wait = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};
    event_add(live->timer, &wait);
}

static void read_feed(struct live *live, struct feed_read *read, const struct position *from,
                      db_callback callback, void *context)
{
    struct db_params *params = &read->statement.params;
    access_all_agencies(&live->worker->snapshot->desk, read->agencies, sizeof read->agencies);
    snprintf(read->txid, sizeof read->txid, "%" PRIu64, from->txid);
    read->statement.query = QUERY_FEED_READ;
    db_params_clear(params);
    db_text(params, read->agencies);
    db_text(params, read->txid);
    db_int(params, from->agency_id);
    db_int(params, from->case_id);
    db_int(params, from->seq);
    db_int(params, READ_MAX);
    db_send(live->worker->db, DB_SLOW, read->agencies, &read->statement, 1, callback, context);
}

/* The position of row i, or of the bound when the read was exhausted. */
static struct position row_position(const PGresult *rows, int i)
{
    return (struct position){.txid = strtoull(PQgetvalue(rows, i, 1), NULL, 10),
                             .agency_id = (int32_t)db_get_int(rows, i, 2, 0),
                             .case_id = db_get_int(rows, i, 3, 0),
                             .seq = (int32_t)db_get_int(rows, i, 4, 0)};
}

static bool has_rows(const PGresult *rows)
{
    return PQntuples(rows) > 0 && !PQgetisnull(rows, 0, 1);
}

/* Where a read has come to, and whether there is more. */
static bool read_end(const PGresult *rows, struct position *end)
{
    int count = PQntuples(rows);
    if (has_rows(rows) && count >= READ_MAX) {
        *end = row_position(rows, count - 1);
        return true;
    }
    *end = from_beginning;
    end->txid = strtoull(PQgetvalue(rows, 0, 0), NULL, 10);
    return false;
}

static int position_compare(const struct position *a, const struct position *b)
{
    if (a->txid != b->txid) return a->txid < b->txid ? -1 : 1;
    if (a->agency_id != b->agency_id) return a->agency_id < b->agency_id ? -1 : 1;
    if (a->case_id != b->case_id) return a->case_id < b->case_id ? -1 : 1;
    return a->seq < b->seq ? -1 : a->seq > b->seq;
}

/* Columns of feed_read.sql. */
enum { FEED_CASE = 5, FEED_TEXT = 10, FEED_COMPLAINT, FEED_COMPLAINT_QUEUE = FEED_COMPLAINT + 6 };

/* By what the row of the case says. */
static bool case_seen(const struct listener *listener, const PGresult *rows, int i)
{
    struct kase row = {.agency_id = (int32_t)db_get_int(rows, i, 2, 0),
                       .office_id = (int32_t)db_get_int(rows, i, FEED_CASE, 0),
                       .handling_agency_id = (int32_t)db_get_int(rows, i, FEED_CASE + 1, 0),
                       .handler_id = (int32_t)db_get_int(rows, i, FEED_CASE + 2, 0),
                       .case_manager_id = (int32_t)db_get_int(rows, i, FEED_CASE + 3, 0),
                       .queue_id = (int32_t)db_get_int(rows, i, FEED_CASE + 4, 0)};
    const struct request *request = listener->request;
    return access_case_roles(request->desk, request->who->staff, &row, NULL, 0) != 0;
}

static bool case_visible(const struct listener *listener, const PGresult *rows, int i)
{
    if (listener->queue != NULL && listener->queue->id != db_get_int(rows, i, FEED_CASE + 4, 0))
        return false;
    return case_seen(listener, rows, i);
}

static bool complaint_visible(const struct listener *listener, const PGresult *rows, int i)
{
    struct complaint complaint;
    const struct request *request = listener->request;
    int32_t agency_id = (int32_t)db_get_int(rows, i, 2, 0);
    if (listener->queue != NULL &&
        listener->queue->id != db_get_int(rows, i, FEED_COMPLAINT_QUEUE, 0))
        return false;
    return complaint_read_sight(rows, i, FEED_COMPLAINT, agency_id, &complaint) &&
           access_complaint_roles(request->desk, request->who->staff, &complaint) != 0;
}

/* Events of other records are nobody's to hear. */
static bool visible(const struct listener *listener, const PGresult *rows, int i)
{
    if (PQgetisnull(rows, i, FEED_TEXT)) return false;
    return PQgetisnull(rows, i, FEED_CASE) ? complaint_visible(listener, rows, i)
                                           : case_visible(listener, rows, i);
}

/* ---- the right to look at a case, which may end ---- */

enum { LOOK_BYTES = 1 << 20 };

static void look_again(struct listener *listener);

static void on_looked(void *context)
{
    struct second_look *look = context;
    struct listener *listener = look->listener;
    bool again = listener != NULL && listener->look_again, sees = false;
    if (listener != NULL) {
        const struct request *request = listener->request;
        sees = access_loaded_roles(request->desk, request->who->staff, look->wish.kase) != 0;
        listener->look = NULL;
    }
    arena_free(look->arena);
    if (listener != NULL && again)
        look_again(listener);
    else if (listener != NULL && !sees) /* whoever may see it nevertheless comes back */
        request_stream_end(listener->request);
}

static void look_again(struct listener *listener)
{
    listener->look_again = listener->look != NULL;
    if (listener->look != NULL) return;
    struct arena *arena = arena_new(LOOK_BYTES);
    struct second_look *look = arena == NULL ? NULL : arena_alloc(arena, sizeof *look);
    if (look == NULL) {
        arena_free(arena);
        request_stream_end(listener->request);
        return;
    }
    look->arena = arena;
    look->listener = listener;
    look->wish.case_id = listener->viewer.case_id;
    listener->look = look;
    load_wish_for(listener->live->worker->load, arena, &look->wish, on_looked, look);
}

static void check_viewer(struct listener *listener, const PGresult *rows, int i,
                         const struct position *position)
{
    if (listener->viewer.presence != NULL && listener->viewer.case_id == position->case_id &&
        !PQgetisnull(rows, i, FEED_CASE) && !case_seen(listener, rows, i))
        look_again(listener);
}

/* ---- sending ---- */

/* False: the listener is too slow; it is dropped and may come back with the last id it got. */
static bool send_event(struct listener *listener, const PGresult *rows, int i,
                       const struct position *position)
{
    char head[128];
    int length = snprintf(head, sizeof head,
                          "id: %" PRIu64 ".%d.%" PRId64 ".%d\nevent: %s\ndata: ", position->txid,
                          (int)position->agency_id, position->case_id, (int)position->seq,
                          PQgetisnull(rows, i, FEED_CASE) ? "complaint" : "case");
    struct request *request = listener->request;
    listener->quiet_since_us = worker_now_us(listener->live->worker);
    return request_stream_write(request, head, (size_t)length) &&
           request_stream_write(request, PQgetvalue(rows, i, FEED_TEXT),
                                (size_t)PQgetlength(rows, i, FEED_TEXT)) &&
           request_stream_write(request, "\n\n", 2);
}

static void send_rows(struct listener *listener, const PGresult *rows)
{
    for (int i = 0; has_rows(rows) && i < PQntuples(rows); i++) {
        struct position position = row_position(rows, i);
        if (position_compare(&position, &listener->position) <= 0) continue;
        check_viewer(listener, rows, i, &position);
        if (visible(listener, rows, i) && !send_event(listener, rows, i, &position)) {
            listener->joined = false;
            listener->dropped = true;
            request_stream_end(listener->request);
            return;
        }
        listener->position = position;
    }
}

/* Tells where the feed stands, without an event: who comes back with it has missed nothing. */
static void send_position(const struct listener *listener, const char *comment)
{
    char text[128];
    const struct position *at = &listener->position;
    int length = snprintf(text, sizeof text, "%sid: %" PRIu64 ".%d.%" PRId64 ".%d\n\n", comment,
                          at->txid, (int)at->agency_id, at->case_id, (int)at->seq);
    request_stream_write(listener->request, text, (size_t)length);
}

static void beat(struct listener *listener, int64_t now_us)
{
    if (now_us - listener->quiet_since_us < BEAT_S * US_PER_S) return;
    listener->quiet_since_us = now_us;
    if (listener->joined)
        send_position(listener, ": quiet\n");
    else
        request_stream_write(listener->request, ": quiet\n\n", 9);
}

/* ---- the common read ---- */

static void on_read(void *context, struct db_reply *reply)
{
    struct live *live = context;
    bool more = false;
    live->reading = false;
    if (reply->outcome == DB_DONE) {
        const PGresult *rows = reply->results[0];
        more = read_end(rows, &live->position);
        for (struct listener *at = live->listeners, *next; at != NULL; at = next) {
            next = at->next;
            if (at->joined && request_stream_is_behind(at->request)) {
                at->joined = false; /* it catches up when it has read what it was sent */
                at->paused = true;
            }
            if (at->joined) send_rows(at, rows);
            if (at->joined && position_compare(&live->position, &at->position) > 0)
                at->position = live->position;
        }
    }
    for (struct listener *at = live->listeners; at != NULL; at = at->next)
        beat(at, worker_now_us(live->worker));
    if (live->listeners != NULL) arm(live, more || live->again ? 1 : POLL_MS);
    live->again = false;
}

static bool anyone_joined(const struct live *live)
{
    for (const struct listener *at = live->listeners; at != NULL; at = at->next)
        if (at->joined) return true;
    return false;
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
    struct live *live = context;
    (void)fd, (void)what;
    if (live->reading) {
        live->again = true;
        return;
    }
    if (!anyone_joined(live)) {
        if (live->listeners != NULL) arm(live, POLL_MS);
        return;
    }
    live->reading = true;
    read_feed(live, &live->read, &live->position, on_read, live);
}

/* ---- a listener of its own ---- */

static void catch_up(struct listener *listener);

/* What a read of its own brought; false: it is to be read on. */
static bool take_caught(struct listener *listener, const PGresult *rows)
{
    struct live *live = listener->live;
    struct position end;
    bool fresh = listener->position.txid == 0;
    bool more = read_end(rows, &end);
    if (!fresh) send_rows(listener, rows);
    if (position_compare(&end, &listener->position) > 0) listener->position = end;
    if (fresh) send_position(listener, "");
    if (fresh && listener->viewer.presence != NULL)
        look_again(listener); /* what happened since its right was checked was not read */
    /* A common read under way goes on from where it began, whoever has left meanwhile. */
    if (!anyone_joined(live) && !live->reading) live->position = listener->position;
    if (more || position_compare(&listener->position, &live->position) < 0) return false;
    listener->joined = !listener->dropped;
    if (!live->reading) arm(live, 1);
    return true;
}

static void on_caught(void *context, struct db_reply *reply)
{
    struct listener *listener = context; /* `reading` keeps it alive until the end of this call */
    bool done = true;
    if (listener->request != NULL && reply->outcome == DB_DONE)
        done = take_caught(listener, reply->results[0]);
    else if (listener->request != NULL) /* it comes back with the last id it got */
        request_stream_end(listener->request);
    listener->reading = false;
    if (listener->request == NULL)
        free(listener);
    else if (!done && !listener->dropped && !request_stream_is_behind(listener->request))
        catch_up(listener);
    else if (!done && !listener->dropped)
        listener->paused = true;
}

/* Who catches up over a slow line gets the next part when it has read the last one. */
static void on_drained(struct request *request)
{
    struct listener *listener = request->state;
    if (!listener->paused || listener->live == NULL) return;
    listener->paused = false;
    catch_up(listener);
}

static void catch_up(struct listener *listener)
{
    listener->reading = true;
    /* A new listener only asks where the feed stands: nothing lies beyond the largest transaction.
     */
    struct position from = listener->position;
    if (from.txid == 0) from.txid = INT64_MAX;
    read_feed(listener->live, &listener->read, &from, on_caught, listener);
}

static void on_close(struct request *request)
{
    struct listener *listener = request->state;
    presence_leave(&listener->viewer);
    if (listener->look != NULL) listener->look->listener = NULL;
    if (listener->live == NULL) { /* the worker stops */
        free(listener);
        return;
    }
    *listener->link = listener->next;
    if (listener->next != NULL) listener->next->link = listener->link;
    listener->request = NULL;
    if (!listener->reading) free(listener);
}

/* "txid.agency.case.seq" as sent. */
static bool read_position(const char *text, struct position *position)
{
    int used = 0;
    int agency_id, seq;
    if (sscanf(text, "%20" SCNu64 ".%10d.%20" SCNd64 ".%10d%n", &position->txid, &agency_id,
               &position->case_id, &seq, &used) != 4 ||
        text[used] != '\0' || position->txid == 0 || position->txid > INT64_MAX)
        return false;
    position->agency_id = agency_id;
    position->seq = seq;
    return true;
}

/* The queue of ?queue=, NULL when none is named. False: answered. */
static bool read_queue(struct request *request, const struct queue **queue)
{
    const char *agency_code = request_query_value(request, "agency");
    const char *code = request_query_value(request, "queue");
    struct error error = {.code = ERR_OK};
    *queue = NULL;
    if (code == NULL) return true;
    const struct agency *agency =
        agency_code == NULL ? NULL : desk_agency_by_code(request->desk, agency_code);
    bool there = agency_code == NULL ||
                 (agency != NULL && access_agency_roles(request->who->staff, agency->id) != 0);
    if (there &&
        !access_find_queue(request->desk, request->who->staff, agency, code, queue, &error)) {
        request_answer_error(request, &error);
        return false;
    }
    if (there && *queue != NULL) return true;
    request_answer_absent(request);
    return false;
}

/* What a stream is asked for with: checked before it begins. */
struct listening {
    const struct queue *queue;
    struct position position;
};

/* row: the case that it looks at; NULL: none. */
static void begin_stream(struct request *request, const struct listening *asked,
                         const struct kase *row)
{
    struct live *live = request->worker->live;
    struct listener *listener = calloc(1, sizeof *listener);
    if (listener == NULL) {
        request_answer_full(request);
        return;
    }
    request->state = listener;
    if (!request_stream_begin(request, "text/event-stream", on_close)) {
        free(listener);
        return;
    }
    request->on_drained = on_drained;
    listener->live = live;
    listener->request = request;
    listener->queue = asked->queue;
    listener->position = asked->position;
    listener->quiet_since_us = worker_now_us(request->worker);
    listener->next = live->listeners;
    listener->link = &live->listeners;
    if (listener->next != NULL) listener->next->link = &listener->next;
    live->listeners = listener;
    request_stream_write(request, "retry: 1000\n\n", 13);
    if (row != NULL)
        presence_join(request->worker->presence, &listener->viewer, request, row->id,
                      row->reference);
    catch_up(listener);
}

/* Whether what is asked for can be: false, and answered, when not. */
static bool read_listening(struct request *request, struct listening *asked)
{
    const char *last = request->http.last_event_id;
    asked->position = from_beginning;
    if (!read_queue(request, &asked->queue)) return false;
    if (last == NULL || read_position(last, &asked->position)) return true;
    request_answer_code(request, ERR_MALFORMED, "Last-Event-ID is not one that was sent");
    return false;
}

static void on_case(struct request *request, const struct kase_loaded *kase)
{
    struct listening asked;
    if (read_listening(request, &asked)) begin_stream(request, &asked, &kase->row);
}

void handle_event_stream(struct request *request)
{
    struct listening asked;
    const char *reference = request_query_value(request, "case");
    if (reference != NULL)
        case_read_named(request, reference, on_case);
    else if (read_listening(request, &asked))
        begin_stream(request, &asked, NULL);
}

/* ---- pokes ---- */

static void on_poked(void *context, const char *channel, const char *payload)
{
    struct live *live = context;
    (void)channel, (void)payload;
    if (live->listeners == NULL) return;
    if (live->reading)
        live->again = true;
    else
        arm(live, 1);
}

static void on_poke_sent(void *context, struct db_reply *reply)
{
    (void)context, (void)reply; /* lost: the others look each second anyway */
}

static void on_poke_timer(evutil_socket_t fd, short what, void *context)
{
    struct live *live = context;
    (void)fd, (void)what;
    live->poke_waiting = false;
    live->poke.query = QUERY_FEED_POKE;
    db_params_clear(&live->poke.params);
    db_send(live->worker->db, DB_LOAD, NULL, &live->poke, 1, on_poke_sent, live);
}

void live_poke(struct live *live)
{
    static const struct timeval wait = {.tv_usec = POKE_MS * 1000};
    if (live->poke_waiting) return;
    live->poke_waiting = true;
    event_add(live->poke_timer, &wait);
}

static void on_courier_timer(evutil_socket_t fd, short what, void *context)
{
    struct live *live = context;
    (void)fd, (void)what;
    live->courier_waiting = false;
    live->courier_poke.query = QUERY_OUTBOX_POKE;
    db_params_clear(&live->courier_poke.params);
    db_send(live->worker->db, DB_LOAD, NULL, &live->courier_poke, 1, on_poke_sent, live);
}

void live_poke_courier(struct live *live)
{
    static const struct timeval wait = {.tv_usec = POKE_MS * 1000};
    if (live->courier_waiting) return;
    live->courier_waiting = true;
    event_add(live->courier_timer, &wait);
}

struct live *live_new(struct worker *worker)
{
    struct live *live = calloc(1, sizeof *live);
    if (live == NULL) return NULL;
    live->worker = worker;
    live->timer = evtimer_new(worker->base, on_timer, live);
    live->poke_timer = evtimer_new(worker->base, on_poke_timer, live);
    live->courier_timer = evtimer_new(worker->base, on_courier_timer, live);
    if (live->timer == NULL || live->poke_timer == NULL || live->courier_timer == NULL) {
        live_free(live);
        return NULL;
    }
    db_listen(worker->db, "onestop_feed", on_poked, live);
    return live;
}

void live_free(struct live *live)
{
    if (live == NULL) return;
    if (live->timer != NULL) event_free(live->timer);
    if (live->poke_timer != NULL) event_free(live->poke_timer);
    if (live->courier_timer != NULL) event_free(live->courier_timer);
    db_cancel(live->worker->db, live);
    for (struct listener *at = live->listeners; at != NULL; at = at->next) {
        if (at->reading) db_cancel(live->worker->db, at);
        if (at->look != NULL) at->look->listener = NULL;
        at->live = NULL; /* its request's end frees it */
    }
    free(live);
}
