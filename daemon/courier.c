/* The courier's loop: claim, send, settle. */
#include "daemon/courier.h"

#include <event2/event.h>
#include <event2/util.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/settings.h"
#include "daemon/delivery.h"
#include "daemon/log.h"
#include "daemon/metrics.h"
#include "daemon/wallclock.h"
#include "daemon/wire.h"
#include "db/connection.h"
#include "proto/arena.h"

enum {
    POLL_MS = 1000,   /* pokes may be missed: this is the truth */
    FIGURES_S = 5,    /* how often the waiting are counted */
    GRACE_MS = 15000, /* a claim outlives its try by as much again, and this */
    STATEMENT_MS = 10000,
    SIGNALS = 2
};

struct courier {
    struct settings *settings;
    const char *settings_path;
    struct courier_metrics *metrics;
    int64_t name;
    struct event_base *base;
    struct event *second, *signals[SIGNALS];
    struct db_connection *db;
    struct wire *wire;
    struct webhook_secrets *secrets;
    struct arena *texts; /* of domain */
    const char *domain;  /* of message ids; "" when no e-mail can be sent */
    struct delivery *deliveries;
    int under_way;
    uint64_t seconds, drain_until_ms;
    bool took_over; /* what the one before had in hand is given back */
    bool claiming, again, stopping;
    struct db_statement claim, figures, unclaim;
};

int64_t courier_wait_ms(int64_t first_ms, int64_t most_ms, int tries, unsigned random)
{
    int64_t wait_ms = first_ms;
    for (int i = 1; i < tries && wait_ms < most_ms; i++) wait_ms *= 2;
    if (wait_ms > most_ms) wait_ms = most_ms;
    return wait_ms - wait_ms / 2 * (int64_t)(random & 0xffff) / 0x10000;
}

static void claim(struct courier *courier);

/* ---- settling ---- */

static const char *id_text(const struct delivery *delivery, char text[48])
{
    snprintf(text, 48, "%.24s.%lld", delivery->agency, (long long)delivery->id);
    return text;
}

/* Milliseconds to wait; -1: it has waited too long. */
static int64_t next_wait_ms(const struct courier *courier, const struct delivery *delivery)
{
    const struct settings *settings = courier->settings;
    uint16_t random;
    evutil_secure_rng_get_bytes(&random, sizeof random);
    int64_t wait_ms = courier_wait_ms(settings->courier.retry_first_ms,
                                      settings->courier.retry_most_ms, delivery->tries, random);
    int64_t waited_ms = (wallclock_now_us() - delivery->waiting_since_us) / 1000;
    return waited_ms + wait_ms > settings->courier.give_up_after_ms ? -1 : wait_ms;
}

static enum outbox_state state_after(const struct delivery *delivery, int64_t wait_ms)
{
    switch (delivery->end) {
    case TRY_SENT: return OUTBOX_SENT;
    case TRY_REFUSED: return OUTBOX_FAILED;
    case TRY_BOUNCED: return OUTBOX_HELD;
    case TRY_LATER: break;
    }
    return wait_ms < 0 ? OUTBOX_FAILED : OUTBOX_WAITING;
}

static void tell(struct courier *courier, const struct delivery *delivery, enum outbox_state state)
{
    char id[48];
    struct courier_metrics *metrics = courier->metrics;
    if (state == OUTBOX_SENT) metrics_add(metrics, sent, 1);
    if (state == OUTBOX_WAITING) metrics_add(metrics, delayed, 1);
    if (state == OUTBOX_FAILED) metrics_add(metrics, failed, 1);
    if (state == OUTBOX_HELD) metrics_add(metrics, held, 1);
    enum log_level level = state == OUTBOX_SENT ? LEVEL_DEBUG : LEVEL_WARNING;
    if (log_wants(level))
        LOG(level, "message", LOG_TEXT("id", id_text(delivery, id)),
            LOG_TEXT("kind", name_of(&outbox_kind_names, (int)delivery->kind)),
            LOG_TEXT("state", name_of(&outbox_state_names, (int)state)),
            LOG_NUMBER("try", delivery->tries), LOG_TEXT("because", delivery->text));
}

static void delivery_end(struct delivery *delivery)
{
    struct courier *courier = delivery->courier;
    delivery->phase = DELIVERY_DONE;
    *delivery->link = delivery->next;
    if (delivery->next != NULL) delivery->next->link = delivery->link;
    delivery_free(delivery);
    courier->under_way--;
    claim(courier);
}

static void on_settled(void *context, struct db_reply *reply)
{
    struct delivery *delivery = context;
    if (reply->outcome == DB_AWAY || reply->outcome == DB_UNKNOWN) {
        delivery->phase = DELIVERY_JUDGED; /* written down again, when the database is back */
        return;
    }
    if (reply->outcome == DB_FAILED) log_error("could not settle a message", &reply->error);
    delivery_end(delivery);
}

/* Writes down what became of it. When that cannot be done before the claim runs out, the message is
 * sent once more. */
static void settle(struct delivery *delivery)
{
    struct courier *courier = delivery->courier;
    size_t count = delivery->end == TRY_BOUNCED ? 2 : 1;
    if (db_connection_send(courier->db, NULL, delivery->statements, count, on_settled, delivery))
        delivery->phase = DELIVERY_SETTLING;
    else if (monotonic_ms() > delivery->claimed_until_ms)
        delivery_end(delivery);
}

static void judge(struct delivery *delivery)
{
    int64_t wait_ms = delivery->end == TRY_LATER ? next_wait_ms(delivery->courier, delivery) : 0;
    enum outbox_state state = state_after(delivery, wait_ms);
    struct db_params *params = &delivery->statements[0].params;
    delivery->phase = DELIVERY_JUDGED;
    delivery->statements[0].query = QUERY_OUTBOX_SETTLE;
    db_int(params, delivery->agency_id);
    db_int(params, delivery->id);
    db_int(params, (int64_t)state);
    db_int(params, wait_ms);
    db_text(params, delivery->text[0] == '\0' ? NULL : delivery->text);
    params = &delivery->statements[1].params;
    delivery->statements[1].query = QUERY_BOUNCE_INSERT;
    db_int(params, delivery->agency_id);
    db_text(params, delivery->address);
    db_text(params, delivery->text);
    tell(delivery->courier, delivery, state);
    settle(delivery);
}

static void on_sent(void *context, CURLcode result)
{
    struct delivery *delivery = context;
    delivery_judge(delivery, result);
    judge(delivery);
}

/* ---- claiming ---- */

static void begin(struct courier *courier, struct delivery *delivery)
{
    delivery->next = courier->deliveries;
    delivery->link = &courier->deliveries;
    if (delivery->next != NULL) delivery->next->link = &delivery->next;
    courier->deliveries = delivery;
    courier->under_way++;
    if (!delivery_prepare(delivery, courier->settings, courier->secrets)) {
        judge(delivery);
    } else if (!wire_add(courier->wire, delivery->easy)) {
        delivery->end = TRY_LATER;
        judge(delivery);
    }
}

static int64_t claim_ms(const struct courier *courier)
{
    return 2 * courier->settings->courier.timeout_ms + GRACE_MS;
}

static void on_claimed(void *context, struct db_reply *reply)
{
    struct courier *courier = context;
    courier->claiming = false;
    if (reply->outcome == DB_FAILED) log_error("could not claim messages", &reply->error);
    if (reply->outcome != DB_DONE) return;
    const PGresult *rows = reply->results[0];
    for (int i = 0; i < PQntuples(rows); i++) {
        if (db_get_int(rows, i, CLAIM_STATE, 0) == OUTBOX_HELD)
            metrics_add(courier->metrics, held, 1);
        if (!db_get_bool(rows, i, CLAIM_SENDS)) continue;
        struct delivery *delivery = delivery_new(courier, rows, i);
        if (delivery == NULL) {
            LOG(LEVEL_ERROR,
                "could not get memory for a message: it is sent when its claim runs out",
                LOG_NUMBER("id", db_get_int(rows, i, 1, 0)));
            continue;
        }
        delivery->claimed_until_ms = monotonic_ms() + (uint64_t)claim_ms(courier);
        begin(courier, delivery);
    }
    if (PQntuples(rows) > 0 || courier->again) claim(courier);
}

static void on_taken_over(void *context, struct db_reply *reply)
{
    struct courier *courier = context;
    courier->claiming = false;
    courier->took_over = reply->outcome == DB_DONE;
    if (courier->took_over) claim(courier);
}

/* First of all what the courier before, which has ended, had in hand. */
static void take_over(struct courier *courier)
{
    courier->unclaim.query = QUERY_OUTBOX_UNCLAIM;
    db_params_clear(&courier->unclaim.params);
    db_int(&courier->unclaim.params, courier->name);
    courier->claiming =
        db_connection_send(courier->db, NULL, &courier->unclaim, 1, on_taken_over, courier);
}

static void claim(struct courier *courier)
{
    int room = courier->settings->courier.parallel - courier->under_way;
    courier->again = courier->claiming;
    if (courier->claiming || courier->stopping || room <= 0) return;
    if (!courier->took_over) {
        take_over(courier);
        return;
    }
    struct db_params *params = &courier->claim.params;
    courier->claim.query = QUERY_OUTBOX_CLAIM;
    db_params_clear(params);
    db_int(params, courier->name);
    db_int(params, room);
    db_int(params, claim_ms(courier));
    db_bool(params, courier->domain[0] != '\0');
    db_text(params, courier->domain);
    db_text(params, ERROR_SAYS("the customer does not wish to be written to"));
    db_text(params, ERROR_SAYS("the address is known to bounce"));
    courier->claiming =
        db_connection_send(courier->db, NULL, &courier->claim, 1, on_claimed, courier);
}

/* ---- figures, each second ---- */

static void on_figures(void *context, struct db_reply *reply)
{
    struct courier *courier = context;
    if (reply->outcome != DB_DONE) return;
    metrics_set(courier->metrics, waiting, db_get_int(reply->results[0], 0, 0, 0));
    metrics_set(courier->metrics, oldest_s, db_get_int(reply->results[0], 0, 1, 0));
    metrics_set(courier->metrics, letters, db_get_int(reply->results[0], 0, 2, 0));
}

static void on_second(evutil_socket_t fd, short what, void *context)
{
    struct courier *courier = context;
    (void)fd, (void)what;
    metrics_set(courier->metrics, under_way, courier->under_way);
    for (struct delivery *at = courier->deliveries, *next; at != NULL; at = next) {
        next = at->next;
        if (at->phase == DELIVERY_JUDGED) settle(at);
    }
    if (courier->seconds++ % FIGURES_S == 0) {
        courier->figures.query = QUERY_OUTBOX_FIGURES;
        db_params_clear(&courier->figures.params);
        db_connection_send(courier->db, NULL, &courier->figures, 1, on_figures, courier);
    }
    claim(courier);
}

/* ---- the database ---- */

static void on_listening(void *context, struct db_reply *reply)
{
    (void)context;
    if (reply->outcome == DB_FAILED) log_error("could not listen for pokes", &reply->error);
}

static void on_ready(void *context)
{
    struct courier *courier = context;
    db_connection_listen(courier->db, "onestop_outbox", on_listening, courier);
    claim(courier);
}

static void on_notify(void *context, const char *channel, const char *payload)
{
    (void)channel, (void)payload;
    claim(context);
}

static void on_db_log(void *context, int level, const char *message)
{
    (void)context;
    LOG((enum log_level)level, "database", LOG_TEXT("detail", message));
}

static bool connect_database(struct courier *courier)
{
    const struct settings *settings = courier->settings;
    struct db_connection_settings wanted = {.base = courier->base,
                                            .conninfo = settings->database.conninfo,
                                            .role = settings->database.courier_role,
                                            .statement_timeout_ms = STATEMENT_MS,
                                            .answer_timeout_ms = STATEMENT_MS + GRACE_MS,
                                            .connect_timeout_ms =
                                                (int)settings->database.connect_timeout_ms,
                                            .log = on_db_log,
                                            .on_ready = on_ready,
                                            .on_notify = on_notify,
                                            .context = courier};
    courier->db = db_connection_new(&wanted);
    return courier->db != NULL;
}

/* ---- settings and signals ---- */

static void read_settings(struct courier *courier)
{
    const struct settings *settings = courier->settings;
    const char *url = settings->courier.smtp_url;
    log_set_level((enum log_level)settings->log.level);
    webhook_secrets_free(courier->secrets);
    courier->secrets = webhook_secrets_load(settings->courier.webhook_secrets);
    arena_reset(courier->texts);
    courier->domain = "";
    if (url != NULL && *url != '\0') {
        const char *domain = mail_domain(courier->texts, settings->courier.from);
        if (domain != NULL) courier->domain = domain;
    }
    if (courier->domain[0] == '\0')
        log_line(LEVEL_INFO, "no mail server is set: e-mail waits", NULL, 0);
}

static void reload(struct courier *courier)
{
    struct error error = {.code = ERR_OK};
    char needs_restart[1024];
    if (settings_reload(courier->settings, courier->settings_path, needs_restart,
                        sizeof needs_restart, &error) != ERR_OK)
        log_error("the settings stay as they were", &error);
    log_reopen(courier->settings->log.file);
    read_settings(courier);
    claim(courier);
}

static void on_signal(evutil_socket_t number, short what, void *context)
{
    struct courier *courier = context;
    (void)what;
    if (number == SIGHUP) {
        reload(courier);
        return;
    }
    if (courier->stopping) return;
    courier->stopping = true;
    courier->drain_until_ms = monotonic_ms() + (uint64_t)courier->settings->server.drain_timeout_ms;
    LOG(LEVEL_INFO, "draining", LOG_NUMBER("messages", courier->under_way));
}

/* ---- beginning and end ---- */

static bool start(struct courier *courier)
{
    static const int numbers[SIGNALS] = {SIGTERM, SIGHUP};
    struct timeval second = {POLL_MS / 1000, 0};
    courier->base = event_base_new();
    courier->texts = arena_new(4096);
    if (courier->base == NULL || courier->texts == NULL ||
        curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return false;
    courier->wire = wire_new(courier->base, on_sent);
    courier->second = event_new(courier->base, -1, EV_PERSIST, on_second, courier);
    if (courier->wire == NULL || courier->second == NULL) return false;
    for (int i = 0; i < SIGNALS; i++) {
        courier->signals[i] = evsignal_new(courier->base, numbers[i], on_signal, courier);
        if (courier->signals[i] == NULL || event_add(courier->signals[i], NULL) != 0) return false;
    }
    read_settings(courier);
    return event_add(courier->second, &second) == 0 && connect_database(courier);
}

static void run(struct courier *courier)
{
    while (!courier->stopping ||
           (courier->under_way > 0 && monotonic_ms() < courier->drain_until_ms))
        if (event_base_loop(courier->base, EVLOOP_ONCE) != 0) break;
}

static void stop(struct courier *courier)
{
    struct delivery *deliveries = courier->deliveries;
    for (struct delivery *at = deliveries; at != NULL; at = at->next)
        db_connection_cancel(courier->db, at);
    if (courier->db != NULL) {
        db_connection_cancel(courier->db, courier);
        db_connection_free(courier->db);
    }
    for (struct delivery *at = deliveries, *next; at != NULL; at = next) {
        next = at->next;
        if (at->phase == DELIVERY_SENDING) wire_remove(courier->wire, at->easy);
        delivery_free(at);
    }
    wire_free(courier->wire);
    for (int i = 0; i < SIGNALS; i++)
        if (courier->signals[i] != NULL) event_free(courier->signals[i]);
    if (courier->second != NULL) event_free(courier->second);
    if (courier->base != NULL) event_base_free(courier->base);
    webhook_secrets_free(courier->secrets);
    arena_free(courier->texts);
    curl_global_cleanup();
}

int courier_run(const struct courier_start *begun)
{
    struct courier *courier = calloc(1, sizeof *courier);
    if (courier == NULL) return 1;
    courier->settings = begun->settings;
    courier->settings_path = begun->settings_path;
    courier->metrics = &begun->shared->courier;
    courier->name = begun->name;
    courier->domain = "";
    bool started = start(courier);
    if (started)
        run(courier);
    else
        log_line(LEVEL_ERROR, "could not start: out of memory", NULL, 0);
    int left = courier->under_way;
    stop(courier);
    free(courier);
    LOG(LEVEL_INFO, started ? "stopped" : "failed", LOG_NUMBER("messages_left", left));
    return started ? 0 : 1;
}
