/* Reading a map, and turning rows into what is sent by it. */
#include "client/cli/map.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/text.h"
#include "client/cli/when.h"

enum { MAP_BYTES = 4 * 1024 * 1024 };

static const struct map_field request_fields[] = {
    {.name = "external_id", .needed = true},
    {.name = "service", .needed = true},
    {.name = "channel", .needed = true},
    {.name = "office", .needed = true},
    {.name = "opened_at", .type = MAP_TIME, .needed = true},
    {.name = "closed_at", .type = MAP_TIME, .follows = true},
    {.name = "outcome", .with = "closed_at"},
    {.name = "subject"},
    {.name = "details"},
    {.name = "segment"},
};
static const struct map_field contact_fields[] = {
    {.name = "external_id", .needed = true},
    {.name = "channel", .needed = true},
    {.name = "office", .needed = true},
    {.name = "queued_at", .type = MAP_TIME},
    {.name = "answered_at", .type = MAP_TIME, .follows = true},
    {.name = "ended_at", .type = MAP_TIME, .follows = true},
    {.name = "appointment_at", .type = MAP_TIME},
    {.name = "abandoned", .type = MAP_FLAG},
    {.name = "wait_s", .type = MAP_SECONDS},
    {.name = "duration_s", .type = MAP_SECONDS},
    {.name = "direction"},
    {.name = "purpose"},
    {.name = "cause"},
    {.name = "service"},
    {.name = "segment"},
};
_Static_assert(sizeof contact_fields <= MAP_FIELDS * sizeof *contact_fields, "a map holds them");

const struct map_kind map_requests = {"request", "requests", "/imports/requests", request_fields,
                                      sizeof request_fields / sizeof *request_fields};
const struct map_kind map_contacts = {"contact", "contacts", "/imports/contacts", contact_fields,
                                      sizeof contact_fields / sizeof *contact_fields};

/* A map being read. */
struct reading {
    struct cli *cli;
    const char *path;
    struct map *map;
    bool faulty;
};

static void fault(struct reading *reading, const char *at, const char *why)
{
    reading->faulty = true;
    cli_fail(reading->cli, CLI_USAGE, "%s: %s: %s", reading->path, at, why);
}

static int field_number(const struct map_kind *kind, const char *name)
{
    for (int i = 0; i < kind->count; i++)
        if (strcmp(kind->fields[i].name, name) == 0) return i;
    return -1;
}

/* What the map says at "columns", "values" or "fixed": name → value, by field. */
static void read_fields(struct reading *reading, struct json_object *json, const char *group,
                        enum json_type type, void (*take)(struct map *, int, struct json_object *))
{
    struct json_object *object = json_at(json, group);
    if (object == NULL) return;
    if (!json_object_is_type(object, json_type_object)) {
        fault(reading, group, "must be an object");
        return;
    }
    json_object_object_foreach(object, name, value)
    {
        const char *at = mem_printf(reading->cli->arena, "%s/%s", group, name);
        int field = field_number(reading->map->kind, name);
        if (field < 0)
            fault(reading, at,
                  mem_printf(reading->cli->arena, "there is no such field of a %s",
                             reading->map->kind->one));
        else if (!json_object_is_type(value, type))
            fault(reading, at, type == json_type_string ? "must be a text" : "must be an object");
        else
            take(reading->map, field, value);
    }
}

static void take_column(struct map *map, int field, struct json_object *value)
{
    map->fields[field].column = json_object_get_string(value);
}

static void take_fixed(struct map *map, int field, struct json_object *value)
{
    map->fields[field].fixed = json_object_get_string(value);
}

static void take_values(struct map *map, int field, struct json_object *value)
{
    map->fields[field].values = value;
}

static const char *read_text(struct reading *reading, struct json_object *json, const char *key,
                             const char *otherwise)
{
    struct json_object *value = json_at(json, key);
    if (value == NULL && otherwise == NULL) fault(reading, key, "is missing");
    if (value == NULL) return otherwise;
    if (json_object_is_type(value, json_type_string)) return json_object_get_string(value);
    fault(reading, key, "must be a text");
    return otherwise;
}

static void check_keys(struct reading *reading, struct json_object *json)
{
    static const char *const known[] = {"source", "time_zone", "time_format", "columns",
                                        "values", "fixed",     "comment"};
    json_object_object_foreach(json, key, value)
    {
        (void)value;
        bool found = false;
        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
            found = found || strcmp(known[i], key) == 0;
        if (!found) fault(reading, key, "a map has no such key");
    }
}

enum cli_exit map_read(struct cli *cli, const char *path, struct json_object *json,
                       const struct map_kind *kind, struct map *map)
{
    struct reading reading = {.cli = cli, .path = path, .map = map};
    *map = (struct map){.kind = kind};
    if (!json_object_is_type(json, json_type_object)) {
        fault(&reading, "the map", "must be an object");
        return CLI_USAGE;
    }
    check_keys(&reading, json);
    map->source = read_text(&reading, json, "source", NULL);
    map->zone = read_text(&reading, json, "time_zone", NULL);
    map->time_format = read_text(&reading, json, "time_format", "%Y-%m-%d %H:%M:%S");
    read_fields(&reading, json, "columns", json_type_string, take_column);
    read_fields(&reading, json, "values", json_type_object, take_values);
    read_fields(&reading, json, "fixed", json_type_string, take_fixed);
    for (int i = 0; i < kind->count; i++)
        if (kind->fields[i].needed && map->fields[i].column == NULL && map->fields[i].fixed == NULL)
            fault(&reading, kind->fields[i].name, "needs a column (columns) or a value (fixed)");
    if (map->zone != NULL && !when_zone(map->zone))
        fault(&reading, "time_zone", "this machine knows no such zone; it is an IANA name");
    return reading.faulty ? CLI_USAGE : CLI_OK;
}

enum cli_exit map_load(struct cli *cli, const char *path, const struct map_kind *kind,
                       struct map *map)
{
    struct mem_text text = {.arena = cli->arena};
    char buffer[8192];
    size_t got;
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return cli_fail(cli, CLI_USAGE, "cannot read the map %s: %s", path, strerror(errno));
    while (text.length < MAP_BYTES && (got = fread(buffer, 1, sizeof buffer, file)) > 0)
        mem_add(&text, buffer, got);
    fclose(file);
    struct json_object *json = json_read(cli->arena, mem_text(&text), text.length);
    if (json == NULL) return cli_fail(cli, CLI_USAGE, "the map %s is no JSON", path);
    return map_read(cli, path, json, kind, map);
}

enum cli_exit map_header(struct cli *cli, const struct row *header, struct map *map)
{
    enum cli_exit code = CLI_OK;
    for (int i = 0; i < map->kind->count; i++) {
        const char *column = map->fields[i].column;
        map->fields[i].index = -1;
        for (size_t c = 0; column != NULL && c < header->count; c++) {
            const char *name = header->values[c];
            if (c == 0 && strncmp(name, "\xEF\xBB\xBF", 3) == 0) name += 3; /* byte order mark */
            if (strcmp(name, column) == 0) map->fields[i].index = (long)c;
        }
        if (column != NULL && map->fields[i].index < 0)
            code = cli_fail(cli, CLI_USAGE, "the file has no column '%s' (for %s)", column,
                            map->kind->fields[i].name);
    }
    return code;
}

/* What the row says for a field, in our words; NULL: nothing. Sets *why when their word is not in
 * the map. */
static const char *value_of(struct arena *arena, const struct map *map, int field,
                            const struct row *row, const char **why)
{
    long index = map->fields[field].index;
    struct json_object *values = map->fields[field].values, *ours = NULL;
    if (index < 0) return map->fields[field].fixed;
    const char *theirs = row->values[index];
    if (values != NULL && !json_object_object_get_ex(values, theirs, &ours) &&
        !json_object_object_get_ex(values, "*", &ours) && theirs[0] != '\0') {
        *why =
            mem_printf(arena, "%s: '%s' is not in the map", map->kind->fields[field].name, theirs);
        return NULL;
    }
    const char *value = values != NULL ? json_object_get_string(ours) : theirs;
    return value != NULL && value[0] != '\0' ? value : map->fields[field].fixed;
}

/* A row being turned into what is sent. */
struct turning {
    struct arena *arena;
    const struct map *map;
    struct json_object *object;
    int64_t latest_us; /* of its times so far */
    const char *why;   /* it makes nothing; NULL: it does */
};

/* A time in the map's form, as instant. A local time that comes twice when the clocks go back is
 * the first, or the second when only that is not before what it follows. */
static bool read_time(const struct turning *turning, const struct map_field *field,
                      const char *text, int64_t *at_us)
{
    struct tm tm = {0};
    const char *end = strptime(text, turning->map->time_format, &tm);
    struct when_wall wall = {tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                             tm.tm_hour,        tm.tm_min,     tm.tm_sec};
    if (end == NULL || *end != '\0' || !when_wall_valid(&wall)) return false;
    if (strstr(turning->map->time_format, "%z") != NULL) {
        *at_us = when_of_offset(&wall, tm.tm_gmtoff);
        return true;
    }
    *at_us = when_of_wall(&wall);
    if (field->follows && *at_us < turning->latest_us) {
        int64_t again_us = when_of_wall_again(&wall);
        if (again_us >= turning->latest_us) *at_us = again_us;
    }
    return true;
}

static void put_time(struct turning *turning, const struct map_field *field, const char *text)
{
    char utc[WHEN_TEXT];
    int64_t at_us;
    if (!read_time(turning, field, text, &at_us)) {
        turning->why = mem_printf(turning->arena, "%s: '%s' is no time of the form %s", field->name,
                                  text, turning->map->time_format);
        return;
    }
    if (at_us > turning->latest_us) turning->latest_us = at_us;
    when_format_utc(at_us, utc);
    json_put_text(turning->object, field->name, utc);
}

/* Up to three numbers with colons between. */
static void put_seconds(struct turning *turning, const struct map_field *field, const char *text)
{
    int64_t total = 0;
    const char *at = text;
    for (int parts = 0; parts < 3; parts++, at++) {
        size_t digits = strspn(at, "0123456789");
        if (digits == 0 || digits > 7) break;
        total = total * 60 + strtol(at, NULL, 10);
        at += digits;
        if (*at == '\0') {
            json_put_number(turning->object, field->name, total);
            return;
        }
        if (*at != ':') break;
    }
    turning->why =
        mem_printf(turning->arena, "%s: '%s' is neither seconds nor h:mm:ss", field->name, text);
}

static void put_flag(struct turning *turning, const struct map_field *field, const char *text)
{
    static const char *const words[] = {"false", "true", "no", "yes", "0", "1"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcasecmp(words[i], text) != 0) continue;
        json_object_object_add(turning->object, field->name, json_object_new_boolean(i % 2 == 1));
        return;
    }
    turning->why =
        mem_printf(turning->arena, "%s: '%s' is neither true nor false", field->name, text);
}

static void put_value(struct turning *turning, const struct map_field *field, const char *value)
{
    switch (field->type) {
    case MAP_TEXT: json_put_text(turning->object, field->name, value); break;
    case MAP_TIME: put_time(turning, field, value); break;
    case MAP_SECONDS: put_seconds(turning, field, value); break;
    case MAP_FLAG: put_flag(turning, field, value); break;
    }
}

static void turn_field(struct turning *turning, const struct row *row, int i)
{
    const struct map_field *field = &turning->map->kind->fields[i];
    if (turning->map->fields[i].index >= (long)row->count) {
        turning->why = mem_printf(turning->arena, "the row has only %zu columns", row->count);
        return;
    }
    const char *value = value_of(turning->arena, turning->map, i, row, &turning->why);
    bool alone = field->with != NULL && json_at(turning->object, field->with) == NULL;
    if (turning->why == NULL && value != NULL && !alone)
        put_value(turning, field, value);
    else if (turning->why == NULL && value == NULL && field->needed)
        turning->why = mem_printf(turning->arena, "%s: is empty", field->name);
}

struct json_object *map_row(struct arena *arena, const struct map *map, const struct row *row,
                            const char **why)
{
    struct turning turning = {
        .arena = arena, .map = map, .object = json_object_new_object(), .latest_us = NO_TIME};
    for (int i = 0; i < map->kind->count && turning.why == NULL; i++) turn_field(&turning, row, i);
    *why = turning.why;
    if (turning.why == NULL) return turning.object;
    json_object_put(turning.object);
    return NULL;
}
