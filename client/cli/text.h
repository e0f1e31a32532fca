/* Text for a terminal: what came from the network is never written raw. */
#ifndef ONESTOP_CLIENT_TEXT_H
#define ONESTOP_CLIENT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "proto/arena.h"

/* Makes the C library read and measure UTF-8, whatever the user's locale is. Call once. */
void text_start(void);

enum text_lines {
    TEXT_ONE_LINE,  /* line ends and tabs become a space */
    TEXT_MANY_LINES /* line ends stay */
};
/* A copy in which nothing can steer a terminal: control characters, bytes that are not UTF-8 and
 * characters that reverse the writing direction are shown as \xNN or \u{NNNN}. */
char *text_clean(struct arena *arena, const char *text, enum text_lines lines);

/* Columns that clean UTF-8 text takes on a terminal. */
size_t text_width(const char *text);
/* Clean text cut to at most width columns, ending in an ellipsis when it was cut. */
char *text_cut(struct arena *arena, const char *text, size_t width);

/* The candidate that somebody who wrote word may have meant; NULL when none is near. */
const char *text_suggest(const char *word, const char *const *candidates, size_t count);

/* NULL equals NULL only. */
bool text_equal(const char *a, const char *b);

#endif
