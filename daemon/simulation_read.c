/* What a simulation is made of, out of the database: what waits and waited, then figures. */
#include "daemon/access.h"
#include "daemon/capacity_read.h"
#include "daemon/measure_read.h"
#include "daemon/simulation.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "workflow/counter.h"

enum { READ_SHARES, READ_NOW, READ_BEGIN, READ_END, READS };

/* How often each number of minutes was booked on closed cases: no figure that is told, so not in
 * the catalogue. Its buckets are told apart as those that are queues. */
static const struct measure handling = {.name = "handling-minutes",
                                        .family = FAMILY_CAPACITY,
                                        .kind = MEASURE_COUNT,
                                        .unit = "cases",
                                        .of = {.metrics = {METRIC_CASE_MINUTES}},
                                        .what = "closed cases by minutes booked"};

static void on_figures(void *context, const struct measure_cells *answers,
                       const struct error *error)
{
    struct simulation *simulation = context;
    simulation->figures = answers;
    if (error != NULL) simulation->error = *error;
    request_wake(simulation->request);
}

static struct measure_query about(const struct simulation *simulation, const char *name,
                                  civil_day from, civil_day to)
{
    return (struct measure_query){.measure = measure_by_name(name),
                                  .agency_id = simulation->agency->id,
                                  .from = from,
                                  .to = to};
}

/* False: the arena is full. */
static bool ask_figures(struct simulation *simulation)
{
    const struct simulation_part *month = &simulation->parts[SIMULATE_LAST_MONTH];
    civil_day from = simulation->from, yesterday = simulation->today - 1;
    civil_day month_end = month->first + (civil_day)month->days - 1;
    struct measure_query queries[FIGURES] = {
        [FIGURE_OPENED] = about(simulation, "cases-opened", from, yesterday),
        [FIGURE_TASKS] = about(simulation, "tasks-opened", from, yesterday),
        [FIGURE_MINUTES] = about(simulation, "cases-opened", from, yesterday),
        [FIGURE_MINUTES_BEFORE] = about(simulation, "cases-opened", from, month->first - 1),
        [FIGURE_JUDGED] = about(simulation, "elapsed-time", month->first, month_end),
        [FIGURE_DEMAND] = about(simulation, "demand-minutes", month->first, month_end),
        [FIGURE_CAPACITY] = about(simulation, "capacity-minutes", month->first, month_end)};
    queries[FIGURE_OPENED].every = queries[FIGURE_TASKS].every = PERIOD_DAY;
    queries[FIGURE_MINUTES].measure = queries[FIGURE_MINUTES_BEFORE].measure = &handling;
    for (size_t i = FIGURE_OPENED; i <= FIGURE_JUDGED; i++) queries[i].by[0] = DIMENSION_SERVICE;
    for (size_t i = FIGURE_TASKS; i <= FIGURE_MINUTES_BEFORE; i++)
        queries[i].by[1] = DIMENSION_QUEUE;
    queries[FIGURE_DEMAND].by[0] = queries[FIGURE_CAPACITY].by[0] = DIMENSION_QUEUE;
    return measure_read(simulation->request->worker, simulation->arena, simulation->request->desk,
                        simulation->agency->id, queries, FIGURES, on_figures, simulation);
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
