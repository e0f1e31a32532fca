/* Demand out of the database. */
#include "daemon/capacity_read.h"

#include <stdio.h>

#include "daemon/access.h"
#include "daemon/measure_request.h"
#include "daemon/request.h"
#include "proto/arena.h"
#include "workflow/counter.h"

void capacity_day_text(civil_day day, char text[CAPACITY_DAY_TEXT])
{
    int year, month, of_month;
    civil_to_ymd(day, &year, &month, &of_month);
    snprintf(text, CAPACITY_DAY_TEXT, "%04d-%02d-%02d", year % 10000, month % 100, of_month % 100);
}

const struct queue *capacity_find_queue(const struct request *request, const char *code,
                                        const char *agency_code, struct error *error)
{
    const struct staff *staff = request->who->staff;
    const struct agency *agency =
        agency_code == NULL ? NULL : desk_agency_by_code(request->desk, agency_code);
    bool there =
        agency_code == NULL || (agency != NULL && access_agency_roles(staff, agency->id) != 0);
    const struct queue *queue = NULL;
    if (there && !access_find_queue(request->desk, staff, agency, code, &queue, error)) return NULL;
    if (queue == NULL ||
        (queue->office_id != 0 && staff_roles(staff, queue->agency_id, queue->office_id) == 0)) {
        error_set(error, ERR_NOT_FOUND, REQUEST_ABSENT);
        return NULL;
    }
    bool allowed = measure_request_allowed(request, measure_by_name("capacity-minutes"),
                                           queue->agency_id, queue->office_id, error);
    return allowed ? queue : NULL;
}

void capacity_ask_demand(struct db_statement *statement, civil_day day,
                         char first[CAPACITY_DAY_TEXT], char last[CAPACITY_DAY_TEXT])
{
    capacity_day_text(day - CAPACITY_DEMAND_DAYS + 1, first);
    capacity_day_text(day, last);
    statement->query = QUERY_QUEUE_DEMAND;
    db_params_clear(&statement->params);
    db_int(&statement->params, METRIC_DEMAND_MINUTES);
    db_text(&statement->params, first);
    db_text(&statement->params, last);
}

bool capacity_read_demand(struct arena *arena, const struct desk *desk, const PGresult *rows,
                          struct capacity_demand *demand)
{
    int64_t *minutes = arena_array(arena, desk->queues_count, sizeof *minutes);
    if (minutes == NULL) return false;
    for (int i = 0; i < PQntuples(rows); i++) {
        const struct queue *queue = desk_queue(desk, (int32_t)db_get_int(rows, i, 0, 0));
        if (queue != NULL) minutes[queue - desk->queues] = db_get_int(rows, i, 1, 0);
    }
    demand->minutes = minutes;
    return true;
}
