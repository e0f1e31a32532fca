/* Maturity: levels that are derived from facts by rules, never typed in.
 *
 * The engine knows no framework. A framework is data (config/framework.h): ordered levels,
 * components, elements, and for each element and level the conditions, each an indicator, an
 * operator and a value, with its window and least sample.
 *
 * - An element stands at the highest level whose conditions, and those of every level below it,
 *   hold. The lowest level needs nothing.
 * - With fewer than its sample in the denominator a condition does not hold, and says so.
 * - A component stands at the lower median of its elements; how many stand at each level is always
 *   told beside it. */
#ifndef ONESTOP_WORKFLOW_MATURITY_H
#define ONESTOP_WORKFLOW_MATURITY_H

#include "workflow/indicator.h"

struct arena;
struct words;

enum maturity_op { OP_NONE, OP_AT_LEAST, OP_AT_MOST, OP_EQUAL, OP_ABOVE, OP_BELOW, MATURITY_OPS };
extern const struct name_set maturity_op_names; /* ">=", "<=", "=", ">", "<" */

struct maturity_condition {
    struct indicator_query query;
    enum maturity_op op;
    double value;
    int32_t sample; /* least denominator; 0: none is needed */
};

/* A name in some languages. */
struct maturity_name {
    const char *language, *text;
};
struct maturity_names {
    const struct maturity_name *names;
    size_t count;
};
/* In the language (of "bg-BG" the "bg"), else in English, else the first; "" of none. */
const char *maturity_name(const struct maturity_names *names, const char *language);

enum { MATURITY_LEVELS = 8, MATURITY_ELEMENTS = 200, MATURITY_CONDITIONS = 20 };

struct maturity_level {
    const char *code;
    struct maturity_names names;
};
struct maturity_rule { /* of one level */
    const struct maturity_condition *conditions;
    size_t count;
};
struct maturity_element {
    const char *code; /* "1.2" */
    struct maturity_names names;
    int32_t component;                           /* its place */
    struct maturity_rule rules[MATURITY_LEVELS]; /* that of level 0 is empty */
};
struct maturity_component {
    const char *code;
    struct maturity_names names;
};
struct framework {
    const char *code;
    struct maturity_names names;
    const struct maturity_level *levels; /* from the lowest on */
    size_t level_count;
    const struct maturity_component *components;
    size_t component_count;
    const struct maturity_element *elements; /* component after component */
    size_t element_count;
};
/* NULL: there is none of that code. */
const struct maturity_element *framework_element(const struct framework *framework,
                                                 const char *code);
/* The place of a level; -1: there is none of that code. */
int framework_level(const struct framework *framework, const char *code);

/* ---- judging ---- */

struct maturity_finding {
    const struct maturity_condition *condition;
    int level;
    struct indicator_figure figure;
    bool few; /* fewer than the sample: it does not hold */
    bool holds;
};
struct maturity_standing {
    const struct maturity_element *element;
    int level;
    struct maturity_finding *findings; /* of all levels, lowest first */
    size_t finding_count;
};
struct maturity_profile {
    int level;                      /* the lower median; -1: it has no elements */
    int32_t count[MATURITY_LEVELS]; /* elements at each level */
};
struct maturity_assessment {
    const struct framework *framework;
    civil_day day;
    struct maturity_standing *standings; /* of all elements, in their order; or of one */
    size_t standing_count;
    struct maturity_profile *components; /* NULL when one element was asked for */
};

/* What has to be read to judge a framework, or only one of its elements (NULL: all), with the parts
 * of each figure split by `by`. */
void maturity_ask(const struct framework *framework, const struct maturity_element *element,
                  civil_day day, enum indicator_split by, struct indicator_asks *asks);
/* Judges by the facts. NULL: the arena is full. */
struct maturity_assessment *maturity_judge(struct arena *arena, const struct framework *framework,
                                           const struct maturity_element *element,
                                           const struct indicator_facts *facts,
                                           enum indicator_split by)
    __attribute__((warn_unused_result));

/* ---- in words ---- */

/* What a figure is of: "single contact", "publications in force (medium: leaflet)". NULL: the
 * arena is full. */
const char *maturity_subject(const struct words *words, struct arena *arena,
                             const struct indicator_query *query);
/* A value of a query's unit: "71.4 %", "3", "82". Rounded towards the side that `op` fails on, so
 * that what does not hold never reads as if it did; OP_NONE: to the nearest. */
const char *maturity_value(const struct words *words, struct arena *arena,
                           const struct indicator_query *query, double value, enum maturity_op op);
/* What is to be done for a condition: "reach 90 % single contact: now 71.4 % of 2,310 closed
 * cases", or how many are missing to judge it. */
const char *maturity_step(const struct words *words, struct arena *arena,
                          const struct maturity_finding *finding);

#endif
