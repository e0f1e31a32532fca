/* Claim a day, load what waited and what came, work out who was there, record it all at once. */
#include "daemon/queue_day.h"

#include <event2/event.h>
#include <stdlib.h>

#include "daemon/capacity_read.h"
#include "daemon/log.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "workflow/capacity.h"
#include "workflow/effects.h"

enum { LOOK_MS = 2000, SOON_MS = 10, DAY_BYTES = 16 << 20 };
enum { LOAD_BACKLOG, LOAD_DEMAND, LOADS };

struct queue_days {
    struct worker *worker;
    struct event *timer;
    struct db_statement claim, loads[LOADS], release;
    bool under_way, stopping;
    /* Of the day claimed. */
    struct arena *arena;
    struct snapshot *snapshot;
    int32_t agency_id;
    civil_day day;
    int64_t definition_id; /* in force at its end */
    struct effects effects;
    char first[CAPACITY_DAY_TEXT], last[CAPACITY_DAY_TEXT];
};

static void arm(struct queue_days *days, int wait_ms)
{
    struct timeval wait = {.tv_sec = wait_ms / 1000, .tv_usec = wait_ms % 1000 * 1000};
    event_add(days->timer, &wait);
}

/* Nothing is under way any more. */
static void rest(struct queue_days *days, int wait_ms)
{
    if (days->snapshot != NULL) snapshot_release(days->snapshot);
    days->snapshot = NULL;
    arena_reset(days->arena);
    days->under_way = false;
    if (!days->stopping) {
        arm(days, wait_ms);
        return;
    }
    event_free(days->timer);
    arena_free(days->arena);
    free(days);
}

/* ---- recording ---- */

static void on_released(void *context, struct db_reply *reply)
{
    rest(context, reply->outcome == DB_DONE ? SOON_MS : LOOK_MS);
}

static void on_recorded(void *context, const struct batch_result *result)
{
    struct queue_days *days = context;
    if (result->outcome != BATCH_COMMITTED) {
        log_error("the end of a day of an agency could not be recorded", &result->error);
        rest(days, LOOK_MS); /* the claim runs out, and it is tried again */
        return;
    }
    LOG(LEVEL_INFO, "end of a day recorded", LOG_NUMBER("agency", days->agency_id),
        LOG_NUMBER("day", days->day), LOG_NUMBER("queues", days->effects.queue_days_count));
    days->release.query = QUERY_QUEUE_DAY_RELEASE;
    db_params_clear(&days->release.params);
    db_int(&days->release.params, days->agency_id);
    db_send(days->worker->db, DB_CARE, NULL, &days->release, 1, on_released, days);
}

static void read_backlog(const PGresult *rows, struct queue_day *day)
{
    for (int i = 0; i < PQntuples(rows); i++) {
        if (db_get_int(rows, i, 0, 0) != day->queue_id) continue;
        day->backlog_minutes = db_get_int(rows, i, 1, 0);
        day->backlog_cases = db_get_int(rows, i, 2, 0);
        day->before_minutes = db_get_int(rows, i, 3, 0);
        day->before_cases = db_get_int(rows, i, 4, 0);
    }
}

static bool add_day(struct queue_days *days, const struct queue_day *day)
{
    struct counter_move moves[COUNTER_MOVES_MAX];
    struct queue_day *row = effects_add_queue_day(days->arena, &days->effects);
    if (row == NULL) return false;
    *row = *day;
    size_t count = counter_of_queue_day(day, moves);
    for (size_t i = 0; i < count; i++) {
        struct counter_move *move = effects_add_counter_move(days->arena, &days->effects);
        if (move == NULL) return false;
        *move = moves[i];
    }
    return true;
}

/* Of each queue in use, and of each that something waits in, or did. */
static bool add_queues(struct queue_days *days, const PGresult *backlog, const int32_t *minutes)
{
    const struct desk *desk = &days->snapshot->desk;
    for (size_t i = 0; i < desk->queues_count; i++) {
        const struct queue *queue = &desk->queues[i];
        struct queue_day day = {.agency_id = days->agency_id,
                                .queue_id = queue->id,
                                .office_id = queue->office_id,
                                .day = days->day,
                                .capacity_minutes =
                                    minutes == NULL ? QUEUE_DAY_UNKNOWN : minutes[i]};
        if (queue->agency_id != days->agency_id) continue;
        read_backlog(backlog, &day);
        if (!queue->active && day.backlog_cases == 0 && day.before_cases == 0) continue;
        if (!add_day(days, &day)) return false;
    }
    return true;
}

static bool decide(struct queue_days *days, PGresult *const results[LOADS])
{
    const struct desk *desk = &days->snapshot->desk;
    struct capacity_demand demand;
    int32_t *minutes = arena_array(days->arena, desk->queues_count, sizeof *minutes);
    days->effects = (struct effects){.agency_id = days->agency_id};
    if (minutes == NULL || !capacity_read_demand(days->arena, desk, results[LOAD_DEMAND], &demand))
        return false;
    if (desk->definition_id != days->definition_id)
        minutes = NULL;
    else if (!capacity_of_day(days->arena, desk, &demand, days->day, minutes))
        return false;
    return add_queues(days, results[LOAD_BACKLOG], minutes);
}

static void on_loaded(void *context, struct db_reply *reply)
{
    struct queue_days *days = context;
    struct error error = {.code = ERR_OK};
    if (reply->outcome != DB_DONE)
        error = reply->error;
    else if (!decide(days, reply->results))
        error_set(&error, ERR_UNAVAILABLE, "could not get memory for it");
    else if (days->effects.queue_days_count > 0 &&
             batch_submit(days->worker->batch, &days->effects, NULL, on_recorded, days, &error) ==
                 ERR_OK)
        return;
    if (error.code != ERR_OK)
        log_error("the end of a day of an agency could not be recorded", &error);
    rest(days, LOOK_MS); /* the claim runs out, and it is tried again */
}

/* ---- looking ---- */

static void load(struct queue_days *days, int64_t ended_us)
{
    struct db_params *backlog = &days->loads[LOAD_BACKLOG].params;
    days->loads[LOAD_BACKLOG].query = QUERY_QUEUE_DAY_BACKLOG;
    db_params_clear(backlog);
    db_int(backlog, days->agency_id);
    db_time(backlog, ended_us);
    capacity_ask_demand(&days->loads[LOAD_DEMAND], days->day, days->first, days->last);
    db_send(days->worker->db, DB_CARE, NULL, days->loads, LOADS, on_loaded, days);
}

static void on_claimed(void *context, struct db_reply *reply)
{
    struct queue_days *days = context;
    const PGresult *rows = reply->outcome == DB_DONE ? reply->results[0] : NULL;
    if (reply->outcome == DB_FAILED)
        log_error("could not look for days of queues that are over", &reply->error);
    if (rows == NULL || PQntuples(rows) == 0 || days->stopping) {
        rest(days, LOOK_MS);
        return;
    }
    days->snapshot = snapshot_hold(days->worker->snapshot);
    days->agency_id = (int32_t)db_get_int(rows, 0, 0, 0);
    days->day = (civil_day)db_get_int(rows, 0, 1, 0);
    days->definition_id = db_get_int(rows, 0, 3, 0);
    load(days, db_get_int(rows, 0, 2, 0));
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
    struct queue_days *days = context;
    (void)fd, (void)what;
    if (days->worker->snapshot == NULL) {
        arm(days, LOOK_MS);
        return;
    }
    days->under_way = true;
    days->claim.query = QUERY_QUEUE_DAY_CLAIM;
    db_params_clear(&days->claim.params);
    db_send(days->worker->db, DB_CARE, NULL, &days->claim, 1, on_claimed, days);
}

struct queue_days *queue_days_new(struct worker *worker)
{
    struct queue_days *days = calloc(1, sizeof *days);
    if (days == NULL) return NULL;
    days->worker = worker;
    days->arena = arena_new(DAY_BYTES);
    days->timer = evtimer_new(worker->base, on_timer, days);
    if (days->arena == NULL || days->timer == NULL) {
        arena_free(days->arena);
        if (days->timer != NULL) event_free(days->timer);
        free(days);
        return NULL;
    }
    arm(days, LOOK_MS);
    return days;
}

void queue_days_free(struct queue_days *days)
{
    if (days == NULL) return;
    days->stopping = true;
    event_del(days->timer);
    if (!days->under_way) rest(days, 0);
}
