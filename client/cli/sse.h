/* Reading a stream of server-sent events (text/event-stream), in pieces of any size. */
#ifndef ONESTOP_CLIENT_SSE_H
#define ONESTOP_CLIENT_SSE_H

#include <stddef.h>

#include "client/cli/mem.h"

enum { SSE_ID_MAX = 128, SSE_EVENT_MAX = 256 * 1024 };

/* One event: its type ("message" when none was given) and its data lines. */
typedef void (*sse_fn)(void *data, const char *type, const char *text);

struct sse {
    struct arena *arena; /* of the event being read; emptied after each */
    struct mem_text line, text;
    char type[64];
    char last_id[SSE_ID_MAX]; /* to go on from: Last-Event-ID */
    long retry_ms;            /* as the stream asked for; 0: it did not */
    int after_cr;
    int too_large; /* the event is longer than SSE_EVENT_MAX: left out */
};

void sse_start(struct sse *sse);
void sse_end(struct sse *sse);
/* A new connection: forgets a half-read event, keeps last_id. */
void sse_reconnect(struct sse *sse);
/* Calls fn for each event that becomes complete. */
void sse_feed(struct sse *sse, const char *bytes, size_t length, sse_fn fn, void *data);

#endif
