/* Assessments as JSON: for people, and as they are kept. */
#ifndef ONESTOP_DAEMON_MATURITY_JSON_H
#define ONESTOP_DAEMON_MATURITY_JSON_H

#include <stddef.h>

#include "workflow/maturity.h"

struct agency;
struct arena;
struct desk;
struct json;
struct words;

/* Where an agency wants to be. */
struct maturity_target {
    const char *element, *level; /* codes */
    civil_day by;
};

/* What an answer is about, beside the assessment. */
struct maturity_answer {
    const struct maturity_assessment *assessment;
    const struct agency *agency;
    const struct desk *desk;
    int32_t version; /* 0: rules that were only tried */
    bool in_force;   /* that version, on that day */
    civil_day today;
    bool why; /* with the parts of each figure */
    const struct maturity_target *targets;
    size_t target_count;
    const struct words *words;
};

/* Of all elements: levels, profiles, next steps, targets. NULL: the arena is full. */
const char *maturity_json_all(struct arena *arena, const struct maturity_answer *answer,
                              size_t *length);
/* Of one element: each condition with its figure. */
const char *maturity_json_element(struct arena *arena, const struct maturity_answer *answer,
                                  size_t *length);
/* As a day is kept: levels and the figure of every condition, without words. */
const char *maturity_json_snapshot(struct arena *arena,
                                   const struct maturity_assessment *assessment, size_t *length);

#endif
