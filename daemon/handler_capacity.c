/* The four lines of a queue: demand and activity out of the counters, of all agencies, because a
 * case of another one may be handed into it; capacity and backlog as recorded at the end of each
 * day, and of today as they are now. */
#include <string.h>

#include "daemon/access.h"
#include "daemon/capacity_read.h"
#include "daemon/handlers.h"
#include "daemon/measure_read.h"
#include "daemon/measure_request.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "proto/json_write.h"

enum { DAYS_MAX = 400, NOT_KNOWN = -1 };
enum { LINE_DEMAND, LINE_ACTIVITY, COUNTED };
enum { READ_DAYS, READ_WAITING, READ_DEMAND, READS };

static const char *const counted_measures[COUNTED] = {"demand-minutes", "working-minutes"};

struct line_day {
    int64_t counted[COUNTED];
    int64_t capacity, backlog, cases; /* NOT_KNOWN */
};

struct showing {
    const struct queue *queue;
    civil_day from, to, today;
    struct line_day *days;
    size_t next_agency; /* whose counters are read next */
    struct error error;
};

/* ---- the answer ---- */

static void put_known(struct json *json, const char *name, int64_t value)
{
    if (value == NOT_KNOWN)
        json_string(json, name, NULL);
    else
        json_number(json, name, value);
}

static void put_day(struct json *json, const struct showing *showing, civil_day day)
{
    const struct line_day *line = &showing->days[day - showing->from];
    char text[CAPACITY_DAY_TEXT];
    capacity_day_text(day, text);
    json_object(json, NULL);
    json_string(json, "day", text);
    json_bool(json, "over", day < showing->today);
    json_number(json, "demand", line->counted[LINE_DEMAND]);
    put_known(json, "capacity", line->capacity);
    json_number(json, "activity", line->counted[LINE_ACTIVITY]);
    put_known(json, "backlog", line->backlog);
    put_known(json, "cases", line->cases);
    json_object_end(json);
}

static void answer(struct request *request)
{
    const struct showing *showing = request->state;
    const struct agency *agency = desk_agency(request->desk, showing->queue->agency_id);
    struct json json;
    char from[CAPACITY_DAY_TEXT], to[CAPACITY_DAY_TEXT];
    capacity_day_text(showing->from, from);
    capacity_day_text(showing->to, to);
    json_begin(&json, request->arena);
    json_object(&json, NULL);
    json_string(&json, "queue", showing->queue->code);
    json_string(&json, "name", showing->queue->name);
    json_string(&json, "agency", agency->code);
    json_string(&json, "from", from);
    json_string(&json, "to", to);
    json_array(&json, "days");
    for (civil_day day = showing->from; day <= showing->to; day++) put_day(&json, showing, day);
    json_array_end(&json);
    json_object_end(&json);
    request_answer_written(request, &json);
}

/* ---- demand and activity ---- */

static void count(struct request *request);

static void on_counted(void *context, const struct measure_cells *answers,
                       const struct error *error)
{
    struct request *request = context;
    struct showing *showing = request->state;
    if (error != NULL) showing->error = *error;
    for (size_t line = 0; answers != NULL && line < COUNTED; line++)
        for (size_t i = 0; i < answers[line].count; i++) {
            const struct measure_cell *cell = &answers[line].cells[i];
            if (cell->key[0] == showing->queue->id)
                showing->days[cell->period - showing->from].counted[line] += cell->value;
        }
    request_wake(request);
}

/* Of one agency after the other. */
static void count(struct request *request)
{
    struct showing *showing = request->state;
    const struct desk *desk = request->desk;
    struct measure_query queries[COUNTED];
    if (showing->error.code != ERR_OK) {
        request_answer_error(request, &showing->error);
        return;
    }
    if (showing->next_agency == desk->agencies_count) {
        answer(request);
        return;
    }
    int32_t agency_id = desk->agencies[showing->next_agency++].id;
    for (size_t i = 0; i < COUNTED; i++)
        queries[i] = (struct measure_query){.measure = measure_by_name(counted_measures[i]),
                                            .agency_id = agency_id,
                                            .from = showing->from,
                                            .to = showing->to,
                                            .every = PERIOD_DAY,
                                            .by = {DIMENSION_QUEUE}};
    if (!measure_read(request->worker, request->arena, desk, agency_id, queries, COUNTED,
                      on_counted, request))
        request_answer_full(request);
    else
        request_await(request, count);
}

/* ---- capacity and backlog ---- */

/* False: the arena is full. */
static bool add_today(struct request *request, struct line_day *line)
{
    const struct showing *showing = request->state;
    const struct desk *desk = request->desk;
    const PGresult *waiting = request->reply.results[READ_WAITING];
    struct capacity_demand demand;
    int32_t *minutes = arena_array(request->arena, desk->queues_count, sizeof *minutes);
    if (minutes == NULL ||
        !capacity_read_demand(request->arena, desk, request->reply.results[READ_DEMAND], &demand) ||
        !capacity_of_day(request->arena, desk, &demand, showing->today, minutes))
        return false;
    line->capacity = minutes[showing->queue - desk->queues];
    line->backlog = line->cases = 0;
    for (int i = 0; i < PQntuples(waiting); i++) {
        line->cases += db_get_int(waiting, i, 1, 0);
        line->backlog += db_get_int(waiting, i, 2, 0);
    }
    return true;
}

static void on_read(struct request *request)
{
    struct showing *showing = request->state;
    if (request_failed(request)) return;
    const PGresult *rows = request->reply.results[READ_DAYS];
    for (int i = 0; i < PQntuples(rows); i++) {
        struct line_day *line = &showing->days[db_get_int(rows, i, 0, 0) - showing->from];
        line->capacity = db_get_int(rows, i, 1, NOT_KNOWN);
        line->backlog = db_get_int(rows, i, 2, 0);
        line->cases = db_get_int(rows, i, 3, 0);
    }
    if (showing->to == showing->today &&
        !add_today(request, &showing->days[showing->to - showing->from]))
        request_answer_full(request);
    else
        count(request);
}

static void read_days(struct request *request)
{
    const struct showing *showing = request->state;
    struct db_statement *statements = request_statements(request, READS);
    char *agencies = arena_alloc(request->arena, ACCESS_AGENCIES_TEXT);
    char from[CAPACITY_DAY_TEXT], to[CAPACITY_DAY_TEXT];
    char first[CAPACITY_DAY_TEXT], last[CAPACITY_DAY_TEXT];
    if (statements == NULL || agencies == NULL) {
        request_answer_full(request);
        return;
    }
    capacity_day_text(showing->from, from);
    capacity_day_text(showing->to, to);
    access_all_agencies(request->desk, agencies, ACCESS_AGENCIES_TEXT);
    statements[READ_DAYS].query = QUERY_QUEUE_DAY_LIST;
    db_int(&statements[READ_DAYS].params, showing->queue->agency_id);
    db_int(&statements[READ_DAYS].params, showing->queue->id);
    db_text(&statements[READ_DAYS].params, from);
    db_text(&statements[READ_DAYS].params, to);
    statements[READ_WAITING].query = QUERY_QUEUE_WAITING_NOW;
    db_int(&statements[READ_WAITING].params, showing->queue->id);
    capacity_ask_demand(&statements[READ_DEMAND], showing->today, first, last);
    request_query(request, DB_SLOW, agencies, statements,
                  showing->to == showing->today ? READS : READ_WAITING, on_read);
}

void handle_queue_capacity(struct request *request)
{
    struct showing *showing = arena_alloc(request->arena, sizeof *showing);
    struct error error = {.code = ERR_OK};
    if (showing == NULL) {
        request_answer_full(request);
        return;
    }
    showing->queue = capacity_find_queue(request, request_param(request, "code"),
                                         request_query_value(request, "agency"), &error);
    if (showing->queue == NULL) {
        request_answer_error(request, &error);
        return;
    }
    const struct agency *agency = desk_agency(request->desk, showing->queue->agency_id);
    showing->today = zone_local(agency->zone, request->now_us).day;
    measure_request_days(request, agency, &showing->from, &showing->to, &error);
    if (error.code == ERR_OK && showing->to - showing->from >= DAYS_MAX)
        error_field(&error, "from", "is more than %d days before the end: ask for fewer",
                    (int)DAYS_MAX - 1);
    if (error.code != ERR_OK) {
        request_answer_error(request, &error);
        return;
    }
    size_t count_days = (size_t)(showing->to - showing->from) + 1;
    showing->days = arena_array(request->arena, count_days, sizeof *showing->days);
    request->state = showing;
    if (showing->days == NULL) {
        request_answer_full(request);
        return;
    }
    for (size_t i = 0; i < count_days; i++)
        showing->days[i] =
            (struct line_day){.capacity = NOT_KNOWN, .backlog = NOT_KNOWN, .cases = NOT_KNOWN};
    read_days(request);
}
