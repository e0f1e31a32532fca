/* What the handlers of surveys share. */
#ifndef ONESTOP_DAEMON_SURVEY_INT_H
#define ONESTOP_DAEMON_SURVEY_INT_H

#include "daemon/record_street.h"
#include "workflow/survey.h"

/* A survey as loaded or decided. */
struct survey_loaded {
    struct survey row;
    const char *secret;     /* of a link that is given out now; NULL: none */
    const char *public_url; /* with a secret: as in struct decision_context */
};

/* The survey in the first row; false: the arena is full. */
bool survey_read_row(struct request *request, const PGresult *rows, const struct record *header,
                     struct survey *row);

/* Of struct record_way. */
bool survey_read(struct request *request, struct record_work *work, const PGresult *rows);
uint32_t survey_roles(const struct request *request, const struct record_work *work);
const char *survey_after(const struct request *request, const struct record_work *work);
#define SURVEY_WAY(decide_)                                                                        \
    {                                                                                              \
        .path = "surveys", .load = QUERY_SURVEY_LOAD, .read = survey_read, .roles = survey_roles,  \
        .decide = decide_, .json = survey_after                                                    \
    }

/* The brief form, the same as SQL's view survey_brief (a test holds them together); with link and
 * secret when there is a secret. NULL: the arena is full. */
const char *survey_json(struct arena *arena, const struct desk *desk,
                        const struct survey_loaded *survey);

#endif
