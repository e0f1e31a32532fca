/* The log: one JSON object a line, on standard error or a file. No personal data, no tokens: fields
 * are ids, codes, counts and texts that the daemon itself made. */
#ifndef ONESTOP_DAEMON_LOG_H
#define ONESTOP_DAEMON_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

enum log_level { /* syslog's numbers */
                 LEVEL_ERROR = 3,
                 LEVEL_WARNING = 4,
                 LEVEL_INFO = 6,
                 LEVEL_DEBUG = 7
};

struct log_field {
    const char *name;
    const char *text; /* NULL: number counts */
    int64_t number;
};
#define LOG_TEXT(name, text)     ((struct log_field){(name), (text) != NULL ? (text) : "", 0})
#define LOG_NUMBER(name, number) ((struct log_field){(name), NULL, (int64_t)(number)})

/* LOG(LEVEL_INFO, "listening", LOG_TEXT("address", text), …): at least one field. */
#define LOG(level, message, ...)                                                                   \
    log_line((level), (message), (const struct log_field[]){__VA_ARGS__},                          \
             sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field))

/* What is above level is left out. fd stays the caller's. process: "supervisor", "worker-0". */
void log_open(int fd, enum log_level level, const char *process);
/* From now on to the end of this file, opened anew (after it was rotated); NULL: standard error.
 * False, and as before, when it cannot be opened. */
bool log_reopen(const char *path);
void log_set_process(const char *process);
void log_set_level(enum log_level level);
bool log_wants(enum log_level level);
/* "error", "warning", "info", "debug"; false when it is none of these. */
bool log_level_parse(const char *text, enum log_level *level);

/* Lines are cut at LOG_LINE bytes, and stay valid JSON. */
enum { LOG_LINE = 2048 };
void log_line(enum log_level level, const char *message, const struct log_field *fields,
              size_t count);
/* An error with its code, message and log detail, at its table's level. */
void log_error(const char *message, const struct error *error);

#endif
