/* What requests ask of measures, and who may be told: what the addresses below /measures share. */
#ifndef ONESTOP_DAEMON_MEASURE_REQUEST_H
#define ONESTOP_DAEMON_MEASURE_REQUEST_H

#include "workflow/measure.h"

struct error;
struct request;

/* The measure that the path names ({name}). NULL: there is none, and the request has its answer,
 * which names the nearest. */
const struct measure *measure_request_named(struct request *request);

/* The agency of ?agency=, of those that the caller works for; without it, the only one. NULL: the
 * request has its answer, 404 for an agency that is not the caller's. */
const struct agency *measure_request_agency(struct request *request);

/* Reads ?agency= &from= &to= &every= &by=D,D &office= &service= &channel= &segment= and checks it
 * against the measure and what the caller may see (measure_request_allowed()). to: today without
 * it; from: without it the first day of the month of to. False: the request has its answer. */
bool measure_request_read(struct request *request, const struct measure *measure,
                          struct measure_query *query);

/* Reads ?from= &to=, local days of the agency, with the same defaults; what is wrong goes to
 * *error.
 */
void measure_request_days(const struct request *request, const struct agency *agency,
                          civil_day *first, civil_day *last, struct error *error);

/* Whether the caller may be told figures of an agency, or of one of its offices (0: of all): a role
 * of ROLES_FIGURES there; of what is answered to surveys, one that leads or audits. *error: why not
 * (ERR_FORBIDDEN). */
bool measure_request_allowed(const struct request *request, const struct measure *measure,
                             int32_t agency_id, int32_t office_id, struct error *error);

#endif
