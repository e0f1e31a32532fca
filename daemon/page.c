/* The frame around a page of a list. */
#include "daemon/page.h"

#include <string.h>

#include "proto/arena.h"

/* A value of a query string, percent-encoded. */
static const char *encoded(struct arena *arena, const char *text)
{
    static const char hex[] = "0123456789ABCDEF";
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
    char *out = arena_alloc(arena, strlen(text) * 3 + 1), *to = out;
    if (out == NULL) return NULL;
    for (; *text != '\0'; text++) {
        if (strchr(plain, *text) != NULL) {
            *to++ = *text;
            continue;
        }
        *to++ = '%';
        *to++ = hex[(unsigned char)*text >> 4];
        *to++ = hex[(unsigned char)*text & 15];
    }
    return out;
}

/* The address of the next page: the same question with another cursor. NULL: the arena is full. */
static const char *link_next(struct request *request, const char *cursor)
{
    struct arena *arena = request->arena;
    const struct http1_request *http = &request->http;
    const char *link = arena_printf(arena, "<%s?", http->path);
    for (size_t i = 0; i < http->param_count && link != NULL; i++) {
        const struct http1_param *param = &http->params[i];
        if (strcmp(param->name, "cursor") == 0) continue;
        const char *name = encoded(arena, param->name), *value = encoded(arena, param->value);
        if (name == NULL || value == NULL) return NULL;
        link = arena_printf(arena, "%s%s=%s&", link, name, value);
    }
    cursor = encoded(arena, cursor);
    if (link == NULL || cursor == NULL) return NULL;
    return arena_printf(arena, "%scursor=%s>; rel=\"next\"", link, cursor);
}

char *page_object(struct arena *arena, const PGresult *page)
{
    const char *items = PQgetvalue(page, 0, 0);
    int length = (int)strlen(items) - 1; /* without the brace that ends it */
    if (PQgetisnull(page, 0, 1)) return arena_printf(arena, "%.*s,\"next\":null}", length, items);
    return arena_printf(arena, "%.*s,\"next\":\"%s\"}", length, items, PQgetvalue(page, 0, 1));
}

char *page_text(struct request *request)
{
    if (request_failed(request)) return NULL;
    const PGresult *page = request->reply.results[0];
    const char *next = PQgetisnull(page, 0, 1) ? NULL : PQgetvalue(page, 0, 1);
    char *answer = page_object(request->arena, page);
    const char *link = next == NULL ? "" : link_next(request, next);
    if (answer == NULL || link == NULL) {
        request_answer_full(request);
        return NULL;
    }
    if (next != NULL) request_header(request, "Link", link);
    return answer;
}

void page_answer(struct request *request)
{
    const char *answer = page_text(request);
    if (answer != NULL) request_answer_json(request, 200, answer, strlen(answer));
}
