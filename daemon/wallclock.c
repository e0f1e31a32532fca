/* The only file that asks the machine what time it is. */
#include "daemon/wallclock.h"

#include <time.h>

#include "proto/types.h"

static int64_t skew_us;
static bool compared;

int64_t wallclock_now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * US_PER_S + now.tv_nsec / 1000;
}

uint64_t monotonic_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t monotonic_ms(void)
{
    return monotonic_ns() / 1000000u;
}

void wallclock_compare(int64_t before_us, int64_t database_us, int64_t after_us)
{
    /* The database looked at its clock somewhere between; only what lies outside is skew. */
    if (database_us < before_us)
        skew_us = database_us - before_us;
    else if (database_us > after_us)
        skew_us = database_us - after_us;
    else
        skew_us = 0;
    compared = true;
}

int64_t wallclock_skew_us(void)
{
    return skew_us;
}

bool wallclock_trusted(int64_t limit_us)
{
    return compared && skew_us <= limit_us && skew_us >= -limit_us;
}
