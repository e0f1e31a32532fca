/* HTML: the one function that escapes, and a writer whose every value is escaped. */
#ifndef ONESTOP_WORKFLOW_HTML_H
#define ONESTOP_WORKFLOW_HTML_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* How one character is written in HTML, between tags or within quotes; NULL: as it is. */
const char *html_escape(char c);

/* A page under way, in an arena. */
struct html {
    struct arena *arena;
    char *bytes;
    size_t length, capacity;
    bool full;
};

void html_begin(struct html *html, struct arena *arena);
/* Adds markup of ours. In it %s is a text, escaped, and %d an int; there is nothing else, and no
 * markup may come from anywhere but the source. */
void html_put(struct html *html, const char *markup, ...) __attribute__((format(printf, 2, 3)));
/* Adds markup of ours as it is. */
void html_raw(struct html *html, const char *markup);
/* The page, ended by NUL; NULL: the arena was full. */
const char *html_page(struct html *html);

#endif
