/* What the handlers of reports share: a run that is asked about. */
#ifndef ONESTOP_DAEMON_REPORT_INT_H
#define ONESTOP_DAEMON_REPORT_INT_H

#include "daemon/request.h"

struct report_item {
    int64_t id; /* of the run, or of a delivery */
    int32_t agency_id;
    enum report_state state;
    bool frozen;
    const char *code; /* of the report */
    int64_t same_as;  /* the run whose figures it found; 0: none */
    request_step then;
};

/* Reads {id} of the path and goes on when there is such a run and the caller may ask about it;
 * request->state is its struct report_item. */
void report_find(struct request *request, request_step then);
/* Answers with the run as it is now. */
void report_answer(struct request *request, int64_t run_id);
/* False: it is not frozen, and the request has its answer. */
bool report_is_frozen(struct request *request);
/* Goes on with the definition of a report in use (columns of db/query/report_find.sql); no row: the
 * report is there no more. */
void report_definition(struct request *request, int32_t agency_id, const char *code,
                       request_step next);
/* Reads ?format= and ?language= (agency's locale when it is not said), as wanted of a file. False:
 * answered, or for a page *error filled. */
struct report_wanted;
bool report_read_wanted(const struct request *request, const struct agency *agency,
                        struct report_wanted *wanted, struct error *error);
/* Answers with a file of a run. */
struct report_stored;
void report_answer_file(struct request *request, const struct report_wanted *wanted,
                        const struct report_stored *file);

#endif
