/* Builds a line in a buffer on the stack and writes it with one call, so that the lines of several
 * processes do not mix. */
#include "daemon/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/wallclock.h"
#include "proto/codec.h"
#include "proto/error.h"

static int log_fd = STDERR_FILENO;
static bool log_own_fd; /* opened by log_reopen() */
static enum log_level log_level = LEVEL_INFO;
static char log_process[32] = "onestopd";

static const struct {
    enum log_level level;
    const char *name;
} levels[] = {{LEVEL_ERROR, "error"},
              {LEVEL_WARNING, "warning"},
              {LEVEL_INFO, "info"},
              {LEVEL_DEBUG, "debug"}};

void log_open(int fd, enum log_level level, const char *process)
{
    log_fd = fd;
    log_own_fd = false;
    log_level = level;
    log_set_process(process);
}

bool log_reopen(const char *path)
{
    int fd = STDERR_FILENO;
    if (path != NULL) fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (fd < 0) return false;
    if (log_own_fd) close(log_fd);
    log_own_fd = path != NULL;
    log_fd = fd;
    return true;
}

void log_set_process(const char *process)
{
    snprintf(log_process, sizeof log_process, "%s", process);
}

void log_set_level(enum log_level level)
{
    log_level = level;
}

bool log_wants(enum log_level level)
{
    return level <= log_level;
}

bool log_level_parse(const char *text, enum log_level *level)
{
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        if (strcmp(levels[i].name, text) != 0) continue;
        *level = levels[i].level;
        return true;
    }
    return false;
}

static const char *level_name(enum log_level level)
{
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
        if (levels[i].level == level) return levels[i].name;
    return "error";
}

struct line {
    char bytes[LOG_LINE];
    size_t length;
};

/* Room is kept for the end of the object, so that a line that is cut is still one. */
enum { LINE_END = 4 };

static bool put(struct line *line, const char *text, size_t length)
{
    if (length > sizeof line->bytes - LINE_END - line->length) return false;
    memcpy(line->bytes + line->length, text, length);
    line->length += length;
    return true;
}

static bool put_escaped(struct line *line, const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        char escape[8];
        int length = 1;
        if (*c == '"' || *c == '\\')
            length = snprintf(escape, sizeof escape, "\\%c", *c);
        else if (*c < 0x20 || *c == 0x7f)
            length = snprintf(escape, sizeof escape, "\\u%04x", *c);
        else
            escape[0] = (char)*c;
        if (!put(line, escape, (size_t)length)) return false;
    }
    return true;
}

/* Adds a field, or nothing at all when there is no room for the whole of it. */
static void put_field(struct line *line, const char *name, const struct log_field *field)
{
    size_t before = line->length;
    char number[24];
    bool fits = put(line, before == 0 ? "{\"" : ",\"", 2) && put(line, name, strlen(name)) &&
                put(line, "\":", 2);
    if (field->text != NULL) {
        fits = fits && put(line, "\"", 1) && put_escaped(line, field->text) && put(line, "\"", 1);
    } else {
        int length = snprintf(number, sizeof number, "%lld", (long long)field->number);
        fits = fits && put(line, number, (size_t)length);
    }
    if (!fits) line->length = before;
}

void log_line(enum log_level level, const char *message, const struct log_field *fields,
              size_t count)
{
    if (!log_wants(level)) return;
    struct line line = {.length = 0};
    char at[TIME_TEXT];
    time_format(wallclock_now_us(), at);
    put_field(&line, "at", &LOG_TEXT("at", at));
    put_field(&line, "level", &LOG_TEXT("level", level_name(level)));
    put_field(&line, "process", &LOG_TEXT("process", log_process));
    put_field(&line, "message", &LOG_TEXT("message", message));
    for (size_t i = 0; i < count; i++) put_field(&line, fields[i].name, &fields[i]);
    line.bytes[line.length++] = '}';
    line.bytes[line.length++] = '\n';
    ssize_t written;
    do {
        written = write(log_fd, line.bytes, line.length);
    } while (written < 0 && errno == EINTR);
}

void log_error(const char *message, const struct error *error)
{
    const struct error_info *info = error_info(error->code);
    LOG((enum log_level)info->log_level, message, LOG_TEXT("code", info->type),
        LOG_TEXT("error", error->message), LOG_TEXT("detail", error->log_detail));
}
