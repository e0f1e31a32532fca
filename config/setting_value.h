/* One value of the settings: its row in the table of settings.c, and how its text is read, compared
 * and written. */
#ifndef ONESTOP_CONFIG_SETTING_VALUE_H
#define ONESTOP_CONFIG_SETTING_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum setting_type {
    SETTING_INT,      /* int, min … max */
    SETTING_BOOL,     /* bool */
    SETTING_DURATION, /* int64_t in ms, min … max */
    SETTING_SIZE,     /* size_t in bytes, min … max */
    SETTING_LEVEL,    /* int: syslog number */
    SETTING_STRING,   /* const char *, min … max bytes */
    SETTING_PATH,     /* const char *, made absolute or relative to the folder; "": NULL */
    SETTING_ADDRESS,  /* const char *, a numeric IPv4 or IPv6 address */
    SETTING_URL,      /* const char *, https://host[:port][/path], max bytes; "": NULL */
    SETTING_SECRET    /* const char *, never printed; "": NULL */
};

struct setting {
    const char *section, *name;
    enum setting_type type;
    size_t offset; /* in struct settings */
    int64_t min, max;
    const char *fallback; /* text of the default; NULL: required, "": not set */
    bool reloadable;
    const char *help;
};

/* Reads text into *place; texts go into the arena. Returns 0, or -1 with what is wrong and what
 * would be right in message. */
int setting_parse(const struct setting *setting, const char *text, const char *folder,
                  struct arena *arena, void *place, char *message, size_t size)
    __attribute__((warn_unused_result));

bool setting_equal(const struct setting *setting, const void *one, const void *other);
/* Returns 0, or -1 when the arena is full. */
int setting_copy(const struct setting *setting, struct arena *arena, void *to, const void *from)
    __attribute__((warn_unused_result));

/* The value as one would write it; secrets as "***". */
void setting_format(const struct setting *setting, const void *place, char *text, size_t size);
/* " (1 … 64)", empty when the type has no bounds. */
void setting_bounds(const struct setting *setting, char *text, size_t size);

#endif
