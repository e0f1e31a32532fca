/* The commands that tell what comes of the work: figures, and what follows from them. */
#include "client/cli/commands_int.h"
#include "client/cli/jobs.h"

static const char *const every_choices[] = {"day", "week", "month", "quarter", "year", NULL};

static const struct option measure_options[] = {
    TEXT("by", "DIMENSION[,DIMENSION]", "office, service, channel, segment …; one or two"),
    TEXT("from", "DATE", "first day (default: the first of the month)"),
    TEXT("to", "DATE", "last day (default: today)"),
    CHOICE(every_choices, "every", "PERIOD", "of each period (default: of all days together)"),
    AGENCY,
    TEXT("office", "CODE", "only this contact point"),
    TEXT("service", "CODE", "only this service"),
    ONE_OF(channel, "channel", "CHANNEL", "only this channel"),
    TEXT("segment", "CODE", "only this segment of customers"),
    FLAG("csv", "as CSV"),
    END};

const struct cli_command commands_figures[] = {
    {"measure", NULL, "[NAME]", "figures of a measure; without NAME, what can be measured",
     "Counts, shares with what they are of, or distributions: median, 90th and 95th percentile, "
     "and\n"
     "how many were in time. Percentiles of times are at most 1.6 % off. Who leads one office "
     "only\n"
     "names it.\n",
     measure_options,
     "  onestop measure\n"
     "  onestop measure elapsed-time --by service --from 2026-01-01 --to 2026-03-31\n"
     "  onestop measure contacts --by office,channel --every month --from 2026-01-01 --csv\n",
     job_measure, false},
    {.noun = NULL}};
