/* What the handlers of absences share. */
#ifndef ONESTOP_DAEMON_ABSENCE_INT_H
#define ONESTOP_DAEMON_ABSENCE_INT_H

#include "daemon/record_street.h"
#include "workflow/absence.h"

/* A command: record_work.body. */
struct absence_telling {
    struct absence_body body;
    struct absence_told told; /* its others are as they were loaded */
};

/* Of struct record_way; before and after are struct absence_entry. */
bool absence_read(struct request *request, struct record_work *work, const PGresult *rows);
bool absence_read_new(struct request *request, struct record_work *work, const PGresult *rows);
uint32_t absence_roles(const struct request *request, const struct record_work *work);
const char *absence_after(const struct request *request, const struct record_work *work);
#define ABSENCE_WAY(decide_)                                                                       \
    {                                                                                              \
        .path = "absences", .load = QUERY_ABSENCE_LOAD, .read = absence_read,                      \
        .load_new = QUERY_ABSENCE_STANDING, .read_new = absence_read_new, .roles = absence_roles,  \
        .decide = decide_, .json = absence_after                                                   \
    }

#endif
