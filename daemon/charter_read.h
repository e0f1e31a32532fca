/* Reads what a charter shows: texts of definitions, public lines, and the figures of the last full
 * quarter. On the lane of the public, behind row security. */
#ifndef ONESTOP_DAEMON_CHARTER_READ_H
#define ONESTOP_DAEMON_CHARTER_READ_H

#include "workflow/charter_page.h"

struct arena;
struct error;
struct worker;

/* What was read, all in its arena, which it stands in itself. Of offices and services the ids,
 * since the desk may be another one by the time they are shown. */
struct charter_data {
    struct arena *arena;
    int32_t agency_id;
    civil_day as_of; /* the agency's local day */
    struct charter_figures figures;
    struct charter_office_text {
        int32_t id;
        const char *address, *phone;
    } * offices;
    size_t office_count;
    struct charter_service_text {
        int32_t id;
        struct charter_service said; /* service is not set */
    } * services;
    size_t service_count;
    struct charter_said *said;
    size_t said_count;
    struct charter_report *reports;
    size_t report_count;
};
void charter_data_free(struct charter_data *data); /* NULL is allowed */

/* data: whose it is from here on; NULL when it failed, and then error says why. */
typedef void (*charter_read_callback)(void *context, struct charter_data *data,
                                      const struct error *error);
/* Reads for an agency of the worker's newest desk. The callback comes exactly once, from the loop,
 * never from within this call. False: no memory, and no callback comes. */
bool charter_read(struct worker *worker, const struct agency *agency,
                  charter_read_callback callback, void *context)
    __attribute__((warn_unused_result));

#endif
