/* Measures and their figures as JSON and CSV. */
#ifndef ONESTOP_DAEMON_MEASURE_JSON_H
#define ONESTOP_DAEMON_MEASURE_JSON_H

#include "proto/csv_write.h"
#include "proto/json_write.h"
#include "workflow/measure.h"

/* The members of a row of the catalogue, in a language, into an object that is open. */
void measure_json_row(struct json *json, const struct words *words, const struct measure *measure);
/* What was asked: "measure", "agency", "from", "to", "every", "by" and the filters. */
void measure_json_query(struct json *json, const struct words *words, const struct desk *desk,
                        const struct measure_query *query);
/* An array of figures. "period" is null when the whole time is one; "key" has a code for each
 * dimension asked for, null: of none. */
void measure_json_cells(struct json *json, const char *name, const struct desk *desk,
                        const struct measure_cells *cells);
/* A table with a line of headings: period, dimensions, figures. */
void measure_csv(struct csv *csv, const struct desk *desk, const struct measure_cells *cells);

#endif
