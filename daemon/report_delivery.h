/* Sends a frozen run to its recipients: their files are made, a message for each is put into the
 * outbox for the courier, and the run is published if its definition says so. */
#ifndef ONESTOP_DAEMON_REPORT_DELIVERY_H
#define ONESTOP_DAEMON_REPORT_DELIVERY_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct error;
struct json_object;
struct worker;

struct report_sending {
    int32_t agency_id;
    int64_t run_id;
    const struct json_object *definition; /* whose recipients get it; borrowed */
    const char *recipient;                /* only this one; NULL: all, and the public */
    int32_t asked_by;                     /* 0: by itself, once a recipient */
};

/* error NULL: all is in the outbox. ERR_NOT_FOUND: there is no such recipient. */
typedef void (*report_deliver_callback)(void *context, const struct error *error);

/* arena must stay until the callback, which comes once, from the loop. False: it is full. */
bool report_deliver(struct worker *worker, struct arena *arena,
                    const struct report_sending *sending, report_deliver_callback callback,
                    void *context) __attribute__((warn_unused_result));

#endif
