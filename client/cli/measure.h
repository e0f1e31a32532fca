/* What commands that tell figures share. */
#ifndef ONESTOP_CLIENT_MEASURE_H
#define ONESTOP_CLIENT_MEASURE_H

#include <json-c/json.h>

#include "client/cli/cli.h"

/* A number of a unit in words: shares in percent, seconds as a length of time; "-" for null. */
const char *measure_text(struct cli *cli, const char *unit, struct json_object *value);

#endif
