/* Values of the settings by type. */
#include "config/setting_value.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "proto/arena.h"

struct unit {
    const char *name;
    int64_t factor;
};

static const struct unit durations[] = {{"ms", 1},      {"s", 1000},     {"min", 60000},
                                        {"h", 3600000}, {"d", 86400000}, {NULL, 0}};
static const struct unit sizes[] = {
    {"", 1}, {"k", 1024}, {"M", 1024 * 1024}, {"G", 1024 * 1024 * 1024}, {NULL, 0}};
static const struct unit numbers[] = {{"", 1}, {NULL, 0}};
static const struct unit levels[] = {
    {"error", 3}, {"warning", 4}, {"info", 6}, {"debug", 7}, {NULL, 0}};

static const struct unit *units_of(enum setting_type type)
{
    if (type == SETTING_DURATION) return durations;
    return type == SETTING_SIZE ? sizes : numbers;
}

/* The largest unit that divides the value: 1800000 ms is 30min. */
static void write_quantity(enum setting_type type, int64_t value, char *text, size_t size)
{
    const struct unit *best = units_of(type);
    for (const struct unit *unit = best; unit->name; unit++) {
        if (value != 0 && value % unit->factor == 0) best = unit;
    }
    if (value == 0 && type == SETTING_DURATION) best = &durations[1];
    snprintf(text, size, "%" PRId64 "%s", value / best->factor, best->name);
}

static int read_quantity(const struct setting *setting, const char *text, int64_t *value)
{
    char *end;
    errno = 0;
    if (*text < '0' || *text > '9') return -1;
    long long number = strtoll(text, &end, 10);
    if (errno) return -1;
    for (const struct unit *unit = units_of(setting->type); unit->name; unit++) {
        if (strcmp(unit->name, end) == 0) {
            return __builtin_mul_overflow((int64_t)number, unit->factor, value) ? -1 : 0;
        }
    }
    return -1;
}

static int parse_quantity(const struct setting *setting, const char *text, void *place,
                          char *message, size_t size)
{
    int64_t value;
    char least[24], most[24];
    if (read_quantity(setting, text, &value) != 0 || value < setting->min || value > setting->max) {
        const char *what = setting->type == SETTING_INT        ? "a whole number"
                           : setting->type == SETTING_DURATION ? "a duration like 30s"
                                                               : "a size like 64k";
        write_quantity(setting->type, setting->min, least, sizeof least);
        write_quantity(setting->type, setting->max, most, sizeof most);
        snprintf(message, size, "is \"%.40s\"; give %s from %s to %s", text, what, least, most);
        return -1;
    }
    if (setting->type == SETTING_INT) {
        *(int *)place = (int)value;
    } else if (setting->type == SETTING_SIZE) {
        *(size_t *)place = (size_t)value;
    } else {
        *(int64_t *)place = value;
    }
    return 0;
}

static int parse_bool(const char *text, bool *place, char *message, size_t size)
{
    static const char *const words[] = {"no", "yes", "off", "on", "false", "true", "0", "1"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcasecmp(text, words[i]) == 0) {
            *place = i % 2 == 1;
            return 0;
        }
    }
    snprintf(message, size, "is \"%.40s\"; give yes or no", text);
    return -1;
}

static int parse_level(const char *text, int *place, char *message, size_t size)
{
    for (const struct unit *level = levels; level->name; level++) {
        if (strcmp(text, level->name) == 0) {
            *place = (int)level->factor;
            return 0;
        }
    }
    snprintf(message, size, "is \"%.40s\"; give error, warning, info or debug", text);
    return -1;
}

static int keep_text(struct arena *arena, const char *folder, const char *text, const char **place,
                     char *message, size_t size)
{
    if (*text == '\0') {
        *place = NULL;
        return 0;
    }
    *place = folder && *folder && *text != '/' ? arena_printf(arena, "%s/%s", folder, text)
                                               : arena_strdup(arena, text);
    if (*place) return 0;
    snprintf(message, size, "makes the settings too large");
    return -1;
}

static int parse_string(const struct setting *setting, const char *text, struct arena *arena,
                        const char **place, char *message, size_t size)
{
    size_t length = strlen(text);
    if (length < (size_t)setting->min || length > (size_t)setting->max) {
        snprintf(message, size, "has %zu characters; give %" PRId64 " to %" PRId64, length,
                 setting->min, setting->max);
        return -1;
    }
    return keep_text(arena, NULL, text, place, message, size);
}

static int parse_address(const char *text, struct arena *arena, const char **place, char *message,
                         size_t size)
{
    unsigned char address[sizeof(struct in6_addr)];
    if (inet_pton(AF_INET, text, address) != 1 && inet_pton(AF_INET6, text, address) != 1) {
        snprintf(message, size, "is \"%.40s\"; give a numeric address like 127.0.0.1 or ::", text);
        return -1;
    }
    return keep_text(arena, NULL, text, place, message, size);
}

/* An address that paths are added to: no query, no fragment, no slash at the end. */
static int parse_url(const struct setting *setting, const char *text, struct arena *arena,
                     const char **place, char *message, size_t size)
{
    static const char scheme[] = "https://";
    size_t length = strlen(text), begin = sizeof scheme - 1;
    if (length == 0) return keep_text(arena, NULL, text, place, message, size);
    bool good = length <= (size_t)setting->max && strncmp(text, scheme, begin) == 0;
    for (size_t i = begin; good && i < length; i++)
        good = text[i] > ' ' && text[i] < 0x7F && strchr("?#@{}<>\"\\^`|", text[i]) == NULL;
    while (length > begin && text[length - 1] == '/') length--;
    if (good && length > begin && text[begin] != '/') {
        *place = arena_strndup(arena, text, length);
        if (*place != NULL) return 0;
        snprintf(message, size, "makes the settings too large");
        return -1;
    }
    snprintf(message, size,
             "is \"%.40s\"; give an address such as https://desk.example.org, of %" PRId64
             " characters at the most, without query",
             text, setting->max);
    return -1;
}

int setting_parse(const struct setting *setting, const char *text, const char *folder,
                  struct arena *arena, void *place, char *message, size_t size)
{
    if (*text == '\0' && !setting->fallback && *folder) {
        snprintf(message, size, "is empty; %s", setting->help);
        return -1;
    }
    switch (setting->type) {
    case SETTING_INT:
    case SETTING_DURATION:
    case SETTING_SIZE: return parse_quantity(setting, text, place, message, size);
    case SETTING_BOOL: return parse_bool(text, place, message, size);
    case SETTING_LEVEL: return parse_level(text, place, message, size);
    case SETTING_STRING: return parse_string(setting, text, arena, place, message, size);
    case SETTING_PATH: return keep_text(arena, folder, text, place, message, size);
    case SETTING_ADDRESS: return parse_address(text, arena, place, message, size);
    case SETTING_URL: return parse_url(setting, text, arena, place, message, size);
    case SETTING_SECRET: return keep_text(arena, NULL, text, place, message, size);
    }
    return -1;
}

static bool is_text(enum setting_type type)
{
    return type == SETTING_STRING || type == SETTING_PATH || type == SETTING_ADDRESS ||
           type == SETTING_URL || type == SETTING_SECRET;
}

static size_t size_of(enum setting_type type)
{
    if (type == SETTING_BOOL) return sizeof(bool);
    if (type == SETTING_DURATION) return sizeof(int64_t);
    return type == SETTING_SIZE ? sizeof(size_t) : sizeof(int);
}

bool setting_equal(const struct setting *setting, const void *one, const void *other)
{
    if (!is_text(setting->type)) return memcmp(one, other, size_of(setting->type)) == 0;
    const char *a = *(const char *const *)one, *b = *(const char *const *)other;
    return a && b ? strcmp(a, b) == 0 : a == b;
}

int setting_copy(const struct setting *setting, struct arena *arena, void *to, const void *from)
{
    if (!is_text(setting->type)) {
        memcpy(to, from, size_of(setting->type));
        return 0;
    }
    const char *text = *(const char *const *)from;
    char *copy = arena_strdup(arena, text);
    if (text && !copy) return -1;
    *(const char **)to = copy;
    return 0;
}

static const char *level_name(int level)
{
    for (const struct unit *unit = levels; unit->name; unit++) {
        if (unit->factor == level) return unit->name;
    }
    return "?";
}

void setting_format(const struct setting *setting, const void *place, char *text, size_t size)
{
    switch (setting->type) {
    case SETTING_INT: snprintf(text, size, "%d", *(const int *)place); break;
    case SETTING_DURATION:
        write_quantity(setting->type, *(const int64_t *)place, text, size);
        break;
    case SETTING_SIZE:
        write_quantity(setting->type, (int64_t) * (const size_t *)place, text, size);
        break;
    case SETTING_BOOL: snprintf(text, size, "%s", *(const bool *)place ? "yes" : "no"); break;
    case SETTING_LEVEL: snprintf(text, size, "%s", level_name(*(const int *)place)); break;
    case SETTING_STRING:
    case SETTING_PATH:
    case SETTING_ADDRESS:
    case SETTING_URL:
    case SETTING_SECRET: {
        const char *value = *(const char *const *)place;
        if (value && setting->type == SETTING_SECRET) value = "***";
        snprintf(text, size, "%s", value ? value : "");
    }
    }
}

void setting_bounds(const struct setting *setting, char *text, size_t size)
{
    char least[24], most[24];
    text[0] = '\0';
    if (setting->type != SETTING_INT && setting->type != SETTING_DURATION &&
        setting->type != SETTING_SIZE) {
        return;
    }
    write_quantity(setting->type, setting->min, least, sizeof least);
    write_quantity(setting->type, setting->max, most, sizeof most);
    snprintf(text, size, " (%s to %s)", least, most);
}
