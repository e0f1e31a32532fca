/* Files of frozen runs: as they were made the first time, for ever. */
#ifndef ONESTOP_DAEMON_REPORT_STORE_H
#define ONESTOP_DAEMON_REPORT_STORE_H

#include "proto/error.h"
#include "proto/types.h"

struct arena;
struct worker;

struct report_wanted {
    const char *agencies; /* whose runs may be looked at, as array text */
    int64_t run_id;
    enum report_format format;
    const char *language; /* of a catalogue */
    bool withheld;
    bool by_public;  /* asked for by everybody: looked for on the lane of the public */
    bool whole_told; /* the caller may be told what was answered to surveys: else such a report
                        comes with small groups withheld all the same */
};

struct report_stored {
    int32_t agency_id;
    enum report_state state;
    bool withheld;
    int edition;
    const char *code, *period, *digest, *definition;
    const char *bytes; /* NULL: it is not frozen */
    size_t length;
};

/* file NULL: error says why; ERR_NOT_FOUND: there is no such run. */
typedef void (*report_store_callback)(void *context, const struct report_stored *file,
                                      const struct error *error);

/* Finds a file or makes it, in a helper thread, and keeps it. All is in the arena, which must stay
 * until the callback: it comes once, from the loop. False: the arena is full. */
bool report_store_get(struct worker *worker, struct arena *arena,
                      const struct report_wanted *wanted, report_store_callback callback,
                      void *context) __attribute__((warn_unused_result));

#endif
