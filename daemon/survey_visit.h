/* A survey visited by its secret link, without a log-in: what the API and the page share.
 *
 * An attempt is counted for its address before it is tried, as log-ins are, and given back when the
 * secret is right. What is unknown, over, used or forged gets one and the same answer, after the
 * same work: a hash is looked up, and compared in constant time. */
#ifndef ONESTOP_DAEMON_SURVEY_VISIT_H
#define ONESTOP_DAEMON_SURVEY_VISIT_H

#include "daemon/login.h"
#include "daemon/request.h"
#include "daemon/street.h"
#include "workflow/survey.h"

struct survey_visit {
    const char *language; /* wished for; NULL: that of the invitation */
    request_step opened;  /* the secret is right, and the survey can be answered */
    const char *asked;    /* then: db/query/survey_questions.sql, in the arena */
    struct survey survey;
    /* Of survey_visit.c. */
    bool counted; /* the attempt was given back */
    char subject[LOGIN_SUBJECT];
    uint8_t hash[LINK_HASH];
    struct survey after;
    struct effects effects;
};

/* Looks the secret up, then calls visit->opened from a step of the request, or answers that the
 * link is not valid. The visit (arena) becomes request->state. */
void survey_visit_begin(struct request *request, struct survey_visit *visit, const char *secret);

/* Answers the survey and ends the request. Called from opened, which may be called once more when
 * others were faster. ERR_INVALID: nothing is ended, and *error has the fields, to be told. */
enum error_code survey_visit_answer(struct request *request, const struct survey_answers_body *body,
                                    const struct street_answer *answer, struct error *error)
    __attribute__((warn_unused_result));

#endif
