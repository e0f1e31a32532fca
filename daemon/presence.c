/* Viewers here, viewers elsewhere, and what is said between workers. */
#include "daemon/presence.h"

#include <event2/event.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "daemon/request.h"
#include "daemon/wallclock.h"
#include "daemon/worker.h"
#include "proto/json_write.h"

#define CHANNEL "onestop_presence"
enum {
    ELSEWHERE_MAX = 20000, /* viewers known of other workers */
    NAMED_MAX = 50,        /* of one case, told to a viewer */
    MESSAGE_TEXT = 80,
    EVENT_MEMORY = 64 * 1024
};

/* What is said: "ORIGIN KIND CASE STAFF". */
enum kind { CAME = 'c', HERE = 'h', WENT = 'w' };

/* Somebody who looks at a case at another worker. */
struct elsewhere {
    struct {
        uint64_t origin;
        int64_t case_id;
        int64_t staff_id;
    } key;
    uint64_t until_ms;
    UT_hash_handle hh;
};

struct presence {
    struct worker *worker;
    struct viewer *viewers;
    struct elsewhere *others;
    struct event *timer;
};

static int64_t staff_of(const struct viewer *viewer)
{
    return viewer->request->who->staff->id;
}

/* ---- what viewers are told ---- */

/* Adds somebody, unless they are there already or it is the viewer. Returns how many there are. */
static size_t add_name(int64_t named[NAMED_MAX], size_t count, int64_t staff_id, int64_t own)
{
    if (staff_id == own || count == NAMED_MAX) return count;
    for (size_t i = 0; i < count; i++)
        if (named[i] == staff_id) return count;
    named[count] = staff_id;
    return count + 1;
}

static int in_order(const void *one, const void *other)
{
    int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;
    return a < b ? -1 : a > b;
}

static size_t others_of(const struct viewer *viewer, int64_t named[NAMED_MAX])
{
    const struct presence *presence = viewer->presence;
    int64_t own = staff_of(viewer);
    size_t count = 0;
    for (const struct viewer *at = presence->viewers; at != NULL; at = at->next)
        if (at->case_id == viewer->case_id) count = add_name(named, count, staff_of(at), own);
    for (const struct elsewhere *at = presence->others; at != NULL; at = at->hh.next)
        if (at->key.case_id == viewer->case_id)
            count = add_name(named, count, at->key.staff_id, own);
    qsort(named, count, sizeof named[0], in_order);
    return count;
}

static void tell_viewer(const struct viewer *viewer)
{
    static const char head[] = "event: presence\ndata: ";
    struct json json;
    int64_t named[NAMED_MAX];
    size_t length, count = others_of(viewer, named);
    struct arena *arena = arena_new(EVENT_MEMORY);
    if (arena == NULL) return;
    json_begin(&json, arena);
    json_object(&json, NULL);
    json_string(&json, "reference", viewer->reference);
    json_array(&json, "viewers");
    for (size_t i = 0; i < count; i++) {
        const struct staff *staff = desk_staff(viewer->request->desk, (int32_t)named[i]);
        if (staff == NULL) continue; /* came with a newer desk than this stream's */
        json_object(&json, NULL);
        json_string(&json, "user_name", staff->user_name);
        json_string(&json, "name", staff->name);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    const char *text = json_text(&json, &length);
    if (text != NULL && request_stream_write(viewer->request, head, sizeof head - 1) &&
        request_stream_write(viewer->request, text, length))
        request_stream_write(viewer->request, "\n\n", 2);
    arena_free(arena);
}

/* A stream that cannot be written to ends later, so nobody leaves the list meanwhile. */
static void tell_viewers(const struct presence *presence, int64_t case_id)
{
    for (const struct viewer *at = presence->viewers; at != NULL; at = at->next)
        if (at->case_id == case_id) tell_viewer(at);
}

static bool anybody(const struct presence *presence, int64_t case_id)
{
    for (const struct viewer *at = presence->viewers; at != NULL; at = at->next)
        if (at->case_id == case_id) return true;
    return false;
}

/* Whether an earlier viewer of the list is the same person at the same case. */
static bool is_again(const struct presence *presence, const struct viewer *viewer)
{
    for (const struct viewer *at = presence->viewers; at != viewer; at = at->next)
        if (at->case_id == viewer->case_id && staff_of(at) == staff_of(viewer)) return true;
    return false;
}

/* ---- what workers tell each other ---- */

struct message {
    struct db_statement statement;
    char text[MESSAGE_TEXT];
};

static void on_said(void *context, struct db_reply *reply)
{
    (void)reply; /* lost: it is said again */
    free(context);
}

static void say(struct presence *presence, enum kind kind, int64_t case_id, int64_t staff_id)
{
    struct message *message = calloc(1, sizeof *message);
    if (message == NULL) return;
    snprintf(message->text, sizeof message->text, "%" PRIx64 " %c %" PRId64 " %" PRId64,
             presence->worker->boot_id, (char)kind, case_id, staff_id);
    message->statement.query = QUERY_PRESENCE_SAY;
    db_text(&message->statement.params, message->text);
    db_send(presence->worker->db, DB_LOAD, NULL, &message->statement, 1, on_said, message);
}

static void say_all(struct presence *presence, enum kind kind)
{
    for (const struct viewer *at = presence->viewers; at != NULL; at = at->next)
        if (!is_again(presence, at)) say(presence, kind, at->case_id, staff_of(at));
}

static void forget(struct presence *presence, struct elsewhere *other)
{
    HASH_DEL(presence->others, other); // NOLINT(clang-analyzer-unix.Malloc): uthash's own links
    free(other);
}

static struct elsewhere *find(struct presence *presence, const struct elsewhere *wanted)
{
    struct elsewhere *other;
    // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): reads the key by bytes
    HASH_FIND(hh, presence->others, &wanted->key, sizeof wanted->key, other);
    return other;
}

/* Returns whether that is new. */
static bool remember(struct presence *presence, uint64_t origin, int64_t case_id, int64_t staff_id)
{
    struct elsewhere key = {.key = {origin, case_id, staff_id}}, *other = find(presence, &key);
    bool known = other != NULL;
    if (!known && HASH_COUNT(presence->others) < ELSEWHERE_MAX) {
        other = calloc(1, sizeof *other);
        if (other == NULL) return false;
        other->key = key.key;
        HASH_ADD(hh, presence->others, key, sizeof other->key, other);
    }
    if (other != NULL) other->until_ms = monotonic_ms() + 1000 * (uint64_t)PRESENCE_FORGET_S;
    return !known && other != NULL;
}

static bool forget_one(struct presence *presence, uint64_t origin, int64_t case_id,
                       int64_t staff_id)
{
    struct elsewhere key = {.key = {origin, case_id, staff_id}}, *other = find(presence, &key);
    if (other != NULL) forget(presence, other);
    return other != NULL;
}

static void answer(struct presence *presence, int64_t case_id)
{
    for (const struct viewer *at = presence->viewers; at != NULL; at = at->next)
        if (at->case_id == case_id && !is_again(presence, at))
            say(presence, HERE, case_id, staff_of(at));
}

static void on_told(void *context, const char *channel, const char *payload)
{
    struct presence *presence = context;
    uint64_t origin;
    int64_t case_id, staff_id;
    char kind;
    (void)channel;
    if (payload == NULL) { /* some may have been missed: ask anew */
        say_all(presence, CAME);
        return;
    }
    if (sscanf(payload, "%16" SCNx64 " %c %20" SCNd64 " %20" SCNd64, &origin, &kind, &case_id,
               &staff_id) != 4 ||
        origin == presence->worker->boot_id || !anybody(presence, case_id))
        return;
    bool changed = kind == WENT ? forget_one(presence, origin, case_id, staff_id)
                                : remember(presence, origin, case_id, staff_id);
    if (kind == CAME) answer(presence, case_id);
    if (changed) tell_viewers(presence, case_id);
}

/* ---- time ---- */

static void on_timer(evutil_socket_t fd, short what, void *context)
{
    struct presence *presence = context;
    struct elsewhere *other, *next;
    uint64_t now_ms = monotonic_ms();
    (void)fd, (void)what;
    HASH_ITER(hh, presence->others, other, next)
    {
        int64_t case_id = other->key.case_id;
        if (other->until_ms > now_ms) continue;
        forget(presence, other);
        tell_viewers(presence, case_id);
    }
    say_all(presence, HERE);
}

/* ---- viewers ---- */

void presence_join(struct presence *presence, struct viewer *viewer, struct request *request,
                   int64_t case_id, const char *reference)
{
    *viewer = (struct viewer){.presence = presence,
                              .request = request,
                              .case_id = case_id,
                              .reference = reference,
                              .next = presence->viewers,
                              .link = &presence->viewers};
    if (viewer->next != NULL) viewer->next->link = &viewer->next;
    presence->viewers = viewer;
    say(presence, CAME, case_id, staff_of(viewer));
    tell_viewers(presence, case_id);
}

void presence_leave(struct viewer *viewer)
{
    struct presence *presence = viewer->presence;
    struct elsewhere *other, *next;
    int64_t case_id = viewer->case_id, staff_id;
    bool still = false;
    if (presence == NULL) return;
    staff_id = staff_of(viewer);
    viewer->presence = NULL;
    *viewer->link = viewer->next;
    if (viewer->next != NULL) viewer->next->link = viewer->link;
    for (const struct viewer *at = presence->viewers; at != NULL; at = at->next)
        still = still || (at->case_id == case_id && staff_of(at) == staff_id);
    if (still) return;
    say(presence, WENT, case_id, staff_id);
    tell_viewers(presence, case_id);
    if (anybody(presence, case_id)) return;
    HASH_ITER(hh, presence->others, other, next)
    if (other->key.case_id == case_id) forget(presence, other);
}

struct presence *presence_new(struct worker *worker)
{
    static const struct timeval every = {.tv_sec = PRESENCE_TELL_S};
    struct presence *presence = calloc(1, sizeof *presence);
    if (presence == NULL) return NULL;
    presence->worker = worker;
    presence->timer = event_new(worker->base, -1, EV_PERSIST, on_timer, presence);
    if (presence->timer == NULL || event_add(presence->timer, &every) != 0) {
        presence_free(presence);
        return NULL;
    }
    db_listen(worker->db, CHANNEL, on_told, presence);
    return presence;
}

void presence_free(struct presence *presence)
{
    struct elsewhere *other, *next;
    if (presence == NULL) return;
    if (presence->timer != NULL) event_free(presence->timer);
    for (struct viewer *at = presence->viewers; at != NULL; at = at->next) at->presence = NULL;
    HASH_ITER(hh, presence->others, other, next) forget(presence, other);
    free(presence);
}
