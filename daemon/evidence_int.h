/* What the handlers of evidence share. */
#ifndef ONESTOP_DAEMON_EVIDENCE_INT_H
#define ONESTOP_DAEMON_EVIDENCE_INT_H

#include "daemon/record_street.h"
#include "workflow/evidence.h"

/* Of struct record_way. Visible to those who may see figures of the agency. */
bool evidence_read(struct request *request, struct record_work *work, const PGresult *rows);
uint32_t evidence_roles(const struct request *request, const struct record_work *work);
const char *evidence_after(const struct request *request, const struct record_work *work);
#define EVIDENCE_WAY(decide_)                                                                      \
    {                                                                                              \
        .path = "evidence", .load = QUERY_EVIDENCE_LOAD, .read = evidence_read,                    \
        .roles = evidence_roles, .decide = decide_, .json = evidence_after                         \
    }

#endif
