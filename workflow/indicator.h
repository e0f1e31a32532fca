/* Indicators: the vocabulary in which rules of maturity are written, and the figures of a day.
 *
 * One table says of each indicator what it is of, which words it may be given, over which days it
 * is read, from how many on it is a sample, and what it is made of: counters (numerator and
 * denominator), facts of the day (records, and parts of the definition in force), or both.
 *
 * Source of all definitions: the vocabulary of the one-stop-shop framework, section "Indicators".
 * Names and words are written with underscores or hyphens alike. */
#ifndef ONESTOP_WORKFLOW_INDICATOR_H
#define ONESTOP_WORKFLOW_INDICATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "workflow/civil.h"
#include "workflow/counter.h"

struct arena;
struct json_object;
struct indicator;

/* ---- the facts of a day ---- */

/* What is true at the end of a day. Each is a row of the same shape; what stands in it, by kind:
 * (number name, name in statements and answers) */
#define FACTS(X)                                                                                   \
    X(SERVICE, "service")                   /* what: kind; key: id; fields: process, info */       \
    X(STANDARD, "standard")                 /* in force; what: kind; numerator: published */       \
    X(STANDARD_VERSION, "standard-version") /* key: id; reference: code of its standard; what:     \
                           kind; day: in force from; numerator: published; fields: in_force_to,    \
                           active: it is in the definition */                                      \
    X(LADDER_LEVEL, "ladder-level")         /* with a time limit and a named role */               \
    X(STAFF, "staff")                       /* active, a person; reference: user name */           \
    X(OFFICE, "office")                     /* open; key: id */                                    \
    X(INSTRUMENT, "instrument")             /* what: kind of survey; key: id */                    \
    X(EVIDENCE, "evidence") /* what: kind; day: its date; until: last day in force; fields */      \
    X(SAMPLE, "sample")     /* in force; what: paper, electronic */                                \
    X(STUCK, "complaint-stage-stuck") /* past its limit, neither answered nor escalated */         \
    X(DUE_ANSWER, "due-answer")       /* complaint or suggestion; numerator: answered */           \
    X(HEARD, "heard")   /* upheld or accepted; numerator: linked to an improvement */              \
    X(CHANGE, "change") /* improvement done that is linked to feedback */                          \
    X(IDEA, "idea")     /* improvement proposed */                                                 \
    X(ACTION, "action") /* of the plan in force; fields: owner, due, cost, done; day: due */       \
    X(REPORT, "report") /* generated; what: schedule, by-hand */                                   \
    X(MEASURE, "reported-measure") /* in a scheduled report; reference: its name */                \
    X(DELIVERY, "delivery")        /* with receipt; what: to whom */                               \
    X(PUBLICATION, "publication")  /* of a report */                                               \
    X(PROCESS_VERSION,                                                                             \
      "process-version") /* new, of what: a process; key: id; numerator: users                     \
                            had a part in it; fields: previous, fewer_documents */

enum fact_kind {
    FACT_NONE,
#define FACT_ENUM(name, text) FACT_##name,
    FACTS(FACT_ENUM)
#undef FACT_ENUM
        FACT_KINDS
};
extern const struct name_set fact_names;

struct indicator_fact {
    enum fact_kind kind;
    const char *what;      /* NULL: does not say */
    const char *reference; /* how a person finds it: reference, code, user name */
    int32_t key;           /* in counters; 0: none */
    civil_day day;         /* CIVIL_NONE: as it stands on the day asked for */
    civil_day until;       /* CIVIL_NONE: no end */
    int64_t numerator, denominator;
    struct json_object *fields; /* NULL: none */
};

/* ---- counters ---- */

/* By what a sum is split; each part's key. */
enum indicator_split {
    SPLIT_NONE,
    SPLIT_OFFICE,
    SPLIT_SERVICE,
    SPLIT_CHANNEL,
    SPLIT_SEGMENT,
    SPLIT_BUCKET,
    SPLIT_DAY,
    SPLITS
};
extern const struct name_set indicator_split_names; /* the words for people: "office" … "day" */

/* A sum of one counter from a day to the day asked for, serious complaints left out. */
struct indicator_ask {
    enum metric metric;
    civil_day from;
    uint32_t channels; /* bit per enum channel; 0: all */
    int32_t bucket;    /* 0: all */
    enum indicator_split split;
};
struct indicator_sum {
    int32_t ask; /* place in the asks */
    int32_t key; /* of the split; days since 1970-01-01 for SPLIT_DAY */
    int64_t value;
};

enum { INDICATOR_ASKS = 400 };
/* What has to be read for some figures. */
struct indicator_asks {
    struct indicator_ask asks[INDICATOR_ASKS];
    size_t count;
    bool full; /* there was no room for one */
    /* Facts of which kinds; of those that are dated, from which day on (CIVIL_NONE: all). */
    bool wanted[FACT_KINDS];
    civil_day wanted_from[FACT_KINDS];
};

struct indicator_facts {
    civil_day day;
    const struct indicator_fact *facts;
    size_t fact_count;
    const struct indicator_asks *asks;
    const struct indicator_sum *sums;
    size_t sum_count;
};

/* ---- the vocabulary ---- */

enum indicator_unit {
    INDICATOR_COUNT, /* how many: the numerator */
    INDICATOR_SHARE, /* numerator of denominator */
    INDICATOR_YES,   /* 1 or 0 */
    INDICATOR_SCORE  /* mean; the numerator in thousandths */
};
enum indicator_time {
    TIME_WINDOW, /* the 90 days that end with the day, or the indicator's own window */
    TIME_FORCE,  /* what is in force; of a window only what is dated in it */
    TIME_DAY     /* as it stands on the day; no window */
};
enum indicator_need { NEED_NONE, NEED_MAY, NEED_ONE };

/* "/90d", "/12m", "/5y"; count 0: not named. */
struct indicator_window {
    int32_t count;
    char unit; /* d, m, y */
};

/* What is made of evidence beside counting it. */
enum indicator_measure {
    FIGURE_COUNT,     /* how many records */
    FIGURE_DIFFERENT, /* how many different values of the field */
    FIGURE_MEAN,      /* of the field, over all records */
    FIGURE_LOWEST,    /* the mean of the field of the office where it is lowest */
    FIGURE_COVERED,   /* share of open offices that have a record */
    FIGURE_TARGETED,  /* share of the records that name an indicator with a target */
    FIGURE_MET,       /* share of all their targets that are met now */
    FIGURE_WAYS
};
extern const struct name_set indicator_measure_names;

enum { INDICATOR_WORDS = 8, INDICATOR_WHERE = 4 };
struct indicator_where {
    const char *field, *value;
};

/* A figure that is asked for. Everything unset but the indicator is the plain figure. */
struct indicator_query {
    const struct indicator *indicator;
    const char *words[INDICATOR_WORDS]; /* {counter,phone} */
    size_t word_count;
    struct indicator_window window; /* count 0: the indicator's own */
    /* Of evidence. */
    struct indicator_where where[INDICATOR_WHERE];
    size_t where_count;
    enum indicator_measure measure;
    const char *field;
    bool measured; /* only what names its indicator, a figure before and one after */
    bool held;     /* of these, only what its indicator still shows today */
    /* "per 1,000 closed": so many times the figure, by this one over the same days. */
    int32_t per;
    const struct indicator *per_of;
};

/* A part of a figure: what one counter group, record or item gives to it. */
struct indicator_part {
    const char *of;  /* name of the split or of the kind of fact */
    const char *key; /* reference or code; NULL: see number */
    int32_t number;  /* id, channel or day of a counter group */
    civil_day day;   /* CIVIL_NONE: none */
    int64_t numerator, denominator;
    int64_t count; /* what decided whether it counts ("153 contacts"); -1: nothing else */
    bool counts;   /* false: shown, but not in the figure */
};

struct indicator_figure {
    civil_day from, to;             /* from CIVIL_NONE: in force on the day */
    int64_t numerator, denominator; /* the sums of the parts that count; denominator 0: nothing */
    double value;                   /* 0 when there is nothing to divide by */
    struct indicator_part *parts;
    size_t part_count, part_capacity;
    bool full; /* the arena is; the parts are not whole */
};

struct indicator_work;
struct indicator {
    const char *name;
    enum indicator_unit unit;
    enum indicator_need need; /* of words */
    const char *const *words; /* which; NULL-terminated; NULL: none */
    enum indicator_time time;
    struct indicator_window window; /* its own; count 0: 90 days */
    int32_t sample;                 /* least denominator when a rule names none; of evidence that
                                       of its shares and means */
    void (*work)(struct indicator_work *work); /* makes the figure */
    /* What it is made of, where the counters alone say it. */
    enum metric numerator[4], denominator[4]; /* sums of them */
    enum metric less;                         /* taken off the numerator; METRIC_NONE: nothing */
    uint32_t channels;                        /* of the numerator; 0: all */
    int32_t bucket;                           /* of all; 0: any */
    enum indicator_split split;               /* into the groups that are counted */
    int32_t least;                            /* a group counts from so many on */
    enum fact_kind fact; /* what it is made of, where facts of one kind say it */
    const char *what;    /* of these facts; NULL: as the words say */
};
extern const struct indicator indicators[];
extern const size_t indicator_count;

/* NULL: there is none of that name. */
const struct indicator *indicator_by_name(const char *name);
/* Whether it is read from records of evidence by kind, and may be narrowed and measured. */
bool indicator_is_evidence(const struct indicator *indicator);
/* The unit of what a query asks for. */
enum indicator_unit indicator_unit(const struct indicator_query *query);
/* The least denominator of a query whose rule names none; 0: it is a count. */
int32_t indicator_sample(const struct indicator_query *query);
/* Whether two words are the same: '_' and '-' are. */
bool indicator_same(const char *one, const char *other);

/* "12m": false when it is no window of 1 day … 50 years. */
bool indicator_window_read(const char *text, struct indicator_window *window);
/* Its first day when it ends with day. CIVIL_NONE: none is named. */
civil_day indicator_window_from(const struct indicator_window *window, civil_day day);
/* The days a query reads: its own window, else the indicator's, else 90 days; CIVIL_NONE: in force.
 */
civil_day indicator_from(const struct indicator_query *query, civil_day day);

/* What a record says of itself: "single_contact_share", "info{plain}", "ideas/12m". Words are put
 * into the arena. False: there is no such indicator, word or window. */
bool indicator_read(struct arena *arena, const char *text, struct indicator_query *query);

/* ---- figures ---- */

/* Empties it. */
void indicator_asks_begin(struct indicator_asks *asks);
/* Adds what a query reads: counters, split as its figure needs it, else by `by` for its parts
 * (SPLIT_NONE: none wanted), and kinds of facts. */
void indicator_ask(struct indicator_asks *asks, const struct indicator_query *query, civil_day day,
                   enum indicator_split by);
/* Adds what the indicators read that benefits and objectives among the facts name: to be asked
 * once these are there. */
void indicator_ask_named(struct arena *arena, struct indicator_asks *asks,
                         const struct indicator_facts *facts);

/* The figure of a query, with its parts: each counter split by `by` where the figure is not made
 * of groups anyway. */
void indicator_figure(struct arena *arena, const struct indicator_facts *facts,
                      const struct indicator_query *query, enum indicator_split by,
                      struct indicator_figure *figure);

/* Whether an item of the catalogue stands at the level of public information or above it. */
bool indicator_info_reaches(const char *reached, const char *level);

#endif
