/* Work in hand of each staff member. */
#include "daemon/work_in_hand.h"

#include <event2/event.h>
#include <stdlib.h>

#include "daemon/worker.h"
#include "workflow/route.h"

enum { REFRESH_S = 30 };

struct work_in_hand {
    struct worker *worker;
    struct event *timer;
    struct db_statement statement;
};

static struct route_load_entry *entry_of(struct route_load *loads, int32_t staff_id)
{
    size_t low = 0, high = loads->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (loads->entries[middle].staff_id == staff_id) return &loads->entries[middle];
        if (loads->entries[middle].staff_id < staff_id)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static void add(struct route_load *loads, const struct kase *row, int sign, int64_t at_us)
{
    struct route_load_entry *entry = entry_of(loads, row->handler_id);
    if (row->handler_id == 0 || !kase_open(row) || entry == NULL) return;
    entry->open_cases += sign;
    entry->minutes += sign * (int64_t)row->expected_minutes;
    if (sign > 0) entry->last_assigned_at_us = at_us;
}

void work_in_hand_moved(struct worker *worker, const struct kase *before, const struct kase *after)
{
    struct route_load *loads = worker->snapshot->loads;
    if (before != NULL && before->handler_id == after->handler_id &&
        kase_open(before) == kase_open(after))
        return;
    if (before != NULL) add(loads, before, -1, 0);
    add(loads, after, 1, worker_now_us(worker));
}

static void arm(struct work_in_hand *work)
{
    static const struct timeval wait = {.tv_sec = REFRESH_S};
    event_add(work->timer, &wait);
}

static void on_read(void *context, struct db_reply *reply)
{
    struct work_in_hand *work = context;
    arm(work);
    if (reply->outcome != DB_DONE) return;
    struct route_load *loads = work->worker->snapshot->loads;
    const PGresult *rows = reply->results[0];
    for (size_t i = 0; i < loads->count; i++) {
        loads->entries[i].open_cases = 0;
        loads->entries[i].minutes = 0;
    }
    for (int i = 0; i < PQntuples(rows); i++) {
        struct route_load_entry *entry = entry_of(loads, (int32_t)db_get_int(rows, i, 0, 0));
        if (entry == NULL) continue;
        entry->open_cases = (int32_t)db_get_int(rows, i, 1, 0);
        entry->minutes = db_get_int(rows, i, 2, 0);
        entry->last_assigned_at_us = db_get_int(rows, i, 3, 0);
    }
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
    struct work_in_hand *work = context;
    (void)fd, (void)what;
    work->statement.query = QUERY_DESK_LOAD_WORK;
    db_params_clear(&work->statement.params);
    db_send(work->worker->db, DB_LOAD, NULL, &work->statement, 1, on_read, work);
}

struct work_in_hand *work_in_hand_new(struct worker *worker)
{
    struct work_in_hand *work = calloc(1, sizeof *work);
    if (work == NULL) return NULL;
    work->worker = worker;
    work->timer = evtimer_new(worker->base, on_timer, work);
    if (work->timer == NULL) {
        free(work);
        return NULL;
    }
    arm(work);
    return work;
}

void work_in_hand_free(struct work_in_hand *work)
{
    if (work == NULL) return;
    event_free(work->timer);
    db_cancel(work->worker->db, work);
    free(work);
}
