/* How a long run gets on: a bar on a terminal, otherwise a line every ten per cent. */
#ifndef ONESTOP_CLIENT_PROGRESS_H
#define ONESTOP_CLIENT_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

struct progress {
    const char *what; /* "requests" */
    bool terminal;
    double began_s, drawn_s;
    int told; /* tenths told so far */
};

/* what: the things that are counted, borrowed. */
void progress_start(struct progress *progress, const char *what);
/* share: 0 … 1 of the whole; done: things done so far. */
void progress_show(struct progress *progress, double share, long done);
/* Clears the bar. */
void progress_end(struct progress *progress);
/* "41 %  13,050 requests  1,204/s  0:15 left" */
void progress_line(char *text, size_t size, const char *what, double share, long done,
                   double elapsed_s);
/* 31828 → "31,828" */
void progress_number(char *text, size_t size, long number);

#endif
