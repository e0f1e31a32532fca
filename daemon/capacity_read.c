/* Demand out of the database. */
#include "daemon/capacity_read.h"

#include <stdio.h>

#include "proto/arena.h"
#include "workflow/counter.h"

void capacity_day_text(civil_day day, char text[CAPACITY_DAY_TEXT])
{
    int year, month, of_month;
    civil_to_ymd(day, &year, &month, &of_month);
    snprintf(text, CAPACITY_DAY_TEXT, "%04d-%02d-%02d", year % 10000, month % 100, of_month % 100);
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
