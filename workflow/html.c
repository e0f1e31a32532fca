/* HTML. */
#include "workflow/html.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "proto/arena.h"

const char *html_escape(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

void html_begin(struct html *html, struct arena *arena)
{
    *html = (struct html){.arena = arena};
}

static void add(struct html *html, const char *bytes, size_t length)
{
    size_t capacity = html->capacity == 0 ? 4096 : html->capacity;
    if (html->full) return;
    while (capacity - html->length <= length) capacity *= 2;
    if (capacity != html->capacity) {
        char *more = arena_alloc(html->arena, capacity);
        html->full = more == NULL;
        if (more == NULL) return;
        if (html->length > 0) memcpy(more, html->bytes, html->length);
        html->bytes = more;
        html->capacity = capacity;
    }
    memcpy(html->bytes + html->length, bytes, length);
    html->length += length;
    html->bytes[html->length] = '\0';
}

static void add_text(struct html *html, const char *text)
{
    const char *plain = text;
    for (; *text != '\0'; text++) {
        const char *as = html_escape(*text);
        if (as == NULL) continue;
        add(html, plain, (size_t)(text - plain));
        add(html, as, strlen(as));
        plain = text + 1;
    }
    add(html, plain, (size_t)(text - plain));
}

void html_raw(struct html *html, const char *markup)
{
    add(html, markup, strlen(markup));
}

void html_put(struct html *html, const char *markup, ...)
{
    char digits[16];
    va_list values;
    va_start(values, markup);
    for (;;) {
        size_t plain = strcspn(markup, "%");
        add(html, markup, plain);
        markup += plain;
        if (*markup == '\0') break;
        assert(markup[1] == 's' || markup[1] == 'd');
        if (markup[1] == 's') {
            const char *text = va_arg(values, const char *);
            add_text(html, text == NULL ? "" : text);
        } else {
            int length = snprintf(digits, sizeof digits, "%d", va_arg(values, int));
            add(html, digits, (size_t)length);
        }
        markup += 2;
    }
    va_end(values);
}

const char *html_page(struct html *html)
{
    add(html, "", 0);
    return html->full ? NULL : html->bytes;
}
