/* What came of a simulation, as it is told. */
#include <math.h>

#include "daemon/capacity_read.h"
#include "daemon/simulation.h"

static void put_day(struct json *json, const char *name, civil_day day)
{
    char text[CAPACITY_DAY_TEXT];
    capacity_day_text(day, text);
    json_string(json, name, text);
}

/* Whole minutes and cases; shares have four decimals. */
static void put_figure(struct json *json, const char *name, double value, bool share)
{
    if (share)
        json_double(json, name, (double)llround(value * 10000) / 10000);
    else
        json_number(json, name, llround(value));
}

static void put_spread(struct json *json, const char *name, const struct capacity_spread *spread,
                       bool share)
{
    if (spread->n == 0) {
        json_string(json, name, NULL);
        return;
    }
    json_object(json, name);
    put_figure(json, "p10", spread->p10, share);
    put_figure(json, "median", spread->median, share);
    put_figure(json, "p90", spread->p90, share);
    json_object_end(json);
}

static void put_figures(struct json *json, const struct capacity_figures *figures)
{
    put_figure(json, "capacity", figures->capacity_minutes, false);
    put_spread(json, "arrivals", &figures->came, false);
    put_spread(json, "demand", &figures->demand, false);
    put_spread(json, "backlog", &figures->backlog, false);
    put_spread(json, "cases", &figures->cases, false);
    put_spread(json, "in_time", &figures->in_time, true);
    put_figure(json, "demand_exceeds_capacity", figures->exceeded, true);
}

static void put_period(struct json *json, const struct simulation_part *part)
{
    put_day(json, "from", part->first);
    put_day(json, "to", part->first + (civil_day)part->days - 1);
    json_object(json, "history");
    put_day(json, "from", part->history_from);
    put_day(json, "to", part->history_from + (civil_day)part->history_days - 1);
    json_object_end(json);
}

static void put_begin(struct json *json, const struct simulation_part *part)
{
    int64_t minutes = 0, cases = 0;
    for (size_t i = 0; i < part->left_count; i++) {
        minutes += part->left[i].minutes;
        cases += part->left[i].cases;
    }
    json_object(json, "begin");
    json_number(json, "backlog", minutes);
    json_number(json, "cases", cases);
    json_object_end(json);
}

static void put_happened(struct json *json, const struct simulation_happened *happened)
{
    json_object(json, "happened");
    json_number(json, "arrivals", happened->arrivals);
    json_number(json, "demand", happened->demand);
    if (happened->capacity < 0)
        json_string(json, "capacity", NULL);
    else
        json_number(json, "capacity", happened->capacity);
    json_number(json, "backlog", happened->backlog);
    json_number(json, "cases", happened->cases);
    if (happened->judged == 0)
        json_string(json, "in_time", NULL);
    else
        put_figure(json, "in_time", (double)happened->in_time / (double)happened->judged, true);
    json_object_end(json);
}

/* Last month: what was to be expected of it by what was known before, and what it was. */
static void put_backtest(struct json *json, const struct simulation *simulation)
{
    const struct simulation_part *part = &simulation->parts[SIMULATE_LAST_MONTH];
    if (part->forecast == NULL) {
        json_string(json, "backtest", NULL);
        return;
    }
    json_object(json, "backtest");
    put_period(json, part);
    put_begin(json, part);
    json_object(json, "forecast");
    put_figures(json, &part->forecast->all);
    json_object_end(json);
    put_happened(json, &simulation->happened);
    json_object_end(json);
}

const char *simulation_json(struct simulation *simulation)
{
    const struct simulation_part *part = &simulation->parts[SIMULATE_AHEAD];
    struct json json;
    size_t length;
    json_begin(&json, simulation->arena);
    json_object(&json, NULL);
    json_string(&json, "queue", simulation->queue->code);
    json_string(&json, "agency", simulation->agency->code);
    json_number(&json, "seed", simulation->seed);
    json_number(&json, "runs", simulation->runs);
    json_number(&json, "staff", simulation->staff);
    json_decimal(&json, "demand", simulation->demand);
    json_number(&json, "people", (int64_t)simulation->people + simulation->staff);
    put_period(&json, part);
    put_begin(&json, part);
    json_array(&json, "weeks");
    for (uint32_t i = 0; i < part->plan->weeks; i++) {
        json_object(&json, NULL);
        put_day(&json, "from", part->first + 7 * (civil_day)i);
        put_figures(&json, &part->forecast->weeks[i]);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object(&json, "all");
    put_figures(&json, &part->forecast->all);
    json_object_end(&json);
    put_backtest(&json, simulation);
    json_object_end(&json);
    return json_text(&json, &length);
}
