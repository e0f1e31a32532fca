/* What the files of measures share. */
#ifndef ONESTOP_WORKFLOW_MEASURE_INT_H
#define ONESTOP_WORKFLOW_MEASURE_INT_H

#include "workflow/measure.h"

/* What the bucket of a metric's counters says. */
enum measure_bucket {
    BUCKET_NOTHING,
    BUCKET_TIME, /* counter_bucket() */
    BUCKET_STANDARD,
    BUCKET_STAGE, /* counter_stage_bucket() */
    BUCKET_STAGE_DAYS,
    BUCKET_SURVEY,
    BUCKET_TOPIC, /* survey_topic_bucket() */
    BUCKET_QUEUE
};
enum { COUNTER_STAGES = COUNTER_SERIOUS / COUNTER_STAGE, SURVEY_TOPIC_BUCKETS = 64 };

enum measure_bucket measure_bucket_of(enum metric metric);
/* The key of a dimension that stands in a bucket. */
int32_t measure_bucket_key(enum dimension dimension, int32_t bucket);

#endif
