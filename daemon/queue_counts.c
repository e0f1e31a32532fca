/* How many cases wait in each queue. */
#include "daemon/queue_counts.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/access.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "workflow/kase.h"

struct queue_waiter { /* in the arena of its request */
    struct request *request;
    struct queue_waiter *next;
};

static void send(struct queue_counts *counts);

static bool read_rows(struct queue_counts *counts, const PGresult *rows)
{
    size_t count = (size_t)PQntuples(rows);
    struct queue_count *items = calloc(count + 1, sizeof *items);
    if (items == NULL) return false;
    for (size_t i = 0; i < count; i++) {
        int row = (int)i;
        items[i] = (struct queue_count){.queue_id = (int32_t)db_get_int(rows, row, 0, 0),
                                        .agency_id = (int32_t)db_get_int(rows, row, 1, 0),
                                        .office_id = (int32_t)db_get_int(rows, row, 2, 0),
                                        .handling_agency_id = (int32_t)db_get_int(rows, row, 3, 0),
                                        .open = db_get_int(rows, row, 4, 0),
                                        .unassigned = db_get_int(rows, row, 5, 0),
                                        .overdue = db_get_int(rows, row, 6, 0),
                                        .due_soon = db_get_int(rows, row, 7, 0)};
    }
    free(counts->items);
    counts->items = items;
    counts->count = count;
    counts->as_of_us = counts->sent_us;
    return true;
}

static void on_counted(void *context, struct db_reply *reply)
{
    struct queue_counts *counts = context;
    struct queue_waiter *waiting = counts->waiting;
    counts->under_way = false;
    counts->waiting = NULL;
    memset(&counts->error, 0, sizeof counts->error);
    if (reply->outcome != DB_DONE)
        counts->error = reply->error;
    else if (!read_rows(counts, reply->results[0]))
        error_set(&counts->error, ERR_UNAVAILABLE, "could not get memory for this request");
    for (struct queue_waiter *next; waiting != NULL; waiting = next) {
        next = waiting->next; /* gone with its request */
        request_wake(waiting->request);
    }
    if (counts->late != NULL) send(counts);
}

static void send(struct queue_counts *counts)
{
    struct db_params *params = &counts->statement.params;
    counts->waiting = counts->late;
    counts->late = NULL;
    counts->under_way = true;
    counts->sent_us = worker_now_us(counts->worker);
    counts->statement.query = QUERY_QUEUE_COUNT;
    db_params_clear(params);
    db_time(params, counts->sent_us);
    db_time(params, counts->sent_us + KASE_DUE_SOON_US);
    access_all_agencies(&counts->worker->snapshot->desk, counts->agencies, ACCESS_AGENCIES_TEXT);
    db_send(counts->worker->db, DB_SLOW, counts->agencies, &counts->statement, 1, on_counted,
            counts);
}

void queue_counts_await(struct queue_counts *counts, struct request *request, request_step next)
{
    struct queue_waiter *waiter = arena_alloc(request->arena, sizeof *waiter);
    if (waiter == NULL) {
        request_answer_full(request);
        return;
    }
    *waiter = (struct queue_waiter){.request = request, .next = counts->late};
    counts->late = waiter;
    request_await(request, next);
    if (!counts->under_way) send(counts);
}

struct queue_counts *queue_counts_new(struct worker *worker)
{
    struct queue_counts *counts = calloc(1, sizeof *counts);
    if (counts == NULL) return NULL;
    counts->worker = worker;
    counts->agencies = calloc(1, ACCESS_AGENCIES_TEXT);
    if (counts->agencies == NULL) {
        free(counts);
        return NULL;
    }
    return counts;
}

void queue_counts_free(struct queue_counts *counts)
{
    if (counts == NULL) return;
    db_cancel(counts->worker->db, counts);
    free(counts->agencies);
    free(counts->items);
    free(counts);
}
