/* Looks at one watched chart at a time: claim, read, judge, raise, note. */
#include "daemon/chart_watch.h"

#include <event2/event.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "config/settings.h"
#include "daemon/id_block.h"
#include "daemon/live.h"
#include "daemon/log.h"
#include "daemon/measure_read.h"
#include "daemon/wallclock.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "workflow/chart_measure.h"
#include "workflow/signal.h"

enum {
    POLL_MS = 1000,
    SOON_MS = 10,
    LATE_DAYS = 7,   /* so long after a period its figures may still be corrected */
    AGAIN_S = 30,    /* when somebody else looks, or it went wrong */
    RAISED_MAX = 50, /* at a time; the next look finds the others */
    LOOK_BYTES = 16 << 20
};

/* What this worker knows of a chart of the desk. */
struct known {
    civil_day looked_on; /* CIVIL_NONE: not known to be looked at */
    int64_t not_before_us;
};

struct chart_watch {
    struct worker *worker;
    struct event *timer;
    int64_t definition_id; /* whose charts are known */
    struct known *known;   /* as desk->charts */
    bool looking, stopping;
};

/* One look. */
struct look {
    struct chart_watch *watch;
    struct arena *arena; /* holds of itself */
    struct snapshot *snapshot;
    const struct watched_chart *watched;
    size_t at; /* of the desk's charts */
    civil_day today, since, looked_on;
    struct chart_query query;
    struct chart chart;
    struct told *told;
    size_t told_count;
    struct effects effects;
    struct decision_context decision;
    struct db_statement statements[2];
    char day[PERIOD_TEXT], period[PERIOD_TEXT], from[PERIOD_TEXT];
};

/* A signal that was raised before. */
struct told {
    enum signal_rule rule;
    enum signal_side side;
    civil_day from, to;
};

static void arm(struct chart_watch *watch, int wait_ms)
{
    struct timeval wait = {.tv_sec = wait_ms / 1000, .tv_usec = wait_ms % 1000 * 1000};
    event_add(watch->timer, &wait);
}

static void free_all(struct chart_watch *watch)
{
    if (watch->timer != NULL) event_free(watch->timer);
    free(watch->known);
    free(watch);
}

/* done: no more today; else it is tried again. */
static void finish(struct look *look, bool done)
{
    struct chart_watch *watch = look->watch;
    if (look->snapshot->desk.definition_id == watch->definition_id) {
        struct known *known = &watch->known[look->at];
        known->not_before_us = worker_now_us(watch->worker) + AGAIN_S * US_PER_S;
        if (done) known->looked_on = look->today;
    }
    snapshot_release(look->snapshot);
    arena_free(look->arena);
    watch->looking = false;
    if (watch->stopping)
        free_all(watch);
    else
        arm(watch, SOON_MS);
}

/* ---- note ---- */

static void on_noted(void *context, struct db_reply *reply)
{
    if (reply->outcome == DB_FAILED)
        log_error("a look at a watched chart could not be noted", &reply->error);
    finish(context, reply->outcome == DB_DONE);
}

static void note(struct look *look)
{
    struct db_params *params = &look->statements[0].params;
    look->statements[0].query = QUERY_CHART_LOOKED;
    db_params_clear(params);
    db_int(params, look->watched->agency_id);
    db_text(params, look->watched->code);
    db_text(params, look->day);
    db_send(look->watch->worker->db, DB_CARE, NULL, look->statements, 1, on_noted, look);
}

/* ---- raise ---- */

static void on_raised(void *context, const struct batch_result *result)
{
    struct look *look = context;
    if (result->outcome == BATCH_COMMITTED) {
        live_poke(look->watch->worker->live);
        note(look);
        return;
    }
    if (result->error.code != ERR_OK) log_error("signals could not be raised", &result->error);
    finish(look, false);
}

static civil_day earlier(civil_day one, civil_day other)
{
    return one < other ? one : other;
}

/* The first day of the first period that is news. */
static civil_day news_from(const struct look *look)
{
    enum period every = look->watched->every;
    if (look->looked_on == CIVIL_NONE) return look->since;
    civil_day from =
        earlier(period_first(every, look->looked_on), period_first(every, look->today - LATE_DAYS));
    return from > look->since ? from : look->since;
}

static struct signal describe(const struct look *look, const struct chart_signal *of)
{
    const struct watched_chart *watched = look->watched;
    const struct chart *chart = &look->chart;
    const struct chart_segment *segment = chart->segments;
    while (of->last >= segment->first + segment->count) segment++;
    struct signal signal = {.header = {.agency_id = watched->agency_id,
                                       .office_id = watched->office_id,
                                       .service_id = watched->service_id,
                                       .segment_id = watched->segment_id,
                                       .channel = watched->channel},
                            .chart_id = watched->id,
                            .chart = watched->code,
                            .name = watched->name,
                            .measure = watched->measure,
                            .rule = of->rule,
                            .side = of->side,
                            .from = chart->points[of->first].day,
                            .to = period_last(watched->every, chart->points[of->last].day),
                            .value = chart->points[of->last].value,
                            .mean = segment->mean,
                            .lower = chart_shown(chart, segment->lower),
                            .upper = chart_shown(chart, segment->upper),
                            .owner_id = watched->owner_id};
    randombytes_buf(signal.salt, sizeof signal.salt);
    return signal;
}

static bool was_told(const struct look *look, const struct signal *signal)
{
    for (size_t i = 0; i < look->told_count; i++) {
        const struct told *told = &look->told[i];
        if (told->rule == signal->rule && told->side == signal->side && told->from <= signal->to &&
            signal->from <= told->to)
            return true;
    }
    return false;
}

/* Effects of all that is new. */
static enum error_code decide(struct look *look, struct error *error)
{
    struct worker *worker = look->watch->worker;
    civil_day news = news_from(look);
    int count = 0;
    look->effects.agency_id = look->watched->agency_id;
    for (size_t i = 0; i < look->chart.signal_count && count < RAISED_MAX; i++) {
        const struct chart_signal *of = &look->chart.signals[i];
        struct signal signal = describe(look, of);
        if (look->chart.points[of->last].day < news || was_told(look, &signal)) continue;
        enum error_code code = signal_raise(&look->decision, &signal, &look->effects, error);
        if (code != ERR_OK) return code;
        count++;
    }
    id_block_give_back(worker->ids, look->decision.first_id + look->effects.ids_used);
    return ERR_OK;
}

static void raise_new(struct look *look)
{
    struct worker *worker = look->watch->worker;
    struct error error = {.code = ERR_OK};
    look->decision = (struct decision_context){.desk = &look->snapshot->desk,
                                               .arena = look->arena,
                                               .now_us = worker_now_us(worker),
                                               .ids = RAISED_MAX * SIGNAL_IDS,
                                               .loads = look->snapshot->loads};
    bool good = id_block_take(worker->ids, RAISED_MAX * SIGNAL_IDS, &look->decision.first_id) &&
                decide(look, &error) == ERR_OK;
    if (good && look->effects.records_count == 0) {
        note(look);
        return;
    }
    if (good &&
        batch_submit(worker->batch, &look->effects, NULL, on_raised, look, &error) == ERR_OK)
        return;
    if (error.code != ERR_OK) log_error("signals could not be raised", &error);
    finish(look, false);
}

/* ---- read ---- */

static void on_figures(void *context, const struct measure_cells *answers,
                       const struct error *error)
{
    struct look *look = context;
    if (answers != NULL &&
        chart_of_cells(look->arena, &look->snapshot->desk, &look->query, answers, &look->chart)) {
        raise_new(look);
        return;
    }
    if (error != NULL) log_error("a watched chart could not be read", error);
    finish(look, false);
}

static bool read_told(struct look *look, const PGresult *rows)
{
    look->told_count = (size_t)PQntuples(rows);
    look->told = arena_array(look->arena, look->told_count, sizeof *look->told);
    if (look->told == NULL) return false;
    for (int i = 0; i < (int)look->told_count; i++)
        look->told[i] = (struct told){(enum signal_rule)db_get_int(rows, i, 0, 0),
                                      (enum signal_side)db_get_int(rows, i, 1, 0),
                                      (civil_day)db_get_int(rows, i, 2, 0),
                                      (civil_day)db_get_int(rows, i, 3, 0)};
    return true;
}

static void on_claimed(void *context, struct db_reply *reply)
{
    struct look *look = context;
    bool there = reply->outcome == DB_DONE && PQntuples(reply->results[0]) > 0;
    bool mine = there && db_get_bool(reply->results[0], 0, 0);
    if (there) {
        look->since = (civil_day)db_get_int(reply->results[0], 0, 1, CIVIL_NONE);
        look->looked_on = (civil_day)db_get_int(reply->results[0], 0, 2, CIVIL_NONE);
    }
    if (mine && !look->watch->stopping && read_told(look, reply->results[1]) &&
        measure_read(look->watch->worker, look->arena, &look->snapshot->desk,
                     look->watched->agency_id, &look->query.query, 1, on_figures, look))
        return;
    finish(look, there && !mine && look->looked_on >= look->today);
}

static void claim(struct look *look)
{
    struct db_params *params = &look->statements[0].params;
    const struct measure_query *query = &look->query.query;
    period_text(PERIOD_DAY, look->today, look->day);
    period_text(PERIOD_DAY, period_first(query->every, query->to), look->period);
    period_text(PERIOD_DAY, query->from, look->from);
    look->statements[0].query = QUERY_CHART_CLAIM;
    db_params_clear(params);
    db_int(params, look->watched->agency_id);
    db_text(params, look->watched->code);
    db_text(params, look->day);
    db_text(params, look->period);
    params = &look->statements[1].params;
    look->statements[1].query = QUERY_CHART_SIGNALS;
    db_params_clear(params);
    db_int(params, look->watched->agency_id);
    db_text(params, look->watched->code);
    db_text(params, look->watched->measure);
    db_text(params, look->from);
    db_send(look->watch->worker->db, DB_CARE, NULL, look->statements, 2, on_claimed, look);
}

/* ---- what is to be looked at ---- */

/* Forgets what it knew of another definition's charts. False: no memory. */
static bool know(struct chart_watch *watch, const struct desk *desk)
{
    if (watch->known != NULL && watch->definition_id == desk->definition_id) return true;
    struct known *known = calloc(desk->charts_count + 1, sizeof *known);
    if (known == NULL) return false;
    for (size_t i = 0; i < desk->charts_count; i++) known[i].looked_on = CIVIL_NONE;
    free(watch->known);
    watch->known = known;
    watch->definition_id = desk->definition_id;
    return true;
}

/* A chart whose look of the day is not known to be done; false: there is none now. */
static bool find(const struct chart_watch *watch, const struct desk *desk, size_t *at,
                 civil_day *today)
{
    int64_t now_us = worker_now_us(watch->worker);
    for (*at = 0; *at < desk->charts_count; ++*at) {
        const struct watched_chart *watched = &desk->charts[*at];
        const struct agency *agency = desk_agency(desk, watched->agency_id);
        if (!watched->active || !agency->active || watch->known[*at].not_before_us > now_us)
            continue;
        *today = zone_local(agency->zone, now_us).day;
        if (watch->known[*at].looked_on < *today) return true;
    }
    return false;
}

static bool begin(struct chart_watch *watch, size_t at, civil_day today)
{
    struct arena *arena = arena_new(LOOK_BYTES);
    struct look *look = arena == NULL ? NULL : arena_alloc(arena, sizeof *look);
    if (look == NULL) {
        arena_free(arena);
        return false;
    }
    look->watch = watch;
    look->arena = arena;
    look->snapshot = snapshot_hold(watch->worker->snapshot);
    look->watched = &look->snapshot->desk.charts[at];
    look->at = at;
    look->today = today;
    watch->looking = true;
    if (chart_of_watched(look->watched, today, &look->query))
        claim(look);
    else
        finish(look, true); /* a measure of another version of the program */
    return true;
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
    struct chart_watch *watch = context;
    const struct worker *worker = watch->worker;
    size_t at;
    civil_day today;
    (void)fd, (void)what;
    if (worker->snapshot == NULL || !db_lane_ready(worker->db, DB_CARE) ||
        !wallclock_trusted(worker->settings->clock.max_skew_ms * 1000) ||
        id_block_room(worker->ids, RAISED_MAX * SIGNAL_IDS) == 0 ||
        !know(watch, &worker->snapshot->desk) ||
        !find(watch, &worker->snapshot->desk, &at, &today) || !begin(watch, at, today))
        arm(watch, POLL_MS);
}

struct chart_watch *chart_watch_new(struct worker *worker)
{
    struct chart_watch *watch = calloc(1, sizeof *watch);
    if (watch == NULL) return NULL;
    watch->worker = worker;
    watch->timer = evtimer_new(worker->base, on_timer, watch);
    if (watch->timer == NULL) {
        free(watch);
        return NULL;
    }
    arm(watch, POLL_MS);
    return watch;
}

void chart_watch_free(struct chart_watch *watch)
{
    if (watch == NULL) return;
    watch->stopping = true;
    event_del(watch->timer);
    if (!watch->looking) free_all(watch);
}
