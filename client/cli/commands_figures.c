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
    TEXT("queue", "CODE", "only this queue, of measures that are counted by queue"),
    FLAG("csv", "as CSV"),
    END};

static const struct option version_options[] = {VERSION, END};

#define EVIDENCE_OPTIONS                                                                           \
    TEXT("field", "NAME=VALUE", "what it says; given again for each field"),                       \
        TEXT("expires", "DATE", "the last day on which it counts (default: it does not expire)"),  \
        TEXT("document", "FILE", "attach this file"), AGENCY
static const struct option evidence_add_options[] = {
    NEEDED("date", "DATE", "when it was, such as 2026-05-04"), EVIDENCE_OPTIONS, END};
static const struct option evidence_correct_options[] = {TEXT("title", "TEXT", "another title"),
                                                         TEXT("date", "DATE", "when it was"),
                                                         EVIDENCE_OPTIONS, VERSION, END};
static const struct option evidence_list_options[] = {
    ONE_OF(evidence_kind, "kind", "KIND", "of one kind"),
    ONE_OF(evidence_state, "state", "STATE", "in one state"),
    TEXT("staff", "USER", "training and plans of one person"),
    AGENCY,
    LIMIT,
    END};
static const struct option evidence_document_options[] = {
    NEEDED("output", "FILE", "write it there"), END};
static const struct option capacity_options[] = {
    TEXT("from", "DATE", "first day (default: the first of the month)"),
    TEXT("to", "DATE", "last day (default: today)"), AGENCY, END};

static const struct option simulate_options[] = {
    NEEDED("queue", "CODE", "the queue"),
    NUMBER("weeks", "N", "so many weeks from tomorrow on (default 12)"),
    TEXT("staff", "+N|-N", "with so many people more, or fewer"),
    TEXT("demand", "FACTOR", "when so many times as much comes: 1.2"),
    NUMBER("runs", "N", "so many times (default 200)"),
    NUMBER("seed", "N", "the same one gives the same answer (default: told with the answer)"),
    AGENCY,
    END};
static const char *const split_choices[] = {"office", "service", "channel", "segment", "day", NULL};
static const struct option maturity_options[] = {
    TEXT("element", "CODE", "only this one, with the figures of its conditions"),
    TEXT("at", "DATE", "by the facts of that day (default: today)"),
    FLAG("why", "what each figure is made of"),
    CHOICE(split_choices, "by", "DIMENSION",
           "what figures of counters are split by (default service)"),
    NUMBER("version", "N", "by this version of the rules"),
    TEXT("framework", "FILE", "by the rules in this file, which are not in force"),
    FLAG("history", "the snapshots of past days"),
    TEXT("from", "DATE", "of the history (default: a year ago)"),
    TEXT("to", "DATE", "of the history (default: today)"),
    TEXT("language", "CODE", "of names and steps (default: the agency's)"),
    AGENCY,
    END};
static const struct option framework_agency[] = {AGENCY, END};
static const struct option framework_show_options[] = {
    NUMBER("version", "N", "this one (default: the one in force)"), AGENCY, END};
static const struct option framework_apply_options[] = {
    TEXT("from", "DATE", "the day from which it is in force (default: today)"), AGENCY, END};
static const struct option framework_target_options[] = {
    TEXT("by", "DATE", "the day by which it is to be reached"), AGENCY, END};
#define REPORT_FILE                                                                                \
    ONE_OF(report_format, "format", "FORMAT", "html, xlsx, csv or json (default: html)"),          \
        TEXT("language", "LANGUAGE", "en or bg (default: the agency's)"),                          \
        TEXT("output", "FILE", "write it there (default: standard output); also -o FILE"),         \
        FLAG("withheld", "without small groups, as it is delivered and published")
static const struct option report_list_options[] = {LIMIT, END};
static const struct option report_runs_options[] = {TEXT("report", "CODE", "of one report"),
                                                    TEXT("period", "PERIOD", "of one period"),
                                                    AGENCY, LIMIT, END};
static const struct option report_run_options[] = {
    NEEDED("period", "PERIOD", "a period that is over: 2011-08, 2011-Q3, 2011, 2011-W33"), AGENCY,
    REPORT_FILE, END};
static const struct option report_file_options[] = {REPORT_FILE, END};

static const char *const chart_figures[] = {"median", "p90", "p95", "in-time", NULL};
static const struct option chart_options[] = {
    TEXT("from", "DATE", "in the first period (default: 60 periods)"),
    TEXT("to", "DATE", "last day (default: today)"),
    CHOICE(every_choices, "every", "PERIOD", "a point for each (default: day)"),
    AGENCY,
    TEXT("office", "CODE", "only this contact point"),
    TEXT("service", "CODE", "only this service"),
    ONE_OF(channel, "channel", "CHANNEL", "only this channel"),
    TEXT("segment", "CODE", "only this segment of customers"),
    TEXT("queue", "CODE", "only this queue"),
    CHOICE(chart_figures, "figure", "FIGURE", "of a distribution (default: median)"),
    TEXT("target", "NUMBER", "in the unit of the figure, 0.95 for 95 %"),
    TEXT("rebase", "DATE[,DATE]", "new limits from these days on"),
    NUMBER("trend", "N", "so many points that rise or fall (default 7)"),
    NUMBER("run", "N", "so many points on one side of the mean (default 7)"),
    FLAG("svg", "as a picture"),
    TEXT("language", "CODE", "of the picture (default: the agency's)"),
    OUTPUT,
    END};

static const struct option signal_list_options[] = {
    FLAG("mine", "that I own"),
    TEXT("owner", "USER", "that somebody owns"),
    ONE_OF(signal_state, "state", "STATE", "in one state"),
    TEXT("chart", "CODE", "of one watched chart"),
    TEXT("office", "CODE", "of charts of one office"),
    TEXT("agency", "CODE", "of one agency"),
    LIMIT,
    END};
static const struct option signal_decide_options[] = {
    NEEDED("cause", "TEXT", "what caused it"),
    NEEDED("decision", "TEXT", "what is done; - reads it from standard input"), VERSION, END};

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
    {"evidence", "kinds", NULL, "the kinds of evidence and what each says", NULL, NULL,
     "  onestop evidence kinds\n", job_evidence_kinds, false},
    {"evidence", "add", "KIND TITLE", "enter evidence",
     "It counts for figures once somebody else has checked it.\n", evidence_add_options,
     "  onestop evidence add training 'Building law' --date 2026-03-10 --field staff=luka.horvat "
     "\\\n"
     "      --field kind=technical --field course='Building law' --field hours=16\n"
     "  onestop evidence add publication 'Leaflet on fences' --date 2026-02-01 --field "
     "medium=leaflet \\\n"
     "      --field topic=fences --document leaflet.pdf\n",
     job_evidence_add, false},
    {"evidence", "list", NULL, "evidence, newest first", NULL, evidence_list_options,
     "  onestop evidence list --state unchecked\n"
     "  onestop evidence list --kind training --staff luka.horvat\n",
     job_evidence_list, false},
    {"evidence", "show", "REF", "one record with its versions", NULL, NULL,
     "  onestop evidence show 7K3M-9XQ4\n", job_evidence_show, false},
    {"evidence", "check", "REF", "say that it is right, of what somebody else entered", NULL,
     version_options, "  onestop evidence check 7K3M-9XQ4\n", job_evidence_check, false},
    {"evidence", "correct", "REF", "say it anew: a version to be checked", NULL,
     evidence_correct_options, "  onestop evidence correct 7K3M-9XQ4 --field hours=24\n",
     job_evidence_correct, false},
    {"evidence", "withdraw", "REF REASON", "take it back",
     "REASON is one word of the shell (quote it); - reads it from standard input.\n",
     version_options, "  onestop evidence withdraw 7K3M-9XQ4 'Entered twice'\n",
     job_evidence_withdraw, false},
    {"evidence", "document", "REF", "the document attached", NULL, evidence_document_options,
     "  onestop evidence document 7K3M-9XQ4 --output leaflet.pdf\n", job_evidence_document, false},
    {"capacity", NULL, "QUEUE", "demand, capacity, activity and backlog of a queue, day by day",
     "All four in minutes of work: what came, what its people had time for, what was worked, and\n"
     "what was left at the end of the day. Today is as it is now. Who serves several queues is\n"
     "shared out among them by their demand of the last 28 days.\n",
     capacity_options, "  onestop capacity permits --from 2026-01-01 --to 2026-01-31\n",
     job_capacity, false},
    {"simulate", NULL, "", "what a queue would be like with other people or demand",
     "Cases come and take their time as they did in the last half year, people are there as the\n"
     "desk says, and what is due first is worked first. Told is what came of all runs: how much\n"
     "is left each week, the share in time, and how likely more comes than can be done. The\n"
     "forecast of last month from the months before stands beside what happened. Ctrl-C ends it.\n",
     simulate_options, "  onestop simulate --queue permits --weeks 12 --staff +1 --demand 1.2\n",
     job_simulate, false},
    {"maturity", NULL, "[FRAMEWORK]", "where an agency stands, derived from the facts of a day",
     "Nobody types a level: it follows from rules over counters and records. FRAMEWORK is oss "
     "unless\nanother one is named.\n",
     maturity_options,
     "  onestop maturity\n"
     "  onestop maturity oss --element 1.2 --why\n"
     "  onestop maturity --at 2026-03-31 --framework stricter.json\n"
     "  onestop maturity --history --from 2026-01-01 --element 1.2\n",
     job_maturity, false},
    {"framework", "list", NULL, "versions of the rules that maturity is judged by", NULL,
     framework_agency, "  onestop framework list\n", job_framework_list, false},
    {"framework", "show", "CODE", "one version, as it was applied", NULL, framework_show_options,
     "  onestop framework show oss --version 2\n", job_framework_show, false},
    {"framework", "check", "FILE", "whether a framework's file is right", NULL, NULL,
     "  onestop framework check config/frameworks/oss.json\n", job_framework_check, false},
    {"framework", "apply", "FILE", "apply it: a new version of the rules",
     "Days that are judged already stay as they are.\n", framework_apply_options,
     "  onestop framework apply config/frameworks/oss.json --from 2027-01-01\n",
     job_framework_apply, false},
    {"framework", "target", "CODE ELEMENT [LEVEL]", "say which level an element is to reach",
     "Without LEVEL its target is taken back.\n", framework_target_options,
     "  onestop framework target oss 1.2 performing --by 2027-06-30\n", job_framework_target,
     false},
    {"report", "list", NULL, "what is reported", NULL, report_list_options,
     "  onestop report list\n", job_report_list, false},
    {"report", "run", "REPORT", "run a report of a period, and write its file",
     "The figures are frozen and numbered as an edition. Asked for again, it is the same file,\n"
     "unless something of the period was corrected meanwhile: then a new edition says what.\n",
     report_run_options,
     "  onestop report run monthly --period 2011-08 --format xlsx -o monthly.xlsx\n"
     "  onestop report run monthly --period 2011-08 --language bg -o monthly.html\n",
     job_report_run, false},
    {"report", "runs", NULL, "runs, newest first", NULL, report_runs_options,
     "  onestop report runs --report monthly\n", job_report_runs, false},
    {"report", "show", "RUN", "one run: its editions, what changed, where it went", NULL, NULL,
     "  onestop report show 12\n", job_report_show, false},
    {"report", "file", "RUN", "a file of a run", NULL, report_file_options,
     "  onestop report file 12 --format csv -o monthly.csv\n", job_report_file, false},
    {"report", "cancel", "RUN", "cancel a run that is under way", NULL, NULL,
     "  onestop report cancel 12\n", job_report_cancel, false},
    {"report", "deliver", "RUN RECIPIENT", "send a run to a recipient of its report", NULL, NULL,
     "  onestop report deliver 12 ministry\n", job_report_deliver, false},
    {"report", "receipt", "DELIVERY WHO", "note that a recipient has confirmed it", NULL, NULL,
     "  onestop report receipt 20417 'Registry of the ministry'\n", job_report_receipt, false},
    {"report", "publish", "RUN", "put a run on the public page", NULL, NULL,
     "  onestop report publish 12\n", job_report_publish, false},
    {"report", "withdraw", "RUN", "take a run off the public page", NULL, NULL,
     "  onestop report withdraw 12\n", job_report_withdraw, false},
    {"chart", NULL, "NAME", "the control chart of a measure: limits, signals, and luck",
     "A point is a whole period that has ended. Between the limits, values differ by chance alone; "
     "a "
     "signal\nis more than that. Fewer than 13 points are not judged.\n",
     chart_options,
     "  onestop chart cases-opened\n"
     "  onestop chart elapsed-time --figure p90 --every week --service passport --target 1209600\n"
     "  onestop chart cases-opened --office central-hall --rebase 2026-05-04 --svg -o chart.svg\n",
     job_chart, false},
    {"signal", "list", NULL, "signals of watched charts, newest first", NULL, signal_list_options,
     "  onestop signal list --mine --state open\n", job_signal_list, false},
    {"signal", "show", "REF", "one signal", NULL, NULL, "  onestop signal show 7K3M-9XQ4\n",
     job_signal_show, false},
    {"signal", "decide", "REF", "say what caused a signal, and what is done", NULL,
     signal_decide_options,
     "  onestop signal decide 7K3M-9XQ4 --cause 'A storm' --decision 'A second shift until "
     "Friday'\n",
     job_signal_decide, false},
    {.noun = NULL}};
