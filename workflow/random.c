/* xoshiro256**, and what is drawn with it. */
#include "workflow/random.h"

#include <assert.h>
#include <math.h>

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

struct random random_begin(uint64_t seed, uint64_t stream)
{
    struct random random;
    uint64_t state = seed;
    state = splitmix(&state) ^ stream;
    for (int i = 0; i < 4; i++) random.state[i] = splitmix(&state);
    return random;
}

static uint64_t rotated(uint64_t x, int bits)
{
    return (x << bits) | (x >> (64 - bits));
}

uint64_t random_next(struct random *random)
{
    uint64_t *s = random->state, result = rotated(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotated(s[3], 45);
    return result;
}

double random_unit(struct random *random)
{
    return (double)(random_next(random) >> 11) * 0x1.0p-53;
}

uint64_t random_below(struct random *random, uint64_t below)
{
    assert(below > 0);
    uint64_t spare = (UINT64_MAX % below + 1) % below; /* drawn again, so that none is likelier */
    uint64_t drawn;
    do drawn = random_next(random);
    while (drawn > UINT64_MAX - spare);
    return drawn % below;
}

double random_exponential(struct random *random, double mean)
{
    return -mean * log(1.0 - random_unit(random));
}

uint64_t random_round(struct random *random, double x)
{
    uint64_t whole = (uint64_t)x;
    return whole + (random_unit(random) < x - (double)whole);
}

double random_from(struct random *random, const struct histogram *histogram)
{
    assert(histogram->count > 0);
    uint64_t drawn = random_below(random, histogram->upto[histogram->count - 1]);
    size_t low = 0, high = histogram->count - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (drawn < histogram->upto[middle])
            high = middle;
        else
            low = middle + 1;
    }
    return histogram->values[low];
}
