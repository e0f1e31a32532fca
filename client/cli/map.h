/* How the columns of somebody else's export become requests of ours (config/README.md, "Maps"). */
#ifndef ONESTOP_CLIENT_MAP_H
#define ONESTOP_CLIENT_MAP_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "client/cli/cli.h"
#include "client/cli/rows.h"

enum map_field {
    MAP_EXTERNAL_ID,
    MAP_SERVICE,
    MAP_CHANNEL,
    MAP_OFFICE,
    MAP_OPENED_AT,
    MAP_CLOSED_AT,
    MAP_OUTCOME,
    MAP_SUBJECT,
    MAP_DETAILS,
    MAP_SEGMENT,
    MAP_FIELDS
};

struct map {
    const char *source, *zone, *time_format;
    struct {
        const char *name;           /* "external_id" */
        const char *column;         /* name of the column; NULL: none */
        long index;                 /* of the column, once the header is known; -1: none */
        const char *fixed;          /* for all rows; NULL: none */
        struct json_object *values; /* their word → ours, "*" for all others; NULL: taken as is */
    } fields[MAP_FIELDS];
};

/* Reads a map and makes its zone the zone of the process. Every fault is told; CLI_OK or
 * CLI_USAGE. */
enum cli_exit map_load(struct cli *cli, const char *path, struct map *map);
/* The map of a JSON object; path is for the messages. */
enum cli_exit map_read(struct cli *cli, const char *path, struct json_object *json,
                       struct map *map);
/* Finds the map's columns in the header; every missing one is told. */
enum cli_exit map_header(struct cli *cli, const struct row *header, struct map *map);
/* The request of a row, owned by the caller; NULL, with *why in the arena, when it makes none. */
struct json_object *map_row(struct arena *arena, const struct map *map, const struct row *row,
                            const char **why);

#endif
