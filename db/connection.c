/* One pipelined connection: connecting, sending, the FIFO of groups, losing and coming back. */
#include "db/connection.h"

#include <assert.h>
#include <event2/event.h>
#include <event2/util.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/reply.h"

enum { BACKOFF_MIN_MS = 50, BACKOFF_MAX_MS = 2000, OPTIONS_TEXT = 1024 };

enum state {
    WAITING,    /* for the back-off timer */
    CONNECTING, /* PQconnectPoll is at it */
    READY,
    LOST /* condemned; on_loss() cleans up in a loop turn of its own */
};

struct db_connection {
    struct db_connection_settings settings;
    PGconn *pg;
    enum state state;
    struct event *reading, *writing; /* on the socket */
    struct event *timer; /* back-off; the limit of a connection attempt; of the head group */
    struct event *loss;
    int backoff_ms;
    struct group *head, **tail;
    size_t load;
    bool standby_doubt;     /* the wait for the synchronous standby was cancelled */
    bool prepared[QUERIES]; /* sent; taken back when it failed */
};

static void begin(struct db_connection *c);

static void tell(const struct db_connection *c, int level, const char *what, const char *why)
{
    char text[512];
    if (c->settings.log == NULL) return;
    int length = snprintf(text, sizeof text, "%s%s%s", what, why[0] ? ": " : "", why);
    if (length >= (int)sizeof text) length = (int)sizeof text - 1;
    for (int i = 0; i < length; i++) /* libpq ends its messages with a line feed */
        if (text[i] == '\n') text[i] = ' ';
    c->settings.log(c->settings.log_context, level, text);
}

static void arm(struct db_connection *c, int delay_ms)
{
    struct timeval delay = {delay_ms / 1000, delay_ms % 1000 * 1000};
    event_add(c->timer, &delay);
}

static void drop_events(struct db_connection *c)
{
    if (c->reading != NULL) event_free(c->reading);
    if (c->writing != NULL) event_free(c->writing);
    c->reading = c->writing = NULL;
}

/* The connection is done for. Everything else happens in on_loss(), never within the caller. */
static void condemn(struct db_connection *c)
{
    if (c->state == LOST) return;
    c->state = LOST;
    drop_events(c);
    event_del(c->timer);
    event_active(c->loss, 0, 0);
}

static struct group *detach_groups(struct db_connection *c)
{
    struct group *all = c->head;
    c->head = NULL;
    c->tail = &c->head;
    c->load = 0;
    return all;
}

static void answer_lost(struct group *all, bool reads_only)
{
    bool stopped = all != NULL && group_stopped_server(all);
    for (bool first = true; all != NULL; first = false) {
        struct group *next = all->next;
        enum db_outcome outcome = reads_only ? DB_AWAY : DB_UNKNOWN;
        if (all->failed && group_surely_undone(all))
            outcome = DB_FAILED;
        else if (all->unsent || (stopped && !first))
            outcome = DB_AWAY;
        group_answer(all, outcome);
        all = next;
    }
}

static void close_pg(struct db_connection *c)
{
    drop_events(c);
    if (c->pg != NULL) PQfinish(c->pg);
    c->pg = NULL;
    c->standby_doubt = false;
    memset(c->prepared, 0, sizeof c->prepared);
}

static void on_loss(evutil_socket_t unused, short what, void *context)
{
    struct db_connection *c = context;
    (void)unused, (void)what;
    tell(c, 4, "lost the database", c->pg != NULL ? PQerrorMessage(c->pg) : "no memory");
    close_pg(c);
    struct group *all = detach_groups(c);
    c->state = WAITING;
    uint16_t random;
    evutil_secure_rng_get_bytes(&random, sizeof random);
    arm(c, c->backoff_ms / 2 + random % (c->backoff_ms / 2 + 1));
    c->backoff_ms = c->backoff_ms * 2 < BACKOFF_MAX_MS ? c->backoff_ms * 2 : BACKOFF_MAX_MS;
    answer_lost(all, c->settings.reads_only);
}

/* The timer of a ready connection runs for its oldest group. */
static void watch_head(struct db_connection *c)
{
    if (c->head != NULL)
        arm(c, c->settings.answer_timeout_ms);
    else
        event_del(c->timer);
}

/* One result of the head group. */
static void take(struct db_connection *c, PGresult *result)
{
    struct group *group = c->head;
    if (PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
        PQclear(result);
        c->head = group->next;
        if (c->head == NULL) c->tail = &c->head;
        c->load--;
        watch_head(c);
        bool doubt = c->standby_doubt;
        c->standby_doubt = false;
        enum db_outcome outcome = group->failed ? DB_FAILED : doubt ? DB_UNKNOWN : DB_DONE;
        if (group->reconnect && !c->settings.reads_only) condemn(c);
        group_answer(group, outcome);
        return;
    }
    if (!group_take(group, result) && group->cursor < group->prepare_count)
        c->prepared[group->prepares[group->cursor]] = false;
}

static void drain(struct db_connection *c)
{
    bool stuck = false;
    while (c->state == READY && c->head != NULL && !stuck && !PQisBusy(c->pg)) {
        PGresult *result = PQgetResult(c->pg);
        if (result != NULL)
            take(c, result);
        else
            stuck = !group_command_ended(c->head);
    }
}

static void deliver_notifications(struct db_connection *c)
{
    PGnotify *notify;
    while (c->state == READY && (notify = PQnotifies(c->pg)) != NULL) {
        if (c->settings.on_notify != NULL)
            c->settings.on_notify(c->settings.context, notify->relname, notify->extra);
        PQfreemem(notify);
    }
}

/* Sends what is left; the write event stays armed only while something is unsent. */
static void flush(struct db_connection *c)
{
    int unsent = PQflush(c->pg);
    if (unsent < 0)
        condemn(c);
    else if (unsent > 0)
        event_add(c->writing, NULL);
    else
        event_del(c->writing);
}

static void on_socket(evutil_socket_t socket, short what, void *context)
{
    struct db_connection *c = context;
    (void)socket;
    if (c->state != READY) return;
    bool alive = true;
    if (what & EV_READ) {
        alive = PQconsumeInput(c->pg) == 1;
        drain(c); /* also after a loss: what had arrived is answered truly */
        if (c->state == READY) deliver_notifications(c);
    }
    if (!alive || (c->state == READY && PQstatus(c->pg) == CONNECTION_BAD))
        condemn(c);
    else if (c->state == READY)
        flush(c);
}

/* PostgreSQL warns when it acknowledges a commit that no standby has confirmed. The text is
 * translated, the place in its source is not. */
static void on_notice(void *context, const PGresult *notice)
{
    struct db_connection *c = context;
    const char *function = PQresultErrorField(notice, PG_DIAG_SOURCE_FUNCTION);
    if (function != NULL && strcmp(function, "SyncRepWaitForLSN") == 0) c->standby_doubt = true;
}

static void become_ready(struct db_connection *c)
{
    drop_events(c);
    event_del(c->timer);
    int socket = PQsocket(c->pg);
    c->reading = event_new(c->settings.base, socket, EV_READ | EV_PERSIST, on_socket, c);
    c->writing = event_new(c->settings.base, socket, EV_WRITE | EV_PERSIST, on_socket, c);
    if (c->reading == NULL || c->writing == NULL || event_add(c->reading, NULL) != 0 ||
        PQsetnonblocking(c->pg, 1) != 0 || PQenterPipelineMode(c->pg) != 1) {
        condemn(c);
        return;
    }
    PQsetNoticeReceiver(c->pg, on_notice, c);
    c->backoff_ms = BACKOFF_MIN_MS;
    c->state = READY;
    tell(c, 6, "connected to the database", "");
    if (c->settings.on_ready != NULL) c->settings.on_ready(c->settings.context);
}

static void on_connecting(evutil_socket_t unused, short what, void *context)
{
    struct db_connection *c = context;
    (void)unused, (void)what;
    if (c->state != CONNECTING) return;
    drop_events(c); /* the socket may change from poll to poll */
    PostgresPollingStatusType status = PQconnectPoll(c->pg);
    if (status == PGRES_POLLING_OK) {
        become_ready(c);
        return;
    }
    short wanted = status == PGRES_POLLING_READING ? EV_READ : EV_WRITE;
    if (status == PGRES_POLLING_FAILED ||
        (c->reading = event_new(c->settings.base, PQsocket(c->pg), wanted, on_connecting, c)) ==
            NULL ||
        event_add(c->reading, NULL) != 0)
        condemn(c);
}

static void on_timer(evutil_socket_t unused, short what, void *context)
{
    struct db_connection *c = context;
    (void)unused, (void)what;
    if (c->state == WAITING)
        begin(c);
    else if (c->state != LOST)
        condemn(c); /* it says nothing */
}

/* The options of the conninfo, then ours, so that ours win. */
static bool make_options(const struct db_connection_settings *settings, char *text, size_t size)
{
    char *message = NULL;
    const char *given = "";
    PQconninfoOption *parsed = PQconninfoParse(settings->conninfo, &message);
    for (PQconninfoOption *o = parsed; o != NULL && o->keyword != NULL; o++)
        if (strcmp(o->keyword, "options") == 0 && o->val != NULL) given = o->val;
    int length = snprintf(text, size,
                          "%s -c role=%s -c default_transaction_read_only=%s "
                          "-c default_transaction_isolation=read\\ committed "
                          "-c statement_timeout=%d -c timezone=UTC -c datestyle=ISO -c jit=off %s",
                          given, settings->role, settings->reads_only ? "on" : "off",
                          settings->statement_timeout_ms,
                          settings->options != NULL ? settings->options : "");
    PQconninfoFree(parsed);
    PQfreemem(message);
    return length > 0 && (size_t)length < size;
}

static void begin(struct db_connection *c)
{
    char options[OPTIONS_TEXT];
    /* A dead peer is noticed within about ten seconds. Later words win over earlier ones. */
    const char *const keywords[] = {"fallback_application_name",
                                    "client_encoding",
                                    "keepalives_idle",
                                    "keepalives_interval",
                                    "keepalives_count",
                                    "tcp_user_timeout",
                                    "target_session_attrs",
                                    "dbname",
                                    "options",
                                    NULL};
    const char *const values[] = {"onestopd",
                                  "UTF8",
                                  "5",
                                  "2",
                                  "3",
                                  "10000",
                                  c->settings.reads_only ? "any" : "read-write",
                                  c->settings.conninfo,
                                  options,
                                  NULL};
    c->state = CONNECTING;
    arm(c, c->settings.connect_timeout_ms);
    if (make_options(&c->settings, options, sizeof options))
        c->pg = PQconnectStartParams(keywords, values, 1);
    if (c->pg == NULL || PQstatus(c->pg) == CONNECTION_BAD) {
        condemn(c);
        return;
    }
    c->reading = event_new(c->settings.base, PQsocket(c->pg), EV_WRITE, on_connecting, c);
    if (c->reading == NULL || event_add(c->reading, NULL) != 0) condemn(c);
}

struct db_connection *db_connection_new(const struct db_connection_settings *settings)
{
    struct db_connection *c = calloc(1, sizeof *c);
    if (c == NULL) return NULL;
    c->settings = *settings;
    c->tail = &c->head;
    c->backoff_ms = BACKOFF_MIN_MS;
    c->timer = event_new(settings->base, -1, 0, on_timer, c);
    c->loss = event_new(settings->base, -1, 0, on_loss, c);
    if (c->timer == NULL || c->loss == NULL) {
        db_connection_free(c);
        return NULL;
    }
    begin(c);
    return c;
}

void db_connection_free(struct db_connection *c)
{
    if (c == NULL) return;
    c->state = LOST; /* callbacks find it away */
    close_pg(c);
    answer_lost(detach_groups(c), c->settings.reads_only);
    if (c->timer != NULL) event_free(c->timer);
    if (c->loss != NULL) event_free(c->loss);
    free(c);
}

bool db_connection_ready(const struct db_connection *c)
{
    return c->state == READY;
}

size_t db_connection_load(const struct db_connection *c)
{
    return c->load;
}

static bool send_prepares(struct db_connection *c, struct group *group, enum query query)
{
    if (c->prepared[query]) return true;
    group->prepares[group->prepare_count++] = query;
    c->prepared[query] = true;
    return PQsendPrepare(c->pg, query_name(query), query_text(query), 0, NULL) == 1;
}

/* What gives many numbers, and what is packed, comes as bytes. */
static bool gives_bytes(enum query query)
{
    return query == QUERY_MEASURE_ROWS || query == QUERY_MATURITY_SUMS || query == QUERY_SUMS_READ;
}

static bool send_statement(struct db_connection *c, const struct db_statement *statement)
{
    const struct db_params *params = &statement->params;
    const char *values[DB_PARAMS];
    int formats[DB_PARAMS];
    for (int i = 0; i < params->count; i++) {
        values[i] = params->kept[i] ? params->numbers[i] : params->values[i];
        formats[i] = params->formats[i];
    }
    return PQsendQueryPrepared(c->pg, query_name(statement->query), params->count, values,
                               params->lengths, formats, gives_bytes(statement->query)) == 1;
}

/* Puts a group into the FIFO. What of it could not be written ends with the connection. */
static void append(struct db_connection *c, struct group *group, bool sent)
{
    *c->tail = group;
    c->tail = &group->next;
    c->load++;
    if (c->load == 1) watch_head(c);
    group->unsent = !sent;
    if (!sent || PQpipelineSync(c->pg) != 1)
        condemn(c);
    else
        flush(c);
}

bool db_connection_send(struct db_connection *c, const char *agencies,
                        const struct db_statement *statements, size_t count, db_callback callback,
                        void *context)
{
    if (c->state != READY || c->load >= DB_QUEUE_MAX) return false;
    struct group *group = group_new(count, agencies != NULL, callback, context);
    if (group == NULL) return false;
    bool sent = true;
    struct db_statement scope = {.query = QUERY_READ_SCOPE};
    if (agencies != NULL) {
        db_text(&scope.params, agencies);
        sent = send_prepares(c, group, scope.query);
    }
    /* First all that is to be prepared: a statement that fails would take it along. */
    for (size_t i = 0; i < count && sent; i++) sent = send_prepares(c, group, statements[i].query);
    if (agencies != NULL && sent) sent = send_statement(c, &scope);
    for (size_t i = 0; i < count && sent; i++) sent = send_statement(c, &statements[i]);
    append(c, group, sent);
    return true;
}

bool db_connection_listen(struct db_connection *c, const char *channel, db_callback callback,
                          void *context)
{
    if (c->state != READY) return false;
    struct group *group = group_new(1, false, callback, context);
    if (group == NULL) return false;
    char text[256];
    char *quoted = PQescapeIdentifier(c->pg, channel, strlen(channel));
    bool sent = quoted != NULL;
    if (sent) {
        snprintf(text, sizeof text, "listen %s", quoted);
        sent = PQsendQueryParams(c->pg, text, 0, NULL, NULL, NULL, NULL, 0) == 1;
    }
    PQfreemem(quoted);
    append(c, group, sent);
    return true;
}

void db_connection_cancel(struct db_connection *c, const void *context)
{
    for (struct group *group = c->head; group != NULL; group = group->next)
        if (group->context == context) group->callback = NULL;
}
