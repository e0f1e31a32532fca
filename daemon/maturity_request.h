/* What requests below /maturity and /frameworks share: whose maturity, on which day, by which
 * rules, and the way from a request to an assessment. */
#ifndef ONESTOP_DAEMON_MATURITY_REQUEST_H
#define ONESTOP_DAEMON_MATURITY_REQUEST_H

#include "daemon/maturity_json.h"
#include "daemon/request.h"

struct desk_faults;

struct maturity_request {
    const struct agency *agency;
    civil_day day, today;
    int32_t version;         /* of ?version=; 0: the one in force on the day */
    const char *element;     /* code; NULL: all */
    const char *language;    /* of ?language=, else the agency's */
    enum indicator_split by; /* of ?why=true&by=; SPLIT_NONE: the figures alone */
    /* Once the rules are known. */
    struct arena *arena; /* of the assessment: larger than a request's, freed with it */
    const struct framework *framework;
    struct maturity_answer answer;
    struct error error; /* of the reading */
};

/* The agency of ?agency=, for the whole of which the caller holds one of the roles. NULL: the
 * request has its answer, and others with a grant for an office are told so. */
const struct agency *maturity_request_agency(struct request *request, const char *code,
                                             uint32_t roles);

/* Reads agency, at, version, language, why and by, and puts them into request->state. at: a text of
 * the body or NULL. NULL: the request has its answer. */
struct maturity_request *maturity_request_read(struct request *request, const char *agency,
                                               const char *at);

/* The text of a framework into rules. False: the request has its answer, with every fault. */
bool maturity_request_load(struct request *request, struct maturity_request *asked,
                           const char *file, const char *text);

/* Judges by asked->framework and answers. */
void maturity_request_judge(struct request *request, struct maturity_request *asked);

#endif
