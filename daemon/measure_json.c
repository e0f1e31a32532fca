/* Figures as text. Which figures a kind of measure has is said once, in figures_of. */
#include "daemon/measure_json.h"

enum figure {
    FIGURE_VALUE,
    FIGURE_N,
    FIGURE_SHARE,
    FIGURE_MEDIAN,
    FIGURE_P90,
    FIGURE_P95,
    FIGURE_IN_TIME,
    FIGURE_JUDGED,
    FIGURE_COUNT
};

static const char *const figure_names[FIGURE_COUNT] = {"value", "n",   "share",   "median",
                                                       "p90",   "p95", "in_time", "judged"};

/* The figures of a kind, as many as counted; a distribution that nothing judges has the first four
 * of its. */
static const enum figure *figures_of(const struct measure *measure, size_t *count)
{
    static const enum figure shares[] = {FIGURE_VALUE, FIGURE_N, FIGURE_SHARE};
    static const enum figure times[] = {FIGURE_N,       FIGURE_MEDIAN, FIGURE_P90,  FIGURE_P95,
                                        FIGURE_IN_TIME, FIGURE_JUDGED, FIGURE_SHARE};
    bool is_times = measure->kind == MEASURE_TIMES;
    *count = is_times ? measure_has_share(measure) ? 7 : 4 : measure->kind == MEASURE_SHARE ? 3 : 1;
    return is_times ? times : shares;
}

/* -1: there is none. */
static int64_t figure(const struct measure_cell *cell, enum figure which)
{
    switch (which) {
    case FIGURE_VALUE: return cell->value;
    case FIGURE_N: return cell->n;
    case FIGURE_MEDIAN: return cell->median;
    case FIGURE_P90: return cell->p90;
    case FIGURE_P95: return cell->p95;
    case FIGURE_IN_TIME: return cell->in_time;
    case FIGURE_JUDGED: return cell->judged;
    case FIGURE_SHARE:
    case FIGURE_COUNT: break;
    }
    return -1;
}

static bool is_percentile(enum figure which)
{
    return which == FIGURE_MEDIAN || which == FIGURE_P90 || which == FIGURE_P95;
}

void measure_json_row(struct json *json, const struct words *words, const struct measure *measure)
{
    uint32_t dimensions = measure_dimensions(measure);
    size_t count;
    const enum figure *figures = figures_of(measure, &count);
    json_string(json, "name", measure->name);
    json_string(json, "family", name_of(&measure_family_names, (int)measure->family));
    json_string(json, "kind", name_of(&measure_kind_names, (int)measure->kind));
    json_string(json, "unit", measure->unit);
    json_string(json, "aim",
                measure->aim == AIM_NONE ? NULL : name_of(&aim_names, (int)measure->aim));
    json_string(json, "numerator", measure_numerator(words, measure));
    json_string(json, "denominator", measure_denominator(words, measure));
    json_array(json, "dimensions");
    for (int i = 1; i < DIMENSIONS; i++)
        if ((dimensions & DIMENSION_BIT(i)) != 0)
            json_string(json, NULL, name_of(&dimension_names, i));
    json_array_end(json);
    json_array(json, "figures");
    for (size_t i = 0; i < count; i++) json_string(json, NULL, figure_names[figures[i]]);
    json_array_end(json);
    json_decimal(json, "percentile_error", measure_error_permille(measure));
}

void measure_json_query(struct json *json, const struct words *words, const struct desk *desk,
                        const struct measure_query *query)
{
    char text[MEASURE_KEY_TEXT], day[PERIOD_TEXT];
    json_object(json, "measure");
    measure_json_row(json, words, query->measure);
    json_object_end(json);
    json_string(json, "agency", desk_agency(desk, query->agency_id)->code);
    json_string(json, "from", period_text(PERIOD_DAY, query->from, day));
    json_string(json, "to", period_text(PERIOD_DAY, query->to, day));
    json_string(json, "every",
                query->every == PERIOD_NONE ? NULL : name_of(&period_names, (int)query->every));
    json_array(json, "by");
    for (size_t i = 0; i < MEASURE_BY && query->by[i] != DIMENSION_NONE; i++)
        json_string(json, NULL, name_of(&dimension_names, (int)query->by[i]));
    json_array_end(json);
    for (int slice = DIMENSION_OFFICE; slice <= DIMENSION_SEGMENT; slice++)
        json_string(json, name_of(&dimension_names, slice),
                    measure_key_code(desk, (enum dimension)slice, query->filter[slice], text));
    json_string(json, "queue", measure_key_code(desk, DIMENSION_QUEUE, query->queue_id, text));
}

static const char *period_of(const struct measure_query *query, const struct measure_cell *cell,
                             char text[PERIOD_TEXT])
{
    return query->every == PERIOD_NONE ? NULL : period_text(query->every, cell->period, text);
}

static void json_figure(struct json *json, const struct measure_cell *cell, enum figure which)
{
    int64_t number = figure(cell, which);
    if (which == FIGURE_SHARE)
        json_double(json, figure_names[which], cell->share);
    else if (is_percentile(which) && number < 0)
        json_string(json, figure_names[which], NULL);
    else
        json_number(json, figure_names[which], number);
}

void measure_json_cells(struct json *json, const char *name, const struct desk *desk,
                        const struct measure_cells *cells)
{
    const struct measure_query *query = &cells->query;
    size_t count;
    const enum figure *figures = figures_of(query->measure, &count);
    char text[MEASURE_KEY_TEXT], period[PERIOD_TEXT];
    json_array(json, name);
    for (size_t i = 0; i < cells->count; i++) {
        const struct measure_cell *cell = &cells->cells[i];
        json_object(json, NULL);
        json_string(json, "period", period_of(query, cell, period));
        json_array(json, "key");
        for (size_t by = 0; by < MEASURE_BY && query->by[by] != DIMENSION_NONE; by++)
            json_string(json, NULL, measure_key_code(desk, query->by[by], cell->key[by], text));
        json_array_end(json);
        for (size_t f = 0; f < count; f++) json_figure(json, cell, figures[f]);
        json_object_end(json);
    }
    json_array_end(json);
}

static void csv_figure(struct csv *csv, const struct measure_cell *cell, enum figure which)
{
    int64_t number = figure(cell, which);
    if (which == FIGURE_SHARE)
        csv_double(csv, cell->share);
    else if (is_percentile(which) && number < 0)
        csv_string(csv, NULL);
    else
        csv_number(csv, number);
}

void measure_csv(struct csv *csv, const struct desk *desk, const struct measure_cells *cells)
{
    const struct measure_query *query = &cells->query;
    size_t count;
    const enum figure *figures = figures_of(query->measure, &count);
    char text[MEASURE_KEY_TEXT], period[PERIOD_TEXT];
    if (query->every != PERIOD_NONE) csv_string(csv, name_of(&period_names, (int)query->every));
    for (size_t by = 0; by < MEASURE_BY && query->by[by] != DIMENSION_NONE; by++)
        csv_string(csv, name_of(&dimension_names, (int)query->by[by]));
    for (size_t f = 0; f < count; f++) csv_string(csv, figure_names[figures[f]]);
    csv_line_end(csv);
    for (size_t i = 0; i < cells->count; i++) {
        const struct measure_cell *cell = &cells->cells[i];
        if (query->every != PERIOD_NONE) csv_string(csv, period_of(query, cell, period));
        for (size_t by = 0; by < MEASURE_BY && query->by[by] != DIMENSION_NONE; by++)
            csv_string(csv, measure_key_code(desk, query->by[by], cell->key[by], text));
        for (size_t f = 0; f < count; f++) csv_figure(csv, cell, figures[f]);
        csv_line_end(csv);
    }
}
