/* What is due is worked out here, once it is known which reports there are; the database keeps that
 * each period is run once. */
#include "daemon/report_schedule.h"

#include <stdio.h>
#include <stdlib.h>

#include "daemon/log.h"
#include "daemon/worker.h"
#include "workflow/report.h"
#include "workflow/zone.h"

enum { AT_ONCE = DB_GROUP_MAX };

/* A run that is due, with the texts of its statement. */
struct due {
    char code[CODE_MAX], period[PERIOD_TEXT], from[PERIOD_TEXT], to[PERIOD_TEXT];
    char before[PERIOD_TEXT], before_from[PERIOD_TEXT], before_to[PERIOD_TEXT];
};

struct report_schedule {
    struct worker *worker;
    struct db_statement look, adds[AT_ONCE];
    struct due dues[AT_ONCE];
    size_t count;
    void (*then)(void *context);
    void *context;
};

static void on_added(void *context, struct db_reply *reply)
{
    struct report_schedule *schedule = context;
    if (reply->outcome == DB_FAILED) log_error("reports could not be scheduled", &reply->error);
    schedule->then(schedule->context);
}

static void add(struct report_schedule *schedule, int32_t agency_id, int64_t report_id,
                const char *code, enum period period, civil_day first)
{
    struct due *due = &schedule->dues[schedule->count];
    struct db_params *params = &schedule->adds[schedule->count].params;
    civil_day before = period_first(period, first - 1);
    schedule->adds[schedule->count++].query = QUERY_REPORT_RUN_SCHEDULE;
    snprintf(due->code, sizeof due->code, "%s", code);
    db_params_clear(params);
    db_int(params, agency_id);
    db_int(params, report_id);
    db_text(params, due->code);
    db_text(params, period_text(period, first, due->period));
    db_text(params, period_text(PERIOD_DAY, first, due->from));
    db_text(params, period_text(PERIOD_DAY, period_last(period, first), due->to));
    db_text(params, period_text(period, before, due->before));
    db_text(params, period_text(PERIOD_DAY, before, due->before_from));
    db_text(params, period_text(PERIOD_DAY, period_last(period, before), due->before_to));
}

/* The periods of a report that are due, from the oldest on, since what is corrected looks back. */
static void add_due(struct report_schedule *schedule, const PGresult *rows, int row)
{
    int32_t agency_id = (int32_t)db_get_int(rows, row, 0, 0);
    enum period period = (enum period)name_number(&period_names, PQgetvalue(rows, row, 3));
    int after = (int)db_get_int(rows, row, 4, 0);
    civil_day since = (civil_day)db_get_int(rows, row, 5, CIVIL_DAY_MAX);
    civil_day last = (civil_day)db_get_int(rows, row, 6, CIVIL_NONE);
    const struct agency *agency = desk_agency(&schedule->worker->snapshot->desk, agency_id);
    civil_day due[REPORT_CATCH_UP];
    size_t count = 0;
    if (agency == NULL || period == PERIOD_NONE) return;
    civil_day first = report_last_due(
        period, after, zone_local(agency->zone, worker_now_us(schedule->worker)).day);
    while (count < REPORT_CATCH_UP && first > last && period_last(period, first) + after >= since) {
        due[count++] = first;
        first = period_first(period, first - 1);
    }
    while (count > 0 && schedule->count < AT_ONCE)
        add(schedule, agency_id, db_get_int(rows, row, 1, 0), PQgetvalue(rows, row, 2), period,
            due[--count]);
}

static void on_looked(void *context, struct db_reply *reply)
{
    struct report_schedule *schedule = context;
    schedule->count = 0;
    if (reply->outcome == DB_DONE)
        for (int row = 0; row < PQntuples(reply->results[0]); row++)
            add_due(schedule, reply->results[0], row);
    if (schedule->count > 0)
        db_send(schedule->worker->db, DB_CARE, NULL, schedule->adds, schedule->count, on_added,
                schedule);
    else
        schedule->then(schedule->context);
}

void report_schedule_look(struct report_schedule *schedule, void (*then)(void *context),
                          void *context)
{
    schedule->then = then;
    schedule->context = context;
    schedule->look.query = QUERY_REPORT_SCHEDULED;
    db_params_clear(&schedule->look.params);
    db_send(schedule->worker->db, DB_CARE, NULL, &schedule->look, 1, on_looked, schedule);
}

struct report_schedule *report_schedule_new(struct worker *worker)
{
    struct report_schedule *schedule = calloc(1, sizeof *schedule);
    if (schedule != NULL) schedule->worker = worker;
    return schedule;
}

void report_schedule_free(struct report_schedule *schedule)
{
    free(schedule);
}
