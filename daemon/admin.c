/* One request a connection, answered by the supervisor, so that it answers also when a worker
 * hangs.
 */
#include "daemon/admin.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/metrics.h"
#include "daemon/router.h"
#include "daemon/wallclock.h"
#include "proto/http1.h"

enum { ADMIN_CONNECTIONS = 32, ADMIN_TIMEOUT_S = 5, HUNG_MS = 10000 };

struct admin {
    struct evconnlistener *listener;
    const struct metrics_shared *shared;
    int connections;
};

struct caller {
    struct admin *admin;
    struct bufferevent *stream;
    struct http1_head head;
    bool answered;
};

static void caller_free(struct caller *caller)
{
    caller->admin->connections--;
    bufferevent_free(caller->stream);
    free(caller);
}

static void answer(struct caller *caller, int status, const char *type, const char *text,
                   size_t length)
{
    char head[1024], date[HTTP1_DATE];
    http1_date(wallclock_now_us(), date);
    struct http1_answer answer = {.status = status,
                                  .date = date,
                                  .content_type = type,
                                  .content_length = (int64_t)length,
                                  .close = true};
    size_t head_length = http1_write_head(head, sizeof head, &answer);
    struct evbuffer *out = bufferevent_get_output(caller->stream);
    caller->answered = true;
    evbuffer_add(out, head, head_length);
    if (caller->head.method != HTTP1_HEAD) evbuffer_add(out, text, length);
    bufferevent_disable(caller->stream, EV_READ);
}

static void answer_text(struct caller *caller, int status, const char *text)
{
    answer(caller, status, "text/plain; charset=utf-8", text, strlen(text));
}

static void answer_metrics(struct caller *caller)
{
    size_t length;
    char *text = metrics_text(caller->admin->shared, router_name, &length);
    if (text == NULL)
        answer_text(caller, 503, "out of memory\n");
    else
        answer(caller, 200, "text/plain; version=0.0.4; charset=utf-8", text, length);
    free(text);
}

/* Workers whose loop turned lately. */
static int count_alive(const struct metrics_shared *shared)
{
    int alive = 0;
    uint64_t now_ms = monotonic_ms();
    for (int i = 0; i < shared->workers; i++) {
        const struct metrics *slot = &shared->slots[i];
        if (metrics_get(slot, pid) != 0 && now_ms - metrics_get(slot, alive_ms) < HUNG_MS) alive++;
    }
    return alive;
}

static int count_ready(const struct metrics_shared *shared)
{
    int ready = 0;
    for (int i = 0; i < shared->workers; i++)
        if (metrics_get(&shared->slots[i], pid) != 0 && metrics_get(&shared->slots[i], ready))
            ready++;
    return ready;
}

static void answer_count(struct caller *caller, int count, const char *what)
{
    char text[64];
    snprintf(text, sizeof text, "%d of %d workers %s\n", count, caller->admin->shared->workers,
             what);
    answer_text(caller, count > 0 ? 200 : 503, text);
}

static bool path_is(const struct http1_head *head, const char *path)
{
    return head->path.length == strlen(path) &&
           memcmp(http1_text(head, head->path), path, head->path.length) == 0;
}

static void dispatch(struct caller *caller)
{
    const struct http1_head *head = &caller->head;
    const struct metrics_shared *shared = caller->admin->shared;
    if (head->method != HTTP1_GET && head->method != HTTP1_HEAD)
        answer_text(caller, 405, "only GET\n");
    else if (path_is(head, "/healthz"))
        answer_count(caller, count_alive(shared), "alive");
    else if (path_is(head, "/readyz"))
        answer_count(caller, count_ready(shared), "ready");
    else if (path_is(head, "/metrics"))
        answer_metrics(caller);
    else
        answer_text(caller, 404, "/healthz /readyz /metrics\n");
}

static void on_read(struct bufferevent *stream, void *context)
{
    struct caller *caller = context;
    struct evbuffer *in = bufferevent_get_input(stream);
    struct error error = {.code = ERR_OK};
    size_t length = evbuffer_get_length(in);
    const char *bytes = (const char *)evbuffer_pullup(in, -1);
    if (caller->answered || bytes == NULL) return;
    switch (http1_parse_head(bytes, length, &http1_default_limits, &caller->head, &error)) {
    case HTTP1_NEED_MORE: break;
    case HTTP1_DONE: dispatch(caller); break;
    case HTTP1_REFUSED: answer_text(caller, error_info(error.code)->status, error.message); break;
    }
}

static void on_written(struct bufferevent *stream, void *context)
{
    struct caller *caller = context;
    if (!caller->answered) return;
    shutdown(bufferevent_getfd(stream), SHUT_WR);
    caller_free(caller);
}

static void on_event(struct bufferevent *stream, short what, void *context)
{
    (void)stream;
    (void)what;
    caller_free(context);
}

static void on_accept(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *address,
                      int length, void *context)
{
    struct admin *admin = context;
    struct timeval timeout = {ADMIN_TIMEOUT_S, 0};
    (void)address;
    (void)length;
    struct caller *caller =
        admin->connections < ADMIN_CONNECTIONS ? calloc(1, sizeof *caller) : NULL;
    if (caller != NULL)
        caller->stream =
            bufferevent_socket_new(evconnlistener_get_base(listener), fd, BEV_OPT_CLOSE_ON_FREE);
    if (caller == NULL || caller->stream == NULL) {
        free(caller);
        close(fd);
        return;
    }
    caller->admin = admin;
    admin->connections++;
    bufferevent_setcb(caller->stream, on_read, on_written, on_event, caller);
    bufferevent_set_timeouts(caller->stream, &timeout, &timeout);
    bufferevent_setwatermark(caller->stream, EV_READ, 0, HTTP1_HEAD_MAX);
    bufferevent_enable(caller->stream, EV_READ | EV_WRITE);
}

struct admin *admin_new(struct event_base *base, int listen_fd, const struct metrics_shared *shared)
{
    struct admin *admin = calloc(1, sizeof *admin);
    if (admin == NULL) return NULL;
    admin->shared = shared;
    admin->listener = evconnlistener_new(
        base, on_accept, admin, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, listen_fd);
    if (admin->listener != NULL) return admin;
    free(admin);
    return NULL;
}

void admin_free(struct admin *admin)
{
    if (admin == NULL) return;
    evconnlistener_free(admin->listener);
    free(admin);
}
