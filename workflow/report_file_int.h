/* What tables and pictures of reports share. */
#ifndef ONESTOP_WORKFLOW_REPORT_FILE_INT_H
#define ONESTOP_WORKFLOW_REPORT_FILE_INT_H

#include "workflow/report_file.h"

/* In what the times of a measure are written: seconds are divided. */
struct report_unit {
    const char *title;
    int64_t divisor;
};
/* How many columns a measure has in a table that is told by something. */
size_t report_measure_width(const struct json_object *measure);
struct report_unit report_unit_of(const struct report_document *document,
                                  const struct json_object *section, size_t place);
/* A part of a distribution in that unit; a count, level or share as one number. */
struct report_cell report_time_cell(const struct json_object *figure, const char *part,
                                    int64_t divisor);
struct report_cell report_figure_cell(const struct json_object *measure,
                                      const struct json_object *figure);
/* A day of the figures as the period of the section that begins with it. NULL: the arena is full.
 */
const char *report_period_title(const struct report_document *document,
                                const struct json_object *section, const char *text);

#endif
