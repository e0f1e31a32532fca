/* Measures: what may be asked of the counters, and how figures are made of their sums. Pure.
 *
 * One table says of each measure which metrics it sums and what they are of; charts, reports, the
 * charter and the maturity engine ask for measures and never for counters. daemon/measure_read.h
 * reads the sums, measure_cells_make() makes the figures.
 *
 * Percentiles are nearest-rank: the p-th is the smallest value that at least p % of all have not
 * exceeded. Times lie in log-linear buckets (workflow/counter.h) and stand for the middle of their
 * bucket, which is at most 1.6 % off (MEASURE_ERROR_PERMILLE; exact below 32); working days of
 * complaints are exact up to 999. Counts and shares are exact.
 *
 * Serious complaints are in no measure. */
#ifndef ONESTOP_WORKFLOW_MEASURE_H
#define ONESTOP_WORKFLOW_MEASURE_H

#include "workflow/counter.h"
#include "workflow/desk.h"
#include "workflow/period.h"

struct arena;

enum measure_family {
    FAMILY_NONE,
    FAMILY_VOLUME,
    FAMILY_TIME,
    FAMILY_STANDARDS,
    FAMILY_COMPLAINTS,
    FAMILY_SATISFACTION,
    FAMILY_CAPACITY,
    FAMILY_SEGMENTS,
    FAMILY_QUALITY,
    FAMILIES
};
enum measure_kind {
    MEASURE_NONE,
    MEASURE_COUNT, /* a sum; n is the same */
    MEASURE_SHARE, /* value of n; share = scale × value / n */
    MEASURE_TIMES, /* a distribution of n: median, p90, p95; in_time of judged */
    MEASURE_LEVEL, /* as it stood at the end of the period */
    MEASURE_KINDS
};
/* What a measure can be broken down by. The first four are slices of the counters, the others stand
 * in buckets. */
enum dimension {
    DIMENSION_NONE,
    DIMENSION_OFFICE,
    DIMENSION_SERVICE,
    DIMENSION_CHANNEL,
    DIMENSION_SEGMENT,
    DIMENSION_QUEUE,
    DIMENSION_STANDARD, /* a version of a standard, "ten-days@2026-01-01" */
    DIMENSION_STAGE,    /* of a complaint, 1 … */
    DIMENSION_TOPIC,    /* of a survey's question */
    DIMENSION_SURVEY,   /* a version of an instrument, "after-closing@2" */
    DIMENSIONS
};
enum { MEASURE_SLICES = DIMENSION_SEGMENT, MEASURE_BY = 2 };
#define DIMENSION_BIT(dimension) (1u << (dimension))
#define DIMENSIONS_SLICE                                                                           \
    (DIMENSION_BIT(DIMENSION_OFFICE) | DIMENSION_BIT(DIMENSION_SERVICE) |                          \
     DIMENSION_BIT(DIMENSION_CHANNEL) | DIMENSION_BIT(DIMENSION_SEGMENT))

extern const struct name_set measure_family_names, measure_kind_names, dimension_names;

/* Which rows of a sum count. */
enum measure_only {
    ONLY_NO_MORE,
    ONLY_SEGMENTED, /* whose segment is known */
    ONLY_ONLINE     /* web, e-mail, API */
};

enum { MEASURE_METRICS = 8 };
struct measure_part {
    enum metric metrics[MEASURE_METRICS]; /* ends with METRIC_NONE when fewer */
    enum measure_only only;
};

struct words;

struct measure {
    const char *name;
    enum measure_family family;
    enum measure_kind kind;
    enum aim aim;     /* where it should go; AIM_NONE: neither way is better */
    const char *unit; /* "cases", "minutes", "seconds", "working-days", "share", "per-1000" … */
    struct measure_part of; /* the numerator; the distribution; what raises a level */
    /* The denominator; of a distribution what was judged; what lowers a level. */
    struct measure_part per;
    struct measure_part met; /* of a distribution: judged as in time */
    uint32_t standards;      /* bit a standard_kind: only what these have judged; 0: any */
    enum survey_kind survey; /* only surveys of this kind; SURVEY_NONE: any */
    enum survey_topic topic; /* only questions of this topic; TOPIC_NONE: any */
};

/* The catalogue, by family. */
extern const struct measure *const measures;
extern const size_t measure_count;
/* NULL: there is none of that name. */
const struct measure *measure_by_name(const char *name);
/* The known names that are nearest to one that is not, "a, b, c"; at most text's size. */
void measure_nearest(const char *name, char *text, size_t size);
/* DIMENSION_BITs that it can be broken down by. */
uint32_t measure_dimensions(const struct measure *measure);
/* Whether it is counted by queue, so that a query may ask for one. */
bool measure_is_by_queue(const struct measure *measure);
/* How far off percentiles may be, in thousandths: 16, or 0 when they are exact. */
enum { MEASURE_ERROR_PERMILLE = 16 };
int measure_error_permille(const struct measure *measure);
/* What is counted or distributed, and what it is of (of a distribution, what was judged), in words
 * (config/words, "numerator.NAME" and "denominator.NAME"); for ever. NULL: it is of nothing. */
const char *measure_numerator(const struct words *words, const struct measure *measure);
const char *measure_denominator(const struct words *words, const struct measure *measure);
/* Whether it tells a share: of a denominator, or of what was judged. */
bool measure_has_share(const struct measure *measure);
/* Whether it tells what was answered to surveys: then only those who lead or audit are told
 * (ROLES_SURVEY_READ), and what is published leaves small groups out. */
bool measure_is_of_answers(const struct measure *measure);
/* share = scale × value / n: 1000 for "per-1000", else 1. */
int measure_scale(const struct measure *measure);

/* A code or name of a key of a dimension: of its office, service, … ; NULL: none (key 0), or not
 * known any more. text is room for what has to be written. */
enum { MEASURE_KEY_TEXT = CODE_MAX + 16 };
const char *measure_key_code(const struct desk *desk, enum dimension dimension, int32_t key,
                             char text[MEASURE_KEY_TEXT]);
/* What the desk definition calls it; NULL: none (key 0), not known any more, or it has no name of
 * its own there (a channel, a stage, a topic). */
const char *measure_key_name(const struct desk *desk, enum dimension dimension, int32_t key);

/* ---- questions and figures ---- */

struct measure_query {
    const struct measure *measure;
    int32_t agency_id;
    civil_day from, to;            /* both included; from <= to */
    enum period every;             /* PERIOD_NONE: from … to is one period */
    enum dimension by[MEASURE_BY]; /* DIMENSION_NONE: no more; the first is used first */
    int32_t
        filter[MEASURE_SLICES + 1]; /* by dimension (DIMENSION_OFFICE …): this key only; 0: any */
    int32_t queue_id;               /* 0: any; else of measures that have this dimension only */
};

struct measure_cell {
    civil_day period;        /* first day of the period, also when from is later */
    int32_t key[MEASURE_BY]; /* 0: none, or not asked for */
    int64_t value;           /* sum, numerator, level */
    int64_t n;    /* what a sum or level is, denominator, or how many are in the distribution */
    double share; /* NAN: of nothing, or none is asked for. TIMES: in_time / judged */
    int64_t median, p90, p95; /* -1 when n is 0; TIMES only */
    int64_t in_time, judged;  /* TIMES with a verdict */
};

/* For each group of keys that has anything each period, also those without a counter; without by,
 * one group. Sorted by key[0], key[1], period: cells[group × period_count + period]. */
struct measure_cells {
    struct measure_query query;
    size_t period_count, group_count;
    struct measure_cell *cells;
    size_t count; /* period_count × group_count */
};

/* A sum of counters, as read: of a day or of the period that begins with it; or all sums of a month
 * for a set of slices, packed. */
struct measure_row {
    civil_day day;
    int32_t slice[MEASURE_SLICES + 1]; /* by dimension; 0 where it was not asked for */
    enum metric metric;
    int32_t bucket; /* of what is packed the set (workflow/sum.h) */
    int64_t value;
    const uint8_t *packed; /* NULL: it is one sum */
    size_t packed_length;
};

/* The metrics that a measure sums, each once. Returns how many. */
enum { MEASURE_METRICS_ALL = 3 * MEASURE_METRICS };
size_t measure_metrics(const struct measure *measure, enum metric metrics[MEASURE_METRICS_ALL]);
/* The slices that rows must tell apart for a query, those it filters included: DIMENSION_BITs. */
uint32_t measure_slices(const struct measure_query *query);
/* Which sums of a month answer a query without a look at counters: counter_sum.slices of the
 * schema. whole: of months all of whose days are asked for. */
int measure_sums(const struct measure_query *query, bool whole);
/* The first day whose counters matter: of a level the beginning of all. */
civil_day measure_since(const struct measure_query *query);

/* Makes figures of rows, whose order does not matter. desk: knows the standards. scratch: for the
 * work, may be emptied afterwards. False: an arena is full. */
bool measure_cells_make(struct arena *arena, struct arena *scratch, const struct desk *desk,
                        const struct measure_query *query, const struct measure_row *rows,
                        size_t count, struct measure_cells *cells)
    __attribute__((warn_unused_result));
/* The most cells that are answered; periods × groups beyond are refused by who asks. */
enum { MEASURE_CELLS_MAX = 20000 };

#endif
