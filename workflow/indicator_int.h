/* Shared by workflow/indicator*.c: how a figure is made.
 *
 * The function of an indicator goes through its counters and facts by sums_of() and next_fact(). It
 * does so in two modes: asking, when there is nothing to be found yet and what it reads is noted,
 * and working, when that was read. So what is read and what is used cannot differ. */
#ifndef ONESTOP_WORKFLOW_INDICATOR_INT_H
#define ONESTOP_WORKFLOW_INDICATOR_INT_H

#include "workflow/indicator.h"

enum { INDICATOR_METRICS = 4 }; /* that a figure sums, at most */

struct indicator_work {
    struct arena *arena;
    const struct indicator_facts *facts; /* NULL while asking */
    struct indicator_asks *asks;         /* NULL while working */
    const struct indicator_query *query;
    const struct indicator *indicator;
    civil_day from, day;
    enum indicator_split by;
    struct indicator_figure *figure;
    int depth; /* of indicators that records name */
};

/* The sums of a counter by key; none while asking. */
struct sums {
    const struct indicator_sum *items;
    size_t count;
};
struct sums sums_of(struct indicator_work *work, enum metric metric, uint32_t channels,
                    int32_t bucket, enum indicator_split split);
int64_t sums_value(const struct sums *sums, int32_t key);

/* The next fact of a kind that counts on the day: dated within the window, and not expired; *at
 * begins as 0. NULL: no further one. */
const struct indicator_fact *next_fact(struct indicator_work *work, enum fact_kind kind,
                                       size_t *at);
/* The same whatever its date. */
const struct indicator_fact *next_standing(struct indicator_work *work, enum fact_kind kind,
                                           size_t *at);
/* Whether the query has a word; without words it has all. */
bool has_word(const struct indicator_work *work, const char *word);

/* Adds a part to the figure and its sums; the part itself is kept when parts are wanted. */
struct indicator_part *add_part(struct indicator_work *work, const struct indicator_part *part);
/* Of a fact. */
void add_fact(struct indicator_work *work, const struct indicator_fact *fact, int64_t numerator,
              int64_t denominator);
/* Of the group of a counter. */
void add_group(struct indicator_work *work, enum indicator_split split, int32_t key,
               int64_t numerator, int64_t denominator);

/* The figure of work->query; for indicators that a record names. */
void indicator_figure_at(struct indicator_work *work);

/* The functions of the table. */
void work_counters(struct indicator_work *work);
void work_groups(struct indicator_work *work);
void work_facts(struct indicator_work *work);
void work_has_segment(struct indicator_work *work);
void work_customer_surveys(struct indicator_work *work);
void work_standard_kinds(struct indicator_work *work);
void work_standards_measured(struct indicator_work *work);
void work_charter(struct indicator_work *work);
void work_families(struct indicator_work *work);
void work_scope(struct indicator_work *work);
void work_info(struct indicator_work *work);
void work_renewed(struct indicator_work *work);
void work_gain(struct indicator_work *work);
void work_plan_current(struct indicator_work *work);
void work_plan_costed(struct indicator_work *work);
void work_plan_done(struct indicator_work *work);
void work_evidence(struct indicator_work *work);
void work_trained(struct indicator_work *work);

#endif
