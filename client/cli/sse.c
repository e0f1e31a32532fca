/* The line protocol of server-sent events; see sse.h. */
#include "client/cli/sse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void forget_event(struct sse *sse)
{
    arena_reset(sse->arena);
    sse->line = sse->text = (struct mem_text){.arena = sse->arena};
    sse->type[0] = '\0';
    sse->too_large = 0;
}

void sse_start(struct sse *sse)
{
    *sse = (struct sse){.arena = mem_arena(16 * SSE_EVENT_MAX)};
    forget_event(sse);
}

void sse_end(struct sse *sse)
{
    arena_free(sse->arena);
    sse->arena = NULL;
}

void sse_reconnect(struct sse *sse)
{
    sse->after_cr = 0;
    forget_event(sse);
}

static void take_field(struct sse *sse, const char *name, const char *value)
{
    if (strcmp(name, "data") == 0) {
        if (sse->text.bytes != NULL) mem_add(&sse->text, "\n", 1);
        mem_add_text(&sse->text, value);
    } else if (strcmp(name, "event") == 0) {
        snprintf(sse->type, sizeof sse->type, "%s", value);
    } else if (strcmp(name, "id") == 0 && strlen(value) < SSE_ID_MAX) {
        snprintf(sse->last_id, sizeof sse->last_id, "%s", value);
    } else if (strcmp(name, "retry") == 0) {
        long ms = strtol(value, NULL, 10);
        if (ms > 0 && ms <= 60000) sse->retry_ms = ms;
    }
}

static void take_line(struct sse *sse, sse_fn fn, void *data)
{
    if (sse->line.length == 0) {
        if (sse->text.bytes != NULL && !sse->too_large)
            fn(data, sse->type[0] != '\0' ? sse->type : "message", mem_text(&sse->text));
        forget_event(sse);
        return;
    }
    char *line = sse->line.bytes;
    char *colon = strchr(line, ':');
    if (colon != line) {
        const char *value = "";
        if (colon != NULL) {
            *colon = '\0';
            value = colon[1] == ' ' ? colon + 2 : colon + 1;
        }
        take_field(sse, line, value);
    }
    sse->line.length = 0;
    sse->line.bytes[0] = '\0';
}

void sse_feed(struct sse *sse, const char *bytes, size_t length, sse_fn fn, void *data)
{
    for (size_t i = 0; i < length; i++) {
        char c = bytes[i];
        int was_cr = sse->after_cr;
        sse->after_cr = c == '\r';
        if (c == '\n' && was_cr) continue; /* the second half of one line end */
        if (c == '\n' || c == '\r')
            take_line(sse, fn, data);
        else if (c != '\0' && sse->line.length + sse->text.length < SSE_EVENT_MAX)
            mem_add(&sse->line, &c, 1);
        else if (c != '\0')
            sse->too_large = 1;
    }
}
