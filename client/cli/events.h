/* Events of a case: for those who look at it, and for those who came too late. */
#ifndef ONESTOP_CLIENT_EVENTS_H
#define ONESTOP_CLIENT_EVENTS_H

#include "client/cli/table.h"

extern const struct column event_columns[];

/* All events of a case after a version (0: all that there are). */
enum cli_exit case_events(struct cli *cli, const char *reference, int64_t after,
                          struct json_object **items);

#endif
