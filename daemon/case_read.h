/* Reading one case of a path, for handlers. */
#ifndef ONESTOP_DAEMON_CASE_READ_H
#define ONESTOP_DAEMON_CASE_READ_H

#include "daemon/load.h"

typedef void (*case_reader)(struct request *request, const struct kase_loaded *kase);

/* The state of a request that reads a case (request->state). */
struct case_reading {
    struct load_wish wish;
    case_reader reader;
};

/* Loads the case of the path, checks that the caller may see it, and goes on with the reader. */
void case_read(struct request *request, case_reader reader);
/* The same for a reference from elsewhere. */
void case_read_named(struct request *request, const char *reference, case_reader reader);
/* The agencies that a read of this case must name: the home agency, because the object was checked
 * already. NULL: the arena is full. */
const char *case_agencies(struct request *request, const struct kase *row);

#endif
