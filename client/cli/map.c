/* Reading a map, and turning rows into requests by it. */
#include "client/cli/map.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/text.h"
#include "client/cli/when.h"

enum { MAP_BYTES = 4 * 1024 * 1024 };

static const struct {
    const char *name;
    bool needed;
} field_table[MAP_FIELDS] = {
    [MAP_EXTERNAL_ID] = {"external_id", true}, [MAP_SERVICE] = {"service", true},
    [MAP_CHANNEL] = {"channel", true},         [MAP_OFFICE] = {"office", true},
    [MAP_OPENED_AT] = {"opened_at", true},     [MAP_CLOSED_AT] = {"closed_at", false},
    [MAP_OUTCOME] = {"outcome", false},        [MAP_SUBJECT] = {"subject", false},
    [MAP_DETAILS] = {"details", false},        [MAP_SEGMENT] = {"segment", false},
};

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

static int field_number(const char *name)
{
    for (int i = 0; i < MAP_FIELDS; i++)
        if (strcmp(field_table[i].name, name) == 0) return i;
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
        int field = field_number(name);
        if (field < 0)
            fault(reading, at, "there is no such field of a request");
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

enum cli_exit map_read(struct cli *cli, const char *path, struct json_object *json, struct map *map)
{
    struct reading reading = {.cli = cli, .path = path, .map = map};
    *map = (struct map){0};
    for (int i = 0; i < MAP_FIELDS; i++) map->fields[i].name = field_table[i].name;
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
    for (int i = 0; i < MAP_FIELDS; i++)
        if (field_table[i].needed && map->fields[i].column == NULL && map->fields[i].fixed == NULL)
            fault(&reading, field_table[i].name, "needs a column (columns) or a value (fixed)");
    if (map->zone != NULL && !when_zone(map->zone))
        fault(&reading, "time_zone", "this machine knows no such zone; it is an IANA name");
    return reading.faulty ? CLI_USAGE : CLI_OK;
}

enum cli_exit map_load(struct cli *cli, const char *path, struct map *map)
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
    return map_read(cli, path, json, map);
}

enum cli_exit map_header(struct cli *cli, const struct row *header, struct map *map)
{
    enum cli_exit code = CLI_OK;
    for (int i = 0; i < MAP_FIELDS; i++) {
        const char *column = map->fields[i].column;
        map->fields[i].index = -1;
        for (size_t c = 0; column != NULL && c < header->count; c++) {
            const char *name = header->values[c];
            if (c == 0 && strncmp(name, "\xEF\xBB\xBF", 3) == 0) name += 3; /* byte order mark */
            if (strcmp(name, column) == 0) map->fields[i].index = (long)c;
        }
        if (column != NULL && map->fields[i].index < 0)
            code = cli_fail(cli, CLI_USAGE, "the file has no column '%s' (for %s)", column,
                            map->fields[i].name);
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
        *why = mem_printf(arena, "%s: '%s' is not in the map", map->fields[field].name, theirs);
        return NULL;
    }
    const char *value = values != NULL ? json_object_get_string(ours) : theirs;
    return value != NULL && value[0] != '\0' ? value : map->fields[field].fixed;
}

/* A local time of the map's zone as UTC; NULL, with *why, when it is none. */
static const char *utc_of(struct arena *arena, const struct map *map, int field, const char *text,
                          const char **why)
{
    struct tm tm = {0};
    char utc[WHEN_TEXT];
    const char *end = strptime(text, map->time_format, &tm);
    struct when_wall wall = {tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                             tm.tm_hour,        tm.tm_min,     tm.tm_sec};
    if (end == NULL || *end != '\0' || !when_wall_valid(&wall)) {
        *why = mem_printf(arena, "%s: '%s' is no time of the form %s", map->fields[field].name,
                          text, map->time_format);
        return NULL;
    }
    when_format_utc(when_of_wall(&wall), utc);
    return mem_strdup(arena, utc);
}

struct json_object *map_row(struct arena *arena, const struct map *map, const struct row *row,
                            const char **why)
{
    const char *values[MAP_FIELDS];
    *why = NULL;
    for (int i = 0; i < MAP_FIELDS; i++) {
        if (map->fields[i].index >= (long)row->count) {
            *why = mem_printf(arena, "the row has only %zu columns", row->count);
            return NULL;
        }
        values[i] = value_of(arena, map, i, row, why);
        bool time = i == MAP_OPENED_AT || i == MAP_CLOSED_AT;
        if (time && values[i] != NULL) values[i] = utc_of(arena, map, i, values[i], why);
        if (*why == NULL && values[i] == NULL && field_table[i].needed)
            *why = mem_printf(arena, "%s: is empty", map->fields[i].name);
        if (*why != NULL) return NULL;
    }
    if (values[MAP_CLOSED_AT] == NULL) values[MAP_OUTCOME] = NULL;
    struct json_object *request = json_object_new_object();
    for (int i = 0; i < MAP_FIELDS; i++) json_put_text(request, map->fields[i].name, values[i]);
    return request;
}
