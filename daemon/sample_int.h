/* What the handlers of sample replies share. */
#ifndef ONESTOP_DAEMON_SAMPLE_INT_H
#define ONESTOP_DAEMON_SAMPLE_INT_H

#include "daemon/record_street.h"
#include "workflow/sample.h"

/* Asks for the sample replies of the path's {code}, in the query's ?agency= and ?language= or all
 * that there are for the caller; then next. */
void sample_find(struct request *request, request_step next);
/* Takes the only one of them out of the reply. False: answered; faults (may be NULL) are told
 * instead of its absence. */
bool sample_found(struct request *request, const struct error *faults, int64_t *id,
                  int32_t *agency_id);

/* Reads what sample_load.sql gives beside the header, which is there, into the zeroed row. False:
 * it cannot be read, or the arena is full. */
bool sample_from_row(struct arena *arena, const PGresult *rows, struct sample *row);

/* Of struct record_way. */
bool sample_read(struct request *request, struct record_work *work, const PGresult *rows);
uint32_t sample_roles(const struct request *request, const struct record_work *work);
const char *sample_after(const struct request *request, const struct record_work *work);
/* Where it is found: by its code. */
const char *sample_location(const struct request *request, const struct record_work *work);

#endif
