/* What would be if: a simulation of a queue, as a stream that tells how far it is and ends with
 * what came of it. The runs are made in a thread, one simulation after the other; when the client
 * leaves, its simulation ends with the run under way. */
#include <event2/event.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "daemon/capacity_read.h"
#include "daemon/handlers.h"
#include "daemon/simulation.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "workflow/period.h"
#include "workflow/problem.h"

enum { ARENA_BYTES = 192 << 20, TELL_MS = 200, THREAD_NICE = 10, WEEK = 7 };

static struct simulation *of_job(struct helper_job *job)
{
    return (struct simulation *)(void *)job;
}

static void simulation_free(struct simulation *simulation)
{
    if (simulation->timer != NULL) event_free(simulation->timer);
    arena_free(simulation->arena);
    free(simulation);
}

/* The client has gone: nobody waits for it any more. */
static void leave(struct simulation *simulation)
{
    simulation->request = NULL;
    atomic_store(&simulation->cancelled, true);
    if (simulation->timer != NULL) event_del(simulation->timer);
}

static void on_close(struct request *request)
{
    leave(request->state);
}

/* The request ends. */
static void release(void *context)
{
    struct simulation *simulation = context;
    leave(simulation);
    if (!simulation->under_way) simulation_free(simulation);
}

/* ---- on the thread ---- */

static void run_part(struct simulation *simulation, struct simulation_part *part)
{
    struct capacity_simulation *runs = capacity_simulation_begin(
        simulation->arena, part->plan, (uint64_t)simulation->seed, (uint32_t)simulation->runs);
    for (int32_t i = 0; runs != NULL && i < simulation->runs; i++) {
        if (atomic_load(&simulation->cancelled) || !capacity_simulation_run(runs)) return;
        atomic_fetch_add(&simulation->made, 1);
    }
    if (runs != NULL) part->forecast = capacity_simulation_end(runs);
}

static void work(struct helper_job *job)
{
    struct simulation *simulation = of_job(job);
    setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), THREAD_NICE); /* of this thread alone */
    for (int i = 0; i < SIMULATE; i++)
        if (simulation->parts[i].wanted) run_part(simulation, &simulation->parts[i]);
}

/* ---- the stream ---- */

static bool tell(struct simulation *simulation, const char *event, const char *data)
{
    struct request *request = simulation->request;
    return request_stream_write(request, "event: ", 7) &&
           request_stream_write(request, event, strlen(event)) &&
           request_stream_write(request, "\ndata: ", 7) &&
           request_stream_write(request, data, strlen(data)) &&
           request_stream_write(request, "\n\n", 2);
}

static void tell_progress(struct simulation *simulation)
{
    char text[64];
    int32_t runs = 0;
    for (int i = 0; i < SIMULATE; i++)
        if (simulation->parts[i].wanted) runs += simulation->runs;
    snprintf(text, sizeof text, "{\"made\":%u,\"runs\":%d}", atomic_load(&simulation->made),
             (int)runs);
    tell(simulation, "progress", text);
}

static void tell_problem(struct simulation *simulation)
{
    struct request *request = simulation->request;
    struct error error = {.code = ERR_OK};
    error_set(&error, ERR_TOO_LARGE, "so much would wait that there is no room to simulate it");
    error_hint(&error, "ask for fewer weeks or less demand");
    const char *text =
        problem_json(request->arena, request_words(request, NULL), &error, request->id);
    if (text != NULL) tell(simulation, "problem", text);
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
    struct simulation *simulation = context;
    (void)fd, (void)what;
    if (simulation->request != NULL) tell_progress(simulation);
}

static void on_done(struct helper_job *job, bool dropped)
{
    struct simulation *simulation = of_job(job);
    struct request *request = simulation->request;
    simulation->under_way = false;
    if (request == NULL || dropped) {
        if (request == NULL) simulation_free(simulation);
        return;
    }
    event_del(simulation->timer);
    const char *text =
        simulation->parts[SIMULATE_AHEAD].forecast == NULL ? NULL : simulation_json(simulation);
    tell_progress(simulation);
    if (text != NULL)
        tell(simulation, "result", text);
    else
        tell_problem(simulation);
    request_stream_end(request);
}

static void begin(struct simulation *simulation)
{
    struct request *request = simulation->request;
    struct timeval every = {.tv_usec = TELL_MS * 1000};
    simulation->timer = event_new(request->worker->base, -1, EV_PERSIST, on_timer, simulation);
    simulation->job.work = work;
    simulation->job.done = on_done;
    if (simulation->timer == NULL) {
        request_answer_full(request);
        return;
    }
    if (helper_waiting(request->worker->simulations) >= SIMULATIONS_WAITING) {
        request_answer_code(request, ERR_THROTTLED, "too many simulations wait already");
        return;
    }
    if (!request_stream_begin(request, "text/event-stream", on_close)) return; /* answered */
    simulation->under_way = helper_submit(request->worker->simulations, &simulation->job);
    if (!simulation->under_way) {
        request_stream_end(request);
        return;
    }
    event_add(simulation->timer, &every);
    tell_progress(simulation);
}

/* ---- the question ---- */

static void on_read(struct request *request)
{
    struct simulation *simulation = request->state;
    struct error error = {.code = ERR_OK};
    if (simulation->error.code != ERR_OK) {
        request_answer_error(request, &simulation->error);
        return;
    }
    if (!simulation_plan(simulation)) {
        request_answer_full(request);
        return;
    }
    if (!simulation_has_history(simulation))
        error_field(&error, "/queue",
                    "nothing has come into this queue in %d days: there is nothing to draw from",
                    (int)SIMULATION_HISTORY_DAYS);
    if (error.code != ERR_OK)
        request_answer_error(request, &error);
    else
        begin(simulation);
}

/* The weeks from tomorrow on, by what came until yesterday; last month, by what came before it. */
static void set_periods(struct simulation *simulation)
{
    struct simulation_part *ahead = &simulation->parts[SIMULATE_AHEAD];
    struct simulation_part *month = &simulation->parts[SIMULATE_LAST_MONTH];
    civil_day today = simulation->today, this_month = period_first(PERIOD_MONTH, today);
    ahead->first = today + 1;
    ahead->days = (size_t)simulation->weeks * WEEK;
    ahead->history_from = today - SIMULATION_HISTORY_DAYS;
    month->first = period_first(PERIOD_MONTH, this_month - 1);
    month->days = (size_t)(this_month - month->first);
    month->history_from = month->first - SIMULATION_HISTORY_DAYS;
    ahead->history_days = month->history_days = SIMULATION_HISTORY_DAYS;
    simulation->from = month->history_from;
}

static bool read_question(struct request *request, struct simulation *simulation,
                          struct error *error)
{
    struct simulation_body body = {.weeks = 12, .runs = 200, .demand = 1000, .seed = -1};
    if (body_decode(request->arena, request->body, request->route->body, "", false, &body, NULL,
                    error) != ERR_OK)
        return false;
    simulation->queue = capacity_find_queue(request, body.queue, body.agency, error);
    if (error->code == ERR_NOT_FOUND) {
        *error = (struct error){.code = ERR_OK};
        error_field(error, "/queue",
                    "there is no such queue that you work with: GET /queues lists yours");
    }
    if (simulation->queue == NULL) return false;
    simulation->agency = desk_agency(request->desk, simulation->queue->agency_id);
    simulation->today = zone_local(simulation->agency->zone, request->now_us).day;
    simulation->weeks = body.weeks;
    simulation->staff = body.staff;
    simulation->runs = body.runs;
    simulation->demand = body.demand;
    simulation->seed = body.seed >= 0 ? body.seed : (int64_t)randombytes_random();
    simulation->people = capacity_people(request->desk, simulation->queue);
    if (-(int64_t)body.staff > (int64_t)simulation->people)
        error_field(error, "/staff", "only %zu people work this queue: take away at most so many",
                    simulation->people);
    return error->code == ERR_OK;
}

void handle_simulation(struct request *request)
{
    struct error error = {.code = ERR_OK};
    struct simulation *simulation = calloc(1, sizeof *simulation);
    if (simulation != NULL) simulation->arena = arena_new(ARENA_BYTES);
    if (simulation == NULL || simulation->arena == NULL ||
        arena_cleanup(request->arena, release, simulation) != 0) {
        if (simulation != NULL) simulation_free(simulation);
        request_answer_full(request);
        return;
    }
    simulation->request = request;
    request->state = simulation;
    if (!read_question(request, simulation, &error)) {
        request_answer_error(request, &error);
        return;
    }
    set_periods(simulation);
    simulation_read(simulation, on_read);
}
