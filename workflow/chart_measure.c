/* Charts of measures. */
#include "workflow/chart_measure.h"

#include <math.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/calendar.h"

static const char *const figure_table[CHART_FIGURES] = {"", "median", "p90", "p95", "in-time"};
const struct name_set chart_figure_names = {"figure of a distribution", figure_table,
                                            CHART_FIGURES};

bool chart_has_figure(const struct measure *measure, enum chart_figure figure)
{
    if (figure == CHART_FIGURE_NONE) return true;
    if (measure->kind != MEASURE_TIMES) return false;
    return figure != CHART_IN_TIME || measure->met.metrics[0] != METRIC_NONE;
}

const char *chart_unit(const struct chart_query *query)
{
    return query->figure == CHART_IN_TIME ? "share" : query->query.measure->unit;
}

enum aim chart_aim(const struct chart_query *query)
{
    return query->figure == CHART_IN_TIME ? AIM_UP : query->query.measure->aim;
}

size_t chart_rhythm(enum period every)
{
    static const size_t rhythms[PERIODS] = {
        [PERIOD_DAY] = 7, [PERIOD_WEEK] = 4, [PERIOD_MONTH] = 12, [PERIOD_QUARTER] = 4};
    return rhythms[every];
}

bool chart_whole_periods(struct measure_query *query, civil_day today)
{
    enum period every = query->every;
    civil_day to = query->to < today ? query->to : today - 1;
    query->from = period_first(every, query->from);
    civil_day last = period_first(every, to);
    query->to = period_last(every, last) <= to ? period_last(every, last) : last - 1;
    return query->from <= query->to;
}

civil_day chart_periods_back(enum period every, civil_day day, int count)
{
    for (day = period_first(every, day); count > 1; count--) day = period_first(every, day - 1);
    return day;
}

bool chart_of_watched(const struct watched_chart *watched, civil_day today,
                      struct chart_query *query)
{
    const struct measure *measure = measure_by_name(watched->measure);
    if (measure == NULL || !chart_has_figure(measure, watched->figure)) return false;
    *query =
        (struct chart_query){.query = {.measure = measure,
                                       .agency_id = watched->agency_id,
                                       .every = watched->every,
                                       .filter = {[DIMENSION_OFFICE] = watched->office_id,
                                                  [DIMENSION_SERVICE] = watched->service_id,
                                                  [DIMENSION_CHANNEL] = (int32_t)watched->channel,
                                                  [DIMENSION_SEGMENT] = watched->segment_id},
                                       .queue_id = watched->queue_id,
                                       .to = period_first(watched->every, today) - 1},
                             .figure = watched->figure,
                             .target = watched->target,
                             .rebase = watched->rebase,
                             .rebase_count = watched->rebase_count,
                             .trend = watched->trend,
                             .run = watched->run};
    query->query.from = chart_periods_back(watched->every, query->query.to, watched->periods);
    return watched->queue_id == 0 || measure_is_by_queue(measure);
}

/* ---- figures ---- */

static double figure_of(const struct chart_query *query, const struct measure_cell *cell)
{
    switch (query->query.measure->kind) {
    case MEASURE_SHARE: return cell->share;
    case MEASURE_COUNT:
    case MEASURE_LEVEL: return (double)cell->value;
    case MEASURE_TIMES: break;
    case MEASURE_NONE:
    case MEASURE_KINDS: return NAN;
    }
    if (query->figure == CHART_IN_TIME) return cell->share;
    if (cell->n == 0) return NAN;
    if (query->figure == CHART_P90) return (double)cell->p90;
    return (double)(query->figure == CHART_P95 ? cell->p95 : cell->median);
}

static bool is_of(const struct office *office, const struct measure_query *query)
{
    int32_t asked = query->filter[DIMENSION_OFFICE];
    return asked != 0 ? office->id == asked
                      : office->active && office->agency_id == query->agency_id;
}

/* Whether some office of the question had its doors open on a day, as its calendar is now. */
static bool was_open(const struct desk *desk, const struct measure_query *query, civil_day day)
{
    for (size_t i = 0; i < desk->offices_count; i++) {
        const struct office *office = &desk->offices[i];
        const struct calendar_entry *entry =
            is_of(office, query) ? desk_calendar_entry(desk, office->calendar_id) : NULL;
        if (entry != NULL &&
            (day < entry->calendar->rules.from || calendar_is_working_day(entry->calendar, day)))
            return true;
    }
    return false;
}

static bool has_point(const struct desk *desk, const struct chart_query *of,
                      const struct measure_cell *cell)
{
    const struct measure_query *query = &of->query;
    bool nothing = cell->n == 0 && cell->value == 0;
    if (query->every != PERIOD_DAY || (!nothing && query->measure->kind != MEASURE_LEVEL))
        return true;
    return was_open(desk, query, cell->period);
}

bool chart_of_cells(struct arena *arena, const struct desk *desk, const struct chart_query *query,
                    const struct measure_cells *cells, struct chart *chart)
{
    bool share = strcmp(chart_unit(query), "share") == 0;
    *chart = (struct chart){.points = arena_array(arena, cells->count + 1, sizeof *chart->points),
                            .trend = query->trend,
                            .run = query->run,
                            .least = 0,
                            .most = share ? 1 : INFINITY};
    if (chart->points == NULL) return false;
    for (size_t i = 0; i < cells->count; i++)
        if (has_point(desk, query, &cells->cells[i]))
            chart->points[chart->count++] = (struct chart_point){
                .day = cells->cells[i].period, .value = figure_of(query, &cells->cells[i])};
    return chart_judge(arena, chart, query->rebase, query->rebase_count);
}

const char *const *chart_labels(struct arena *arena, enum period every, const struct chart *chart)
{
    const char **labels = arena_array(arena, chart->count + 1, sizeof *labels);
    char text[PERIOD_TEXT];
    for (size_t i = 0; labels != NULL && i < chart->count; i++) {
        labels[i] = arena_strdup(arena, period_text(every, chart->points[i].day, text));
        if (labels[i] == NULL) return NULL;
    }
    return labels;
}
