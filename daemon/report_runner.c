/* A timer looks for work; then one answer follows another until the run has ended. */
#include "daemon/report_runner.h"

#include <event2/event.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/log.h"
#include "daemon/measure_read.h"
#include "daemon/report_delivery.h"
#include "daemon/report_job.h"
#include "daemon/report_schedule.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "proto/json_get.h"
#include "proto/json_parse.h"
#include "proto/sha256.h"
#include "workflow/report.h"

enum {
    LOOK_MS = 2000,
    SOON_MS = 10,
    SCHEDULE_EVERY = 10, /* looks */
    RUN_BYTES = 512 << 20,
    TRIES = 3,
    PERCENT_COUNTED = 60
};

enum claim_column {
    CLAIM_AGENCY,
    CLAIM_ID,
    CLAIM_CODE,
    CLAIM_FROM,
    CLAIM_TRIES,
    CLAIM_DELIVERS,
    CLAIM_FROZEN,
    CLAIM_EDITION,
    CLAIM_DEFINITION,
    CLAIM_BEFORE,
    CLAIM_BEFORE_EDITION,
    CLAIM_BEFORE_FIGURES,
    CLAIM_CANCELLED,
    CLAIM_SCHEDULED
};

struct report_runner {
    struct worker *worker;
    struct event *timer;
    struct report_schedule *schedule;
    struct db_statement statement;
    unsigned looks;
    bool under_way, again, stopping;
    /* Of the run claimed. */
    struct arena *arena;
    struct snapshot *snapshot;
    int32_t agency_id;
    int64_t id, before_id;
    int before_edition;
    bool delivers, scheduled;
    bool unchanged; /* its figures are those of the edition before */
    civil_day from;
    const char *definition_text, *before, *figures;
    struct json_object *definition;
    struct report report;
};

static void arm(struct report_runner *runner, int wait_ms)
{
    struct timeval wait = {.tv_sec = wait_ms / 1000, .tv_usec = wait_ms % 1000 * 1000};
    event_add(runner->timer, &wait);
}

static void dispose(struct report_runner *runner)
{
    event_free(runner->timer);
    report_schedule_free(runner->schedule);
    arena_free(runner->arena);
    free(runner);
}

/* Nothing is under way any more. */
static void rest(struct report_runner *runner, int wait_ms)
{
    if (runner->snapshot != NULL) snapshot_release(runner->snapshot);
    runner->snapshot = NULL;
    arena_free(runner->arena);
    runner->arena = NULL;
    runner->under_way = false;
    if (runner->stopping) {
        dispose(runner);
        return;
    }
    arm(runner, runner->again ? SOON_MS : wait_ms);
    runner->again = false;
}

/* The next statement about the run. */
static struct db_params *about(struct report_runner *runner, enum query query)
{
    runner->statement.query = query;
    db_params_clear(&runner->statement.params);
    db_int(&runner->statement.params, runner->agency_id);
    db_int(&runner->statement.params, runner->id);
    return &runner->statement.params;
}

static void ask(struct report_runner *runner, db_callback callback)
{
    db_send(runner->worker->db, DB_CARE, NULL, &runner->statement, 1, callback, runner);
}

/* ---- the end ---- */

static void on_ended(void *context, struct db_reply *reply)
{
    struct report_runner *runner = context;
    if (reply->outcome == DB_FAILED) log_error("a report could not be ended", &reply->error);
    rest(runner, SOON_MS);
}

static void end(struct report_runner *runner, enum report_state state, const char *error)
{
    struct db_params *params = about(runner, QUERY_REPORT_RUN_END);
    db_int(params, (int64_t)state);
    db_text(params, error);
    if (state == REPORT_UNCHANGED)
        db_int(params, runner->before_id);
    else
        db_null(params);
    LOG(error == NULL ? LEVEL_INFO : LEVEL_WARNING, "report",
        LOG_NUMBER("agency", runner->agency_id), LOG_NUMBER("run", runner->id),
        LOG_TEXT("state", name_of(&report_state_names, (int)state)),
        LOG_TEXT("because", error == NULL ? "" : error));
    ask(runner, on_ended);
}

/* What can be tried again is left to the claim, which runs out. */
static void fail(struct report_runner *runner, const struct error *error)
{
    if (error->code == ERR_UNAVAILABLE || error->code == ERR_OK) {
        log_error("a report is tried again", error);
        rest(runner, LOOK_MS);
    } else {
        end(runner, REPORT_FAILED, error->message);
    }
}

/* ---- delivering ---- */

static void on_delivered(void *context, const struct error *error)
{
    struct report_runner *runner = context;
    if (error != NULL)
        fail(runner, error);
    else
        end(runner, runner->unchanged ? REPORT_UNCHANGED : REPORT_DONE, NULL);
}

/* What comes by itself goes out also when somebody has run it by hand before. */
static void deliver(struct report_runner *runner)
{
    const struct report_sending sending = {.agency_id = runner->agency_id,
                                           .run_id =
                                               runner->unchanged ? runner->before_id : runner->id,
                                           .definition = runner->definition};
    if (!runner->delivers)
        end(runner, REPORT_DONE, NULL);
    else if (!report_deliver(runner->worker, runner->arena, &sending, on_delivered, runner))
        rest(runner, LOOK_MS);
}

/* ---- freezing ---- */

static void on_frozen(void *context, struct db_reply *reply)
{
    struct report_runner *runner = context;
    if (reply->outcome != DB_DONE)
        fail(runner, &reply->error);
    else if (PQntuples(reply->results[0]) == 0)
        end(runner, REPORT_CANCELLED, NULL);
    else
        deliver(runner);
}

static struct json_object *parsed(struct report_runner *runner, const char *text);

/* NULL: there was no memory. */
static const char *changes_of(struct report_runner *runner)
{
    struct json_object *before = parsed(runner, runner->before);
    struct json_object *now = parsed(runner, runner->figures);
    return before == NULL || now == NULL ? NULL : report_changes(runner->arena, before, now);
}

static void freeze(struct report_runner *runner)
{
    struct db_params *params = about(runner, QUERY_REPORT_RUN_FREEZE);
    uint8_t *digest = arena_alloc(runner->arena, SHA256_BYTES);
    const char *changes = runner->before == NULL ? NULL : changes_of(runner);
    struct sha256 state;
    if (digest == NULL || (runner->before != NULL && changes == NULL)) {
        end(runner, REPORT_FAILED, ERROR_SAYS("the figures are too large to be compared"));
        return;
    }
    sha256_begin(&state);
    sha256_add(&state, runner->figures, strlen(runner->figures));
    sha256_end(&state, digest);
    db_text(params, runner->figures);
    db_text(params, runner->definition_text);
    db_bytes(params, digest, SHA256_BYTES);
    db_int(params, runner->before_edition + 1);
    if (runner->before == NULL)
        db_null(params);
    else
        db_int(params, runner->before_id);
    db_text(params, changes);
    ask(runner, on_frozen);
}

static void settle_unchanged(struct report_runner *runner)
{
    runner->unchanged = true;
    if (runner->scheduled)
        deliver(runner);
    else
        end(runner, REPORT_UNCHANGED, NULL);
}

static void on_counted(void *context, struct db_reply *reply)
{
    struct report_runner *runner = context;
    if (reply->outcome != DB_DONE)
        fail(runner, &reply->error);
    else if (PQntuples(reply->results[0]) == 0 || db_get_bool(reply->results[0], 0, 0))
        end(runner, REPORT_CANCELLED, NULL);
    else if (runner->before != NULL && strcmp(runner->before, runner->figures) == 0)
        settle_unchanged(runner);
    else
        freeze(runner);
}

/* ---- counting ---- */

static void on_measured(void *context, const struct measure_cells *answers,
                        const struct error *error)
{
    struct report_runner *runner = context;
    struct error full = {.code = ERR_OK};
    if (error != NULL) {
        fail(runner, error);
        return;
    }
    runner->figures =
        report_figures(runner->arena, &runner->snapshot->desk, &runner->report, answers);
    if (runner->figures == NULL) {
        error_set(&full, ERR_TOO_LARGE, "there are more figures than a report may have");
        fail(runner, &full);
        return;
    }
    struct db_params *params = about(runner, QUERY_REPORT_RUN_STEP);
    db_int(params, PERCENT_COUNTED);
    db_int(params, REPORT_COMPARING);
    ask(runner, on_counted);
}

static void count(struct report_runner *runner)
{
    const struct desk *desk = &runner->snapshot->desk;
    struct error error = {.code = ERR_OK};
    if (report_plan(runner->arena, desk, runner->agency_id, runner->definition, runner->from,
                    &runner->report, &error) != ERR_OK)
        end(runner, REPORT_FAILED, error.message);
    else if (!measure_read(runner->worker, runner->arena, desk, runner->agency_id,
                           runner->report.queries, runner->report.query_count, on_measured, runner))
        end(runner, REPORT_FAILED, ERROR_SAYS("the report asks for too much at once"));
}

/* ---- claiming ---- */

static void put_object(void *object)
{
    json_object_put(object);
}

static struct json_object *parsed(struct report_runner *runner, const char *text)
{
    const char *fault;
    size_t at;
    struct json_object *object = json_parse(text, strlen(text), &fault, &at);
    if (object != NULL && arena_cleanup(runner->arena, put_object, object) != 0) {
        json_object_put(object);
        return NULL;
    }
    return object;
}

/* False: out of memory. */
static bool read_claim(struct report_runner *runner, const PGresult *rows)
{
    runner->agency_id = (int32_t)db_get_int(rows, 0, CLAIM_AGENCY, 0);
    runner->id = db_get_int(rows, 0, CLAIM_ID, 0);
    runner->from = (civil_day)db_get_int(rows, 0, CLAIM_FROM, 0);
    runner->delivers = db_get_bool(rows, 0, CLAIM_DELIVERS);
    runner->scheduled = db_get_bool(rows, 0, CLAIM_SCHEDULED);
    runner->unchanged = false;
    runner->before_id = db_get_int(rows, 0, CLAIM_BEFORE, 0);
    runner->before_edition = (int)db_get_int(rows, 0, CLAIM_BEFORE_EDITION, 0);
    runner->before = db_get_text(runner->arena, rows, 0, CLAIM_BEFORE_FIGURES);
    runner->definition_text = db_get_text(runner->arena, rows, 0, CLAIM_DEFINITION);
    runner->definition =
        runner->definition_text == NULL ? NULL : parsed(runner, runner->definition_text);
    return runner->definition != NULL && (runner->before_id == 0 || runner->before != NULL);
}

static void on_claimed(void *context, struct db_reply *reply)
{
    struct report_runner *runner = context;
    const PGresult *rows = reply->outcome == DB_DONE ? reply->results[0] : NULL;
    if (reply->outcome == DB_FAILED) log_error("could not look for reports", &reply->error);
    if (rows == NULL || PQntuples(rows) == 0 || runner->stopping) {
        rest(runner, LOOK_MS);
        return;
    }
    runner->arena = arena_new(RUN_BYTES);
    runner->snapshot = snapshot_hold(runner->worker->snapshot);
    if (runner->arena == NULL || !read_claim(runner, rows))
        rest(runner, LOOK_MS); /* the claim runs out, and it is tried again */
    else if (db_get_bool(rows, 0, CLAIM_FROZEN))
        deliver(runner);
    else if (db_get_bool(rows, 0, CLAIM_CANCELLED))
        end(runner, REPORT_CANCELLED, NULL);
    else if (db_get_int(rows, 0, CLAIM_TRIES, 0) > TRIES)
        end(runner, REPORT_FAILED, "it was begun several times and never came to its end");
    else
        count(runner);
}

static void claim(void *context)
{
    struct report_runner *runner = context;
    runner->statement.query = QUERY_REPORT_RUN_CLAIM;
    db_params_clear(&runner->statement.params);
    ask(runner, on_claimed);
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
    struct report_runner *runner = context;
    (void)fd, (void)what;
    if (runner->worker->snapshot == NULL || !db_lane_ready(runner->worker->db, DB_CARE)) {
        arm(runner, LOOK_MS);
        return;
    }
    runner->under_way = true;
    if (runner->looks++ % SCHEDULE_EVERY == 0)
        report_schedule_look(runner->schedule, claim, runner);
    else
        claim(runner);
}

void report_runner_poke(struct report_runner *runner)
{
    if (runner == NULL) return; /* the worker ends */
    if (runner->under_way)
        runner->again = true;
    else
        arm(runner, 0);
}

struct report_runner *report_runner_new(struct worker *worker)
{
    struct report_runner *runner = calloc(1, sizeof *runner);
    if (runner == NULL) return NULL;
    runner->worker = worker;
    runner->schedule = report_schedule_new(worker);
    runner->timer = evtimer_new(worker->base, on_timer, runner);
    if (runner->schedule == NULL || runner->timer == NULL) {
        if (runner->timer != NULL) event_free(runner->timer);
        report_schedule_free(runner->schedule);
        free(runner);
        return NULL;
    }
    arm(runner, LOOK_MS);
    return runner;
}

void report_runner_free(struct report_runner *runner)
{
    if (runner == NULL) return;
    runner->stopping = true;
    event_del(runner->timer);
    if (!runner->under_way) dispose(runner);
}
