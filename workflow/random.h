/* Random numbers that are none: a small generator whose whole sequence follows from a seed that
 * comes in as a value. The same seed gives the same numbers on every machine.
 *
 * The generator is xoshiro256** 1.0, its state filled by SplitMix64 (both D. Blackman, S. Vigna,
 * https://prng.di.unimi.it, in the public domain). For simulations, never for secrets. */
#ifndef ONESTOP_WORKFLOW_RANDOM_H
#define ONESTOP_WORKFLOW_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random {
    uint64_t state[4];
};

/* The sequence number `stream` of a seed: sequences of one seed have nothing to do with each other,
 * so that each run of a simulation has its own, in whatever order they are made. */
struct random random_begin(uint64_t seed, uint64_t stream);
uint64_t random_next(struct random *random);
/* 0 <= x < 1, in steps of 2^-53. */
double random_unit(struct random *random);
/* 0 … below - 1, each as likely; below > 0. */
uint64_t random_below(struct random *random, uint64_t below);
/* Exponentially distributed around a mean > 0. */
double random_exponential(struct random *random, double mean);
/* A whole number whose mean is exactly x (>= 0): 2.3 is 2, and 3 in three of ten times. */
uint64_t random_round(struct random *random, double x);

/* How often each value was observed. */
struct histogram {
    const double *values;
    const uint64_t *upto; /* observations of this value and those before it; rising */
    size_t count;
};
/* One of the values, each as likely as it was observed; count > 0. */
double random_from(struct random *random, const struct histogram *histogram);

#endif
