/* Times of day and opening hours as they are written in definitions. Pure. */
#ifndef ONESTOP_WORKFLOW_HOURS_H
#define ONESTOP_WORKFLOW_HOURS_H

#include "workflow/calendar.h"

/* "17:00" → minutes since midnight, 0 … 1440 ("24:00"); -1 when it is no time. */
int hours_time(const char *text);
/* "08:30-12:00"; from before to. */
bool hours_span(const char *text, struct span *span);

#endif
