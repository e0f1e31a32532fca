/* Sums of instants and spans that stay at the ends of int64 instead of wrapping. */
#ifndef ONESTOP_WORKFLOW_SATURATE_INT_H
#define ONESTOP_WORKFLOW_SATURATE_INT_H

#include <stdint.h>

static inline int64_t us_add(int64_t a, int64_t b)
{
    int64_t sum;
    if (!__builtin_add_overflow(a, b, &sum)) return sum;
    return b < 0 ? INT64_MIN : INT64_MAX;
}

static inline int64_t us_sub(int64_t a, int64_t b)
{
    int64_t difference;
    if (!__builtin_sub_overflow(a, b, &difference)) return difference;
    return b > 0 ? INT64_MIN : INT64_MAX;
}

static inline int64_t us_max(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static inline int64_t us_min(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

#endif
