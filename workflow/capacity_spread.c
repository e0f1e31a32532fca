/* The distribution of figures over the runs of a simulation. */
#include <stdlib.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/capacity_run_int.h"

/* A figure of a week or of all; false: this run has none. */
typedef bool (*figure)(const struct capacity_tally *tally, double *value);

static bool came_of(const struct capacity_tally *tally, double *value)
{
    *value = tally->came;
    return true;
}

static bool demand_of(const struct capacity_tally *tally, double *value)
{
    *value = tally->demand;
    return true;
}

static bool backlog_of(const struct capacity_tally *tally, double *value)
{
    *value = tally->backlog;
    return true;
}

static bool cases_of(const struct capacity_tally *tally, double *value)
{
    *value = tally->cases;
    return true;
}

static bool in_time_of(const struct capacity_tally *tally, double *value)
{
    double judged = tally->in_time + tally->late;
    *value = judged > 0 ? tally->in_time / judged : 0;
    return judged > 0;
}

static int compare(const void *one, const void *other)
{
    double a, b;
    memcpy(&a, one, sizeof a);
    memcpy(&b, other, sizeof b);
    return (a > b) - (a < b);
}

/* The smallest value that so many hundredths of them do not exceed. */
static double at_rank(const double *sorted, size_t n, size_t percent)
{
    size_t rank = (n * percent + 99) / 100;
    return sorted[rank == 0 ? 0 : rank - 1];
}

static struct capacity_spread spread_of(const struct capacity_tally *tallies, size_t runs,
                                        figure take, double *values)
{
    size_t n = 0;
    for (size_t i = 0; i < runs; i++) n += take(&tallies[i], &values[n]);
    if (n == 0) return (struct capacity_spread){.n = 0};
    qsort(values, n, sizeof *values, compare);
    return (struct capacity_spread){at_rank(values, n, 10), at_rank(values, n, 50),
                                    at_rank(values, n, 90), n};
}

static void fill(struct capacity_figures *figures, const struct capacity_tally *tallies,
                 size_t runs, double *values)
{
    size_t exceeded = 0;
    figures->came = spread_of(tallies, runs, came_of, values);
    figures->demand = spread_of(tallies, runs, demand_of, values);
    figures->backlog = spread_of(tallies, runs, backlog_of, values);
    figures->cases = spread_of(tallies, runs, cases_of, values);
    figures->in_time = spread_of(tallies, runs, in_time_of, values);
    for (size_t i = 0; i < runs; i++) exceeded += tallies[i].demand > figures->capacity_minutes;
    figures->exceeded = runs == 0 ? 0 : (double)exceeded / (double)runs;
}

/* Adds a week to the sum of a run; what is left is that of the last one. */
static void add(struct capacity_tally *sum, const struct capacity_tally *week)
{
    sum->came += week->came;
    sum->demand += week->demand;
    sum->in_time += week->in_time;
    sum->late += week->late;
    sum->backlog = week->backlog;
    sum->cases = week->cases;
}

static void add_capacity(const struct capacity_plan *plan, struct capacity_forecast *forecast)
{
    for (size_t i = 0; i < plan->day_count; i++) {
        const struct capacity_day *day = &plan->days[i];
        double minutes = 0;
        for (size_t person = 0; person < plan->people; person++)
            minutes += day->speeds[person] * day->open_minutes;
        forecast->weeks[day->week].capacity_minutes += minutes;
        forecast->all.capacity_minutes += minutes;
    }
}

struct capacity_forecast *capacity_sum_up(struct arena *arena,
                                          const struct capacity_tallies *tallies)
{
    const struct capacity_plan *plan = tallies->plan;
    size_t runs = tallies->runs;
    struct capacity_forecast *forecast = arena_alloc(arena, sizeof *forecast);
    struct capacity_tally *of_week = arena_array(arena, runs, sizeof *of_week);
    struct capacity_tally *of_run = arena_array(arena, runs, sizeof *of_run);
    double *values = arena_array(arena, runs, sizeof *values);
    if (forecast == NULL || of_week == NULL || of_run == NULL || values == NULL) return NULL;
    forecast->weeks = arena_array(arena, plan->weeks, sizeof *forecast->weeks);
    if (forecast->weeks == NULL) return NULL;
    add_capacity(plan, forecast);
    for (uint32_t week = 0; week < plan->weeks; week++) {
        for (size_t i = 0; i < runs; i++) {
            of_week[i] = tallies->items[i * plan->weeks + week];
            add(&of_run[i], &of_week[i]);
        }
        fill(&forecast->weeks[week], of_week, runs, values);
    }
    fill(&forecast->all, of_run, runs, values);
    return forecast;
}
