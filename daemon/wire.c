/* The glue that libcurl's multi interface asks for: it tells which sockets to watch and when to be
 * called, and is told what happened. */
#include "daemon/wire.h"

#include <event2/event.h>
#include <stdlib.h>

struct wire {
    struct event_base *base;
    CURLM *multi;
    struct event *timer;
    wire_done done;
};

static void take_ended(struct wire *wire)
{
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(wire->multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE) continue;
        CURL *easy = message->easy_handle;
        CURLcode result = message->data.result;
        void *context = NULL;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &context);
        curl_multi_remove_handle(wire->multi, easy);
        wire->done(context, result);
    }
}

static void on_event(evutil_socket_t fd, short what, void *context)
{
    struct wire *wire = context;
    int running;
    int flags = (what & EV_READ ? CURL_CSELECT_IN : 0) | (what & EV_WRITE ? CURL_CSELECT_OUT : 0);
    curl_multi_socket_action(wire->multi, fd, flags, &running);
    take_ended(wire);
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
    struct wire *wire = context;
    int running;
    (void)fd, (void)what;
    curl_multi_socket_action(wire->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    take_ended(wire);
}

/* An event a socket, kept by libcurl for us. */
static int on_socket(CURL *easy, curl_socket_t fd, int what, void *context, void *kept)
{
    struct wire *wire = context;
    struct event *event = kept;
    (void)easy;
    if (event != NULL) event_free(event);
    event = NULL;
    if (what != CURL_POLL_REMOVE) {
        short flags = (short)(EV_PERSIST | (what & CURL_POLL_IN ? EV_READ : 0) |
                              (what & CURL_POLL_OUT ? EV_WRITE : 0));
        event = event_new(wire->base, fd, flags, on_event, wire);
        if (event == NULL || event_add(event, NULL) != 0) abort(); /* a socket nobody watches */
    }
    curl_multi_assign(wire->multi, fd, event);
    return 0;
}

static int on_timeout(CURLM *multi, long timeout_ms, void *context)
{
    struct wire *wire = context;
    struct timeval wait = {timeout_ms / 1000, timeout_ms % 1000 * 1000};
    (void)multi;
    if (timeout_ms < 0)
        event_del(wire->timer);
    else
        event_add(wire->timer, &wait);
    return 0;
}

struct wire *wire_new(struct event_base *base, wire_done done)
{
    struct wire *wire = calloc(1, sizeof *wire);
    if (wire == NULL) return NULL;
    wire->base = base;
    wire->done = done;
    wire->multi = curl_multi_init();
    wire->timer = evtimer_new(base, on_timer, wire);
    if (wire->multi == NULL || wire->timer == NULL) {
        wire_free(wire);
        return NULL;
    }
    curl_multi_setopt(wire->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(wire->multi, CURLMOPT_SOCKETDATA, wire);
    curl_multi_setopt(wire->multi, CURLMOPT_TIMERFUNCTION, on_timeout);
    curl_multi_setopt(wire->multi, CURLMOPT_TIMERDATA, wire);
    return wire;
}

void wire_free(struct wire *wire)
{
    if (wire == NULL) return;
    if (wire->multi != NULL) curl_multi_cleanup(wire->multi);
    if (wire->timer != NULL) event_free(wire->timer);
    free(wire);
}

bool wire_add(struct wire *wire, CURL *easy)
{
    return curl_multi_add_handle(wire->multi, easy) == CURLM_OK;
}

void wire_remove(struct wire *wire, CURL *easy)
{
    curl_multi_remove_handle(wire->multi, easy);
}
