/* The progress bar; see progress.h. */
#include "client/cli/progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/cli/when.h"

enum { BAR = 30, LINE = 120 };

void progress_start(struct progress *progress, const char *what)
{
    *progress = (struct progress){
        .what = what, .terminal = isatty(STDERR_FILENO) == 1, .began_s = when_steady_s()};
}

void progress_number(char *text, size_t size, long number)
{
    char plain[32];
    int length = snprintf(plain, sizeof plain, "%ld", number);
    size_t at = 0;
    for (int i = 0; i < length && at + 2 < size; i++) {
        if (i > 0 && (length - i) % 3 == 0 && plain[i - 1] != '-') text[at++] = ',';
        text[at++] = plain[i];
    }
    text[at] = '\0';
}

void progress_line(char *text, size_t size, const char *what, double share, long done,
                   double elapsed_s)
{
    char count[32], rate[32], left[32] = "";
    progress_number(count, sizeof count, done);
    progress_number(rate, sizeof rate, elapsed_s > 0 ? (long)((double)done / elapsed_s) : 0);
    if (share > 0.01 && share < 1) {
        long left_s = (long)(elapsed_s * (1 - share) / share + 0.5);
        snprintf(left, sizeof left, "  %ld:%02ld left", left_s / 60, left_s % 60);
    }
    snprintf(text, size, "%3.0f %%  %s %s  %s/s%s", share * 100, count, what, rate, left);
}

void progress_show(struct progress *progress, double share, long done)
{
    char line[LINE];
    double now_s = when_steady_s();
    if (!progress->terminal && (int)(share * 10) <= progress->told) return;
    if (progress->terminal && now_s - progress->drawn_s < 0.1) return;
    progress_line(line, sizeof line, progress->what, share, done, now_s - progress->began_s);
    progress->told = (int)(share * 10);
    progress->drawn_s = now_s;
    if (!progress->terminal) {
        fprintf(stderr, "%s\n", line);
        return;
    }
    char bar[BAR + 1];
    memset(bar, '.', BAR);
    memset(bar, '#', (size_t)(share * BAR));
    bar[BAR] = '\0';
    fprintf(stderr, "\r[%s] %s\033[K", bar, line);
    fflush(stderr);
}

void progress_end(struct progress *progress)
{
    if (progress->terminal && progress->drawn_s > 0) fputs("\r\033[K", stderr);
}
