/* What a simulation is made of, out of the database: what waits and waited, then figures. */
#include "daemon/access.h"
#include "daemon/capacity_read.h"
#include "daemon/measure_read.h"
#include "daemon/simulation.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "workflow/counter.h"

enum { READ_SHARES, READ_NOW, READ_BEGIN, READ_END, READS };

/* No figures that are told, so not in the catalogue: how often each number of minutes was booked on
 * cases in a queue (these buckets are told apart as those that are queues), for how long cases that
 * came had been open, how many that were closed in a queue kept their promise. */
static const struct measure handling = {.name = "queue-minutes",
                                        .family = FAMILY_CAPACITY,
                                        .kind = MEASURE_COUNT,
                                        .unit = "cases",
                                        .of = {.metrics = {METRIC_QUEUE_MINUTES}}};
static const struct measure ages = {.name = "queue-arrival-ages",
                                    .family = FAMILY_CAPACITY,
                                    .kind = MEASURE_COUNT,
                                    .unit = "minutes",
                                    .of = {.metrics = {METRIC_QUEUE_ARRIVAL_AGES}}};
static const struct measure kept = {.name = "queue-in-time",
                                    .family = FAMILY_CAPACITY,
                                    .kind = MEASURE_SHARE,
                                    .unit = "share",
                                    .of = {.metrics = {METRIC_QUEUE_IN_TIME}},
                                    .per = {.metrics = {METRIC_QUEUE_IN_TIME, METRIC_QUEUE_LATE}}};

static bool ask_figures(struct simulation *simulation);

/* Of one agency after the other. */
static void on_figures(void *context, const struct measure_cells *answers,
                       const struct error *error)
{
    struct simulation *simulation = context;
    simulation->figures[simulation->agencies_read++] = answers;
    bool more =
        error == NULL && simulation->agencies_read < simulation->request->desk->agencies_count;
    if (error != NULL)
        simulation->error = *error;
    else if (more && !ask_figures(simulation))
        error_set(&simulation->error, ERR_TOO_LARGE,
                  "the figures need more memory than one simulation may have");
    else if (more)
        return;
    request_wake(simulation->request);
}

static struct measure_query about(const struct simulation *simulation,
                                  const struct measure *measure, civil_day from, civil_day to)
{
    const struct desk *desk = simulation->request->desk;
    return (struct measure_query){.measure = measure,
                                  .agency_id = desk->agencies[simulation->agencies_read].id,
                                  .from = from,
                                  .to = to,
                                  .by = {DIMENSION_SERVICE, DIMENSION_QUEUE}};
}

/* Of one queue after the other, without their services. */
static struct measure_query about_month(const struct simulation *simulation,
                                        const struct measure *measure)
{
    const struct simulation_part *month = &simulation->parts[SIMULATE_LAST_MONTH];
    struct measure_query query =
        about(simulation, measure, month->first, month->first + (civil_day)month->days - 1);
    query.by[0] = DIMENSION_QUEUE;
    query.by[1] = DIMENSION_NONE;
    return query;
}

/* False: the arena is full. */
static bool ask_figures(struct simulation *simulation)
{
    civil_day from = simulation->from, yesterday = simulation->today - 1;
    civil_day before = simulation->parts[SIMULATE_LAST_MONTH].first - 1;
    const struct measure *arrivals = measure_by_name("queue-arrivals");
    const struct measure *tasks = measure_by_name("tasks-opened");
    struct measure_query queries[FIGURES] = {
        [FIGURE_ARRIVALS] = about(simulation, arrivals, from, yesterday),
        [FIGURE_TASKS] = about(simulation, tasks, from, yesterday),
        [FIGURE_MINUTES] = about(simulation, &handling, from, yesterday),
        [FIGURE_MINUTES_BEFORE] = about(simulation, &handling, from, before),
        [FIGURE_AGES] = about(simulation, &ages, from, yesterday),
        [FIGURE_AGES_BEFORE] = about(simulation, &ages, from, before),
        [FIGURE_JUDGED] = about_month(simulation, &kept),
        [FIGURE_DEMAND] = about_month(simulation, measure_by_name("demand-minutes")),
        [FIGURE_CAPACITY] = about_month(simulation, measure_by_name("capacity-minutes"))};
    queries[FIGURE_ARRIVALS].every = queries[FIGURE_TASKS].every = PERIOD_DAY;
    return measure_read(simulation->request->worker, simulation->arena, simulation->request->desk,
                        queries[0].agency_id, queries, FIGURES, on_figures, simulation);
}

static bool take_left(struct simulation *simulation, const PGresult *rows,
                      struct simulation_part *part)
{
    part->left_count = (size_t)PQntuples(rows);
    part->left = arena_array(simulation->arena, part->left_count, sizeof *part->left);
    for (size_t i = 0; part->left != NULL && i < part->left_count; i++)
        part->left[i] = (struct capacity_left){.due_at_us = db_get_time(rows, (int)i, 0),
                                               .cases = db_get_int(rows, (int)i, 1, 0),
                                               .minutes = db_get_int(rows, (int)i, 2, 0)};
    return part->left != NULL;
}

static void on_waiting(struct request *request)
{
    struct simulation *simulation = request->state;
    PGresult *const *results = request->reply.results;
    if (request_failed(request)) return;
    for (int i = 0; i < PQntuples(results[READ_END]); i++) {
        simulation->happened.cases += db_get_int(results[READ_END], i, 1, 0);
        simulation->happened.backlog += db_get_int(results[READ_END], i, 2, 0);
    }
    if (!capacity_read_demand(simulation->arena, request->desk, results[READ_SHARES],
                              &simulation->shares) ||
        !take_left(simulation, results[READ_NOW], &simulation->parts[SIMULATE_AHEAD]) ||
        !take_left(simulation, results[READ_BEGIN], &simulation->parts[SIMULATE_LAST_MONTH]) ||
        !ask_figures(simulation))
        request_answer_full(request);
    else
        request_await(request, simulation->next);
}

void simulation_read(struct simulation *simulation, request_step next)
{
    struct request *request = simulation->request;
    struct db_statement *statements = request_statements(request, READS);
    char *agencies = arena_alloc(request->arena, ACCESS_AGENCIES_TEXT);
    const struct simulation_part *month = &simulation->parts[SIMULATE_LAST_MONTH];
    const struct zone *zone = simulation->agency->zone;
    civil_day end = month->first + (civil_day)month->days;
    char first[CAPACITY_DAY_TEXT], last[CAPACITY_DAY_TEXT];
    if (statements == NULL || agencies == NULL) {
        request_answer_full(request);
        return;
    }
    simulation->next = next;
    simulation->figures = arena_array(simulation->arena, request->desk->agencies_count,
                                      sizeof(const struct measure_cells *));
    if (simulation->figures == NULL) {
        request_answer_full(request);
        return;
    }
    access_all_agencies(request->desk, agencies, ACCESS_AGENCIES_TEXT);
    capacity_ask_demand(&statements[READ_SHARES], simulation->today, first, last);
    statements[READ_NOW].query = QUERY_QUEUE_WAITING_NOW;
    statements[READ_BEGIN].query = statements[READ_END].query = QUERY_QUEUE_WAITING_AT;
    for (size_t i = READ_NOW; i < READS; i++) db_int(&statements[i].params, simulation->queue->id);
    db_time(&statements[READ_BEGIN].params,
            zone_instant(zone, (struct civil_time){month->first, 0}));
    db_time(&statements[READ_END].params, zone_instant(zone, (struct civil_time){end, 0}));
    request_query(request, DB_SLOW, agencies, statements, READS, on_waiting);
}
