/* Ticks and numbers. */
#include "workflow/chart_axis.h"

#include <math.h>

#include "proto/arena.h"
#include "workflow/words.h"

enum { STEPS_WANTED = 6, DECIMALS_MAX = 6 };

/* The smallest of 1, 2 and 5 times a power of ten that is not below a size. */
static double nice(double size)
{
    double step = 1;
    while (step > size) step /= 10;
    while (step * 10 <= size) step *= 10;
    if (size <= step) return step;
    if (size <= 2 * step) return 2 * step;
    return size <= 5 * step ? 5 * step : 10 * step;
}

static int decimals_of(double step)
{
    int decimals = 0;
    for (; decimals < DECIMALS_MAX && step < 0.999; decimals++) step *= 10;
    return decimals;
}

struct chart_axis chart_axis(double low, double high, int whole)
{
    if (low >= 0 && low < high / 2) low = 0;
    if (high <= 0 && high > low / 2) high = 0;
    if (!(high > low)) { /* all the same: a little room on both sides */
        double room = low == 0 ? 1 : fabs(low) / 10;
        high = low + room;
        low = low >= 0 && low < room ? 0 : low - room;
    }
    double step = nice((high - low) / STEPS_WANTED);
    if (whole && step < 1) step = 1;
    struct chart_axis axis = {.step = step, .decimals = decimals_of(step)};
    /* A value that is a tick but for what floating point is off by needs no further one. */
    axis.from = floor(low / step + 1e-9) * step;
    axis.to = ceil(high / step - 1e-9) * step;
    axis.ticks = (int)lround((axis.to - axis.from) / step) + 1;
    return axis;
}

size_t chart_label_step(size_t count, size_t most, size_t rhythm)
{
    size_t step = 1;
    if (most == 0) return count == 0 ? 1 : count;
    while ((count + step - 1) / step > most) {
        if (rhythm > 0 && step >= rhythm) {
            step *= 2;
            continue;
        }
        do step++;
        while (rhythm > 0 && rhythm % step != 0 && step != 2);
    }
    return step;
}

const char *chart_number(const struct words *words, struct arena *arena, double number,
                         int decimals)
{
    char text[WORDS_NUMBER];
    double scaled = number;
    int needed = 0;
    if (isnan(number)) return "–";
    for (; needed < decimals; needed++) {
        if (fabs(floor(scaled + 0.5) - scaled) <= fabs(scaled) * 1e-9) break;
        scaled *= 10;
    }
    words_decimal(words, number, needed, text);
    return arena_strdup(arena, text);
}

const char *chart_percent(const struct words *words, struct arena *arena, double share,
                          int decimals)
{
    const char *number = chart_number(words, arena, share * 100, decimals);
    if (number == NULL || isnan(share)) return number;
    return words_fill_one(words, arena, "number.percent", "n", number);
}
