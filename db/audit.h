/* Audits: do the counters equal a recount of the events, and their sums by month the counters; is
 * every chain of events whole?
 *
 * Both read one moment of the database over a connection of their own and take seconds to minutes,
 * so they run in a helper thread; nothing here touches an event loop. */
#ifndef ONESTOP_DB_AUDIT_H
#define ONESTOP_DB_AUDIT_H

#include "proto/error.h"
#include "workflow/desk.h"

enum audit_kind { AUDIT_COUNTERS, AUDIT_CHAIN };
enum { AUDIT_DIFFERENCES = 100 };

struct audit_difference {
    char text[ERROR_TEXT];
    struct error_source source; /* for other languages */
};

struct audit {
    /* In. All borrowed. */
    enum audit_kind kind;
    const char *conninfo;
    const char *role;     /* the read role */
    const char *agencies; /* '{1,2}': what the auditor may audit */
    const struct desk *desk;
    /* Out. */
    /* Events (chain) or distinct counters (counters). Those of serious complaints are checked and
     * not counted here: whoever audits may be named in one. */
    int64_t checked;
    int64_t differences; /* all of them; the first AUDIT_DIFFERENCES are told */
    struct audit_difference told[AUDIT_DIFFERENCES];
};

/* Runs an audit to its end. ERR_UNAVAILABLE when the database cannot be asked. */
enum error_code audit_run(struct audit *audit, struct error *error)
    __attribute__((warn_unused_result));

#endif
