/* How the columns of somebody else's export become requests or contacts of ours (config/README.md,
 * "Maps"). */
#ifndef ONESTOP_CLIENT_MAP_H
#define ONESTOP_CLIENT_MAP_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "client/cli/cli.h"
#include "client/cli/rows.h"

enum { MAP_FIELDS = 16 };

enum map_type {
    MAP_TEXT,
    MAP_TIME,    /* by the map's time_format, in its zone */
    MAP_SECONDS, /* 95, 1:35 or 0:01:35 */
    MAP_FLAG     /* true or false, yes or no, 1 or 0 */
};

struct map_field {
    const char *name; /* as the daemon has it */
    enum map_type type;
    bool needed;
    bool follows;     /* a time that is not before the times that stand before it */
    const char *with; /* only sent together with this field; NULL: always */
};

/* What the rows of a file are. */
struct map_kind {
    const char *one, *many; /* "request", "requests" */
    const char *path;       /* where they are sent */
    const struct map_field *fields;
    int count;
};
extern const struct map_kind map_requests, map_contacts;

struct map {
    const struct map_kind *kind;
    const char *source, *zone, *time_format;
    struct {
        const char *column;         /* name of the column; NULL: none */
        long index;                 /* of the column, once the header is known; -1: none */
        const char *fixed;          /* for all rows; NULL: none */
        struct json_object *values; /* their word → ours, "*" for all others; NULL: taken as is */
    } fields[MAP_FIELDS];
};

/* Reads a map and makes its zone the zone of the process. Every fault is told; CLI_OK or
 * CLI_USAGE. */
enum cli_exit map_load(struct cli *cli, const char *path, const struct map_kind *kind,
                       struct map *map);
/* The map of a JSON object; path is for the messages. */
enum cli_exit map_read(struct cli *cli, const char *path, struct json_object *json,
                       const struct map_kind *kind, struct map *map);
/* Finds the map's columns in the header; every missing one is told. */
enum cli_exit map_header(struct cli *cli, const struct row *header, struct map *map);
/* What a row is to us, owned by the caller; NULL, with *why in the arena, when it makes nothing. */
struct json_object *map_row(struct arena *arena, const struct map *map, const struct row *row,
                            const char **why);

#endif
