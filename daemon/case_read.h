/* Reads about one case: loads the case of the path's {reference}, checks that the caller may see it
 * with a role of the route, and goes on with the reader. */
#ifndef ONESTOP_DAEMON_CASE_READ_H
#define ONESTOP_DAEMON_CASE_READ_H

#include "daemon/request.h"
#include "workflow/kase.h"

typedef void (*case_reader)(struct request *request, const struct kase_loaded *kase);
void case_read(struct request *request, case_reader reader);

#endif
