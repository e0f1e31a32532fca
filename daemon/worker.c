/* A worker's beginning, its loop, its second's work, and its end. */
#include "daemon/worker_int.h"

#include <event2/event.h>
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/settings.h"
#include "daemon/chart_watch.h"
#include "daemon/charter_store.h"
#include "daemon/confirmation.h"
#include "daemon/due.h"
#include "daemon/helper.h"
#include "daemon/id_block.h"
#include "daemon/live.h"
#include "daemon/load.h"
#include "daemon/log.h"
#include "daemon/maturity_keep.h"
#include "daemon/metrics.h"
#include "daemon/password.h"
#include "daemon/presence.h"
#include "daemon/queue_counts.h"
#include "daemon/queue_day.h"
#include "daemon/recompute.h"
#include "daemon/report_runner.h"
#include "daemon/request_int.h"
#include "daemon/router.h"
#include "daemon/server.h"
#include "daemon/session.h"
#include "daemon/simulation.h"
#include "daemon/wallclock.h"
#include "daemon/web_files.h"
#include "daemon/work_in_hand.h"
#include "db/desk_apply.h"
#include "db/sums.h"
#include "proto/arena.h"

enum {
    CARE_CONNECTIONS = 2,
    JSON_DEPTH = 32,
    CLOCK_CHECK_S = 30,
    STREAM_CHECK_S = 60,
    PURGE_S = 600,
    PURGES = 4,
    REPORT_FILES_QUEUE = 16 /* files of reports that wait to be made */
};

/* What only this file needs of a worker. */
struct running {
    struct worker worker;
    struct settings *settings;
    const char *settings_path;
    struct due *due;
    struct confirmations *confirmations;
    struct recompute *recompute;
    struct queue_days *queue_days;
    struct maturity_keep *maturity;
    struct sums *sums;
    struct chart_watch *charts;
    struct event *second, *signals[3];
    uint64_t seconds, drain_until_ms;
    bool loading, load_again, load_failed; /* the desk */
    int64_t clock_asked_us;
    struct db_statement clock_statement, purges[PURGES];
};

int64_t worker_now_us(const struct worker *worker)
{
    (void)worker;
    return wallclock_now_us();
}

/* Arenas: those of requests that ended are used again. */

struct arena *worker_arena(struct worker *worker)
{
    if (worker->arena_count > 0) return worker->arenas[--worker->arena_count];
    return arena_new(worker->settings->limits.request_memory);
}

void worker_arena_back(struct worker *worker, struct arena *arena)
{
    size_t used = arena_used(arena);
    if (used > worker->arena_high) worker->arena_high = used;
    if (worker->arena_count == WORKER_ARENAS) {
        arena_free(arena);
        return;
    }
    arena_reset(arena);
    worker->arenas[worker->arena_count++] = arena;
}

static void free_arenas(struct worker *worker)
{
    while (worker->arena_count > 0) arena_free(worker->arenas[--worker->arena_count]);
}

/* Figures. */

static bool is_ready(const struct worker *worker)
{
    return worker->snapshot != NULL && !worker->draining && db_lane_ready(worker->db, DB_WRITE) &&
           db_lane_ready(worker->db, DB_LOAD) && db_lane_ready(worker->db, DB_READ);
}

static void set_batch_figures(struct worker *worker)
{
    struct batch_stats stats;
    batch_stats(worker->batch, &stats);
    metrics_set(worker->metrics, batches, (int64_t)stats.batches);
    metrics_set(worker->metrics, batch_commands, (int64_t)stats.commands);
    metrics_set(worker->metrics, batch_refused, (int64_t)stats.refused);
    metrics_set(worker->metrics, batch_replayed, (int64_t)stats.replayed);
    metrics_set(worker->metrics, batch_waiting, (int64_t)stats.waiting);
    metrics_set(worker->metrics, batch_in_flight, (int64_t)stats.in_flight);
}

static void set_gauges(struct worker *worker)
{
    struct metrics *metrics = worker->metrics;
    metrics_set(metrics, alive_ms, monotonic_ms());
    metrics_set(metrics, ready, is_ready(worker));
    metrics_set(metrics, requests_under_way, (int64_t)worker->requests);
    metrics_set(metrics, streams, (int64_t)worker->stream_count);
    metrics_set(metrics, sessions_cached, (int64_t)session_cache_count(worker->sessions));
    metrics_set(metrics, password_queue, (int64_t)password_waiting(worker->passwords));
    metrics_set(metrics, arena_high_bytes, (int64_t)worker->arena_high);
    metrics_set(metrics, clock_skew_us, wallclock_skew_us());
    if (worker->snapshot != NULL)
        metrics_set(metrics, desk_definition, worker->snapshot->desk.definition_id);
    for (int lane = 0; lane < DB_LANES; lane++) {
        metrics_set(metrics, lane_load[lane],
                    (int64_t)db_lane_load(worker->db, (enum db_lane)lane));
        metrics_set(metrics, lane_ready[lane], db_lane_ready(worker->db, (enum db_lane)lane));
    }
    set_batch_figures(worker);
}

/* The desk. */

static void load_desk(struct running *running);

static void on_desk(void *context, struct snapshot *snapshot, const struct error *error)
{
    struct running *running = context;
    struct worker *worker = &running->worker;
    running->loading = false;
    running->load_failed = snapshot == NULL;
    if (snapshot == NULL) {
        log_error("could not load the desk", error);
    } else {
        const struct snapshot *before = worker->snapshot;
        /* Grants may have gone, and a stream goes by the desk it began with. */
        if (before != NULL && before->desk.definition_id != snapshot->desk.definition_id)
            request_stream_end_all(worker);
        if (before != NULL) snapshot_release(worker->snapshot);
        worker->snapshot = snapshot;
        LOG(LEVEL_INFO, "desk loaded", LOG_NUMBER("definition", snapshot->desk.definition_id));
        set_gauges(worker); /* ready now, not in a second */
        recompute_soon(running->recompute);
    }
    if (running->load_again) load_desk(running);
}

static void load_desk(struct running *running)
{
    running->load_again = running->loading;
    if (running->loading) return;
    running->loading = true;
    snapshot_load(running->worker.db, on_desk, running);
}

static void on_desk_notified(void *context, const char *channel, const char *payload)
{
    (void)channel;
    (void)payload;
    load_desk(context);
}

/* The clock, against the database's. */

static void on_clock(void *context, struct db_reply *reply)
{
    struct running *running = context;
    int64_t limit_us = running->settings->clock.max_skew_ms * 1000;
    bool trusted = wallclock_trusted(limit_us);
    if (reply->outcome != DB_DONE) return;
    wallclock_compare(running->clock_asked_us, db_get_int(reply->results[0], 0, 0, 0),
                      wallclock_now_us());
    if (wallclock_trusted(limit_us) == trusted) return;
    LOG(trusted ? LEVEL_ERROR : LEVEL_INFO,
        trusted ? "this machine's clock is not the database's: no rung fires" : "clock compared",
        LOG_NUMBER("skew_us", wallclock_skew_us()));
}

static void check_clock(struct running *running)
{
    running->clock_statement.query = QUERY_TIME_NOW;
    db_params_clear(&running->clock_statement.params);
    running->clock_asked_us = wallclock_now_us();
    db_send(running->worker.db, DB_LOAD, NULL, &running->clock_statement, 1, on_clock, running);
}

static void on_purged(void *context, struct db_reply *reply)
{
    (void)context;
    if (reply->outcome != DB_DONE) log_error("could not purge what has expired", &reply->error);
}

static void purge(struct running *running)
{
    static const enum query queries[PURGES] = {QUERY_SESSION_PURGE, QUERY_LOGIN_PURGE,
                                               QUERY_IDEMPOTENCY_PURGE, QUERY_OUTBOX_PURGE};
    for (int i = 0; i < PURGES; i++) {
        running->purges[i].query = queries[i];
        db_params_clear(&running->purges[i].params);
    }
    db_int(&running->purges[PURGES - 1].params, running->settings->courier.keep_ms / 1000);
    db_send(running->worker.db, DB_CARE, NULL, running->purges, PURGES, on_purged, running);
}

/* Each second. */

static void on_second(evutil_socket_t fd, short what, void *context)
{
    struct running *running = context;
    struct worker *worker = &running->worker;
    (void)fd;
    (void)what;
    set_gauges(worker);
    if ((worker->snapshot == NULL || running->load_failed) && db_lane_ready(worker->db, DB_LOAD))
        load_desk(running);
    if (running->seconds % CLOCK_CHECK_S == 0 || !wallclock_trusted(INT64_MAX))
        check_clock(running);
    if (running->seconds % STREAM_CHECK_S == 1) session_check_streams(worker->sessions);
    if (running->seconds % PURGE_S == PURGE_S / 2 && worker->number == 0) purge(running);
    running->seconds++;
}

/* What works by itself begins nothing more; each ends once what it has under way is answered. */
static void end_keepers(struct running *running)
{
    due_free(running->due);
    running->due = NULL;
    confirmations_free(running->confirmations);
    running->confirmations = NULL;
    recompute_free(running->recompute);
    running->recompute = NULL;
    queue_days_free(running->queue_days);
    running->queue_days = NULL;
    maturity_keep_free(running->maturity);
    running->maturity = NULL;
    sums_free(running->sums);
    running->sums = NULL;
    report_runner_free(running->worker.runner);
    running->worker.runner = NULL;
    chart_watch_free(running->charts);
    running->charts = NULL;
}

/* Signals. */

static void drain(struct running *running)
{
    struct worker *worker = &running->worker;
    if (worker->draining) return;
    worker->draining = true;
    metrics_set(worker->metrics, ready, false);
    running->drain_until_ms = monotonic_ms() + (uint64_t)running->settings->server.drain_timeout_ms;
    server_drain(worker->server);
    end_keepers(running);
    for (struct request *stream = worker->streams; stream != NULL; stream = stream->stream_next)
        request_stream_end(stream);
    LOG(LEVEL_INFO, "draining", LOG_NUMBER("requests", worker->requests));
}

/* Reads the web client anew. One that cannot be read leaves the former one; one that is gone is. */
static void load_web(struct worker *worker)
{
    struct error error = {.code = ERR_OK};
    struct web_files *files = NULL;
    char installed[WEB_FOLDER];
    const char *folder = worker->settings->web.directory;
    web_files_installed(installed);
    enum error_code code = web_files_load(folder != NULL ? folder : installed, &files, &error);
    if (code != ERR_OK && code != ERR_NOT_FOUND) {
        log_error("the web client stays as it was", &error);
        return;
    }
    web_files_free(worker->web);
    worker->web = files;
    if (files == NULL)
        LOG(LEVEL_INFO, "no web client", LOG_TEXT("error", error.message));
    else
        LOG(LEVEL_INFO, "web client read", LOG_NUMBER("files", files->count),
            LOG_NUMBER("bytes", files->bytes), LOG_NUMBER("passed_over", files->passed_over));
}

static void reload(struct running *running)
{
    struct error error = {.code = ERR_OK};
    char needs_restart[1024];
    struct worker *worker = &running->worker;
    if (settings_reload(running->settings, running->settings_path, needs_restart,
                        sizeof needs_restart, &error) != ERR_OK)
        log_error("the settings stay as they were", &error);
    else
        LOG(LEVEL_INFO, "settings loaded anew", LOG_TEXT("needs_restart", needs_restart));
    log_reopen(running->settings->log.file);
    log_set_level((enum log_level)running->settings->log.level);
    free_arenas(worker); /* their limit may have changed */
    load_web(worker);
    error.code = ERR_OK;
    if (server_reload(worker->server, &error) != ERR_OK)
        log_error("the certificate stays as it was", &error);
}

static void on_signal(evutil_socket_t number, short what, void *context)
{
    struct running *running = context;
    struct error error = {.code = ERR_OK};
    (void)what;
    if (number == SIGTERM)
        drain(running);
    else if (number == SIGHUP)
        reload(running);
    else if (server_reload(running->worker.server, &error) != ERR_OK) /* SIGUSR1: new ticket keys */
        log_error("the ticket keys stay as they were", &error);
}

/* Beginning and end. */

static void on_db_log(void *context, int level, const char *message)
{
    (void)context;
    LOG((enum log_level)level, "database", LOG_TEXT("detail", message));
}

static struct db *connect_database(struct running *running)
{
    const struct settings *settings = running->settings;
    struct db_settings wanted = {
        .conninfo = settings->database.conninfo,
        .write_role = settings->database.write_role,
        .read_role = settings->database.read_role,
        .connections = {[DB_WRITE] = settings->database.write_connections,
                        [DB_LOAD] = settings->database.load_connections,
                        [DB_READ] = settings->database.read_connections,
                        [DB_SLOW] = settings->database.slow_connections,
                        [DB_CARE] = CARE_CONNECTIONS},
        .slow_timeout_ms = (int)settings->database.slow_timeout_ms,
        .connect_timeout_ms = (int)settings->database.connect_timeout_ms,
        .log = on_db_log,
    };
    return db_new(running->worker.base, &wanted);
}

static bool start_parts(struct running *running)
{
    struct worker *worker = &running->worker;
    const struct settings *settings = running->settings;
    struct password_cost cost = {settings->login.hash_memory, settings->login.hash_passes};
    worker->base = event_base_new();
    if (worker->base == NULL) return false;
    worker->db = connect_database(running);
    worker->sessions = session_cache_new(worker);
    worker->passwords = password_thread_new(worker->base, &cost, settings->login.hash_queue);
    worker->reports = helper_new(worker->base, REPORT_FILES_QUEUE);
    load_web(worker);
    if (worker->db == NULL || worker->sessions == NULL || worker->passwords == NULL ||
        worker->reports == NULL)
        return false;
    worker->batch = batch_new(worker->db);
    worker->ids = id_block_new(worker->db);
    worker->load = load_new(worker);
    worker->live = live_new(worker);
    worker->presence = presence_new(worker);
    worker->work = work_in_hand_new(worker);
    worker->queues = queue_counts_new(worker);
    worker->charters = charter_store_new(worker);
    worker->simulations = helper_new(worker->base, SIMULATIONS_WAITING);
    if (worker->simulations == NULL) return false;
    if (worker->batch == NULL || worker->ids == NULL || worker->load == NULL ||
        worker->live == NULL || worker->presence == NULL || worker->work == NULL ||
        worker->queues == NULL || worker->charters == NULL)
        return false;
    running->due = due_new(worker);
    running->confirmations = confirmations_new(worker);
    running->recompute = recompute_new(worker);
    running->queue_days = queue_days_new(worker);
    running->maturity = maturity_keep_new(worker);
    running->sums = sums_new(worker->db);
    worker->runner = report_runner_new(worker);
    running->charts = chart_watch_new(worker);
    return running->due != NULL && running->confirmations != NULL && running->recompute != NULL &&
           running->queue_days != NULL && running->maturity != NULL && running->sums != NULL &&
           worker->runner != NULL && running->charts != NULL;
}

static bool start_events(struct running *running)
{
    static const int numbers[3] = {SIGTERM, SIGHUP, SIGUSR1};
    struct worker *worker = &running->worker;
    struct timeval second = {1, 0};
    for (int i = 0; i < 3; i++) {
        running->signals[i] = evsignal_new(worker->base, numbers[i], on_signal, running);
        if (running->signals[i] == NULL || event_add(running->signals[i], NULL) != 0) return false;
    }
    running->second = event_new(worker->base, -1, EV_PERSIST, on_second, running);
    if (running->second == NULL || event_add(running->second, &second) != 0) return false;
    event_active(running->second, EV_TIMEOUT, 0);
    db_listen(worker->db, SESSION_CHANNEL, session_notified, worker->sessions);
    db_listen(worker->db, DESK_CHANNEL, on_desk_notified, running);
    return true;
}

static bool drained(const struct running *running)
{
    const struct worker *worker = &running->worker;
    if (!worker->draining) return false;
    return (worker->requests == 0 && server_quiet(worker->server)) ||
           monotonic_ms() >= running->drain_until_ms;
}

static void run(struct running *running)
{
    struct worker *worker = &running->worker;
    while (!drained(running)) {
        if (event_base_loop(worker->base, EVLOOP_ONCE) != 0) break;
        request_run(worker);
        server_turn_end(worker->server);
    }
}

static void free_parts(struct running *running)
{
    struct worker *worker = &running->worker;
    server_free(worker->server);
    end_keepers(running);
    password_thread_free(worker->passwords);
    helper_free(worker->simulations);
    helper_free(worker->reports);
    live_free(worker->live);
    presence_free(worker->presence);
    work_in_hand_free(worker->work);
    queue_counts_free(worker->queues);
    if (worker->batch != NULL) batch_free(worker->batch);
    if (worker->db != NULL) db_free(worker->db);
    charter_store_free(worker->charters);
    if (worker->load != NULL) load_free(worker->load);
    id_block_free(worker->ids);
    session_cache_free(worker->sessions);
    if (worker->snapshot != NULL) snapshot_release(worker->snapshot);
    web_files_free(worker->web);
    free_arenas(worker);
    for (int i = 0; i < 3; i++)
        if (running->signals[i] != NULL) event_free(running->signals[i]);
    if (running->second != NULL) event_free(running->second);
    if (worker->base != NULL) event_base_free(worker->base);
}

static void stop(struct running *running)
{
    size_t left = running->worker.requests;
    if (left > 0) {
        /* The database still refers to them; the process takes them along. */
        LOG(LEVEL_WARNING, "stopped with requests under way", LOG_NUMBER("requests", left));
        _exit(0);
    }
    free_parts(running);
}

int worker_run(const struct worker_start *start)
{
    struct running *running = calloc(1, sizeof *running);
    struct error error = {.code = ERR_OK};
    if (running == NULL) return 1;
    struct worker *worker = &running->worker;
    running->settings = start->settings;
    running->settings_path = start->settings_path;
    worker->settings = start->settings;
    worker->shared = start->shared;
    worker->metrics = &start->shared->slots[start->number];
    worker->number = start->number;
    randombytes_buf(&worker->boot_id, sizeof worker->boot_id);
    router_prepare();
    bool started = start_parts(running);
    if (started) {
        worker->server = server_new(worker, start->listen_fd, &error);
        started = worker->server != NULL && start_events(running);
    }
    if (started)
        run(running);
    else if (error.code != ERR_OK)
        log_error("could not start", &error);
    else
        log_line(LEVEL_ERROR, "could not start: out of memory or threads", NULL, 0);
    stop(running);
    free(running);
    log_line(LEVEL_INFO, started ? "stopped" : "failed", NULL, 0);
    return started ? 0 : 1;
}
