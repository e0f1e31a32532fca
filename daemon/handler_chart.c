/* The control chart of a measure, as JSON or as a picture. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/handlers.h"
#include "daemon/measure_json.h"
#include "daemon/measure_read.h"
#include "daemon/measure_request.h"
#include "daemon/page_policy.h"
#include "proto/arena.h"
#include "workflow/chart_measure.h"
#include "workflow/chart_picture.h"
#include "workflow/html.h"
#include "workflow/words.h"

enum { PERIODS_BACK = 60, LENGTH_MIN = 3, LENGTH_MAX = 50 };

struct charting {
    struct chart_query query;
    civil_day rebase[WATCHED_REBASE];
    const struct words *words;
    const struct measure_cells *cells;
    struct chart chart;
    struct error error;
    bool picture;
};

/* ---- what is asked ---- */

/* The last periods that have ended, unless the query says from when. */
static void read_periods(const struct request *request, struct measure_query *query,
                         struct error *error)
{
    const struct agency *agency = desk_agency(request->desk, query->agency_id);
    civil_day today = zone_local(agency->zone, request->now_us).day;
    if (query->every == PERIOD_NONE) query->every = PERIOD_DAY;
    if (request_query_value(request, "from") == NULL)
        query->from = chart_periods_back(query->every, query->to, PERIODS_BACK);
    if (query->by[0] != DIMENSION_NONE)
        error_field(error, "by",
                    "a chart has no breakdown; name office, service, channel, segment "
                    "or queue");
    if (period_count(query->every, query->from, query->to) > CHART_POINTS_MAX)
        error_field(error, "every", "asks for more than %d periods: take longer ones",
                    (int)CHART_POINTS_MAX);
    else if (!chart_whole_periods(query, today))
        error_field(error, "from", "no %s has ended since",
                    name_of(&period_names, (int)query->every));
}

static void read_figure(const struct request *request, struct chart_query *query,
                        struct error *error)
{
    const char *text = request_query_value(request, "figure");
    if (text == NULL) return;
    query->figure = (enum chart_figure)name_number(&chart_figure_names, text);
    if (query->figure == CHART_FIGURE_NONE)
        error_field(error, "figure", "is median, p90, p95 or in-time");
    else if (!chart_has_figure(query->query.measure, query->figure))
        error_field(error, "figure", "%s has no %s", query->query.measure->name, text);
}

static void read_target(const struct request *request, struct chart_query *query,
                        struct error *error)
{
    const char *text = request_query_value(request, "target");
    char *end;
    query->target = NAN;
    if (text == NULL) return;
    query->target = strtod(text, &end);
    if (text[0] == '\0' || text[strspn(text, "0123456789.")] != '\0' || *end != '\0')
        error_field(error, "target", "is a number such as 12.5, or 0.95 of a share");
}

/* "2026-01-01,2026-05-04" */
static void read_rebase(const struct request *request, struct charting *charting,
                        struct error *error)
{
    const char *text = request_query_value(request, "rebase");
    struct chart_query *query = &charting->query;
    char day[PERIOD_TEXT];
    query->rebase = charting->rebase;
    while (text != NULL) {
        size_t length = strcspn(text, ",");
        bool fits = length < sizeof day && query->rebase_count < WATCHED_REBASE;
        memcpy(day, text, fits ? length : 0);
        day[fits ? length : 0] = '\0';
        if (!period_read_day(day, &charting->rebase[query->rebase_count])) {
            error_field(error, "rebase",
                        "is a day such as 2026-03-31, or up to %d of them with "
                        "commas between",
                        (int)WATCHED_REBASE);
            return;
        }
        query->rebase_count++;
        text = text[length] == ',' ? text + length + 1 : NULL;
    }
}

static void read_lengths(const struct request *request, struct chart_query *query,
                         struct error *error)
{
    int64_t trend, run;
    request_query_int(request, "trend", LENGTH_MIN, LENGTH_MAX, CHART_TREND, &trend, error);
    request_query_int(request, "run", LENGTH_MIN, LENGTH_MAX, CHART_RUN, &run, error);
    query->trend = (int)trend;
    query->run = (int)run;
}

/* What is answered: by ?format=, else by what is accepted; in the language of the agency, or the
 * one named. */
static void read_answer(const struct request *request, struct charting *charting,
                        struct error *error)
{
    const char *format = request_query_value(request, "format");
    const char *language = request_query_value(request, "language");
    const struct agency *agency = desk_agency(request->desk, charting->query.query.agency_id);
    charting->picture = format == NULL ? !request->http.accepts_json : strcmp(format, "svg") == 0;
    if (format != NULL && !charting->picture && strcmp(format, "json") != 0)
        error_field(error, "format", "is json or svg");
    charting->words = language == NULL ? words_or_english(agency->locale) : words_of(language);
    if (charting->words == NULL)
        error_field(error, "language", "is not one of those that are there");
}

/* ---- as a picture ---- */

/* The word of a figure of times: "90th percentile". */
static const char *figure_word(const struct charting *charting)
{
    enum chart_figure figure = charting->query.figure;
    const char *name =
        figure == CHART_IN_TIME ? "in_time" : name_of(&chart_figure_names, (int)figure);
    return words_named(charting->words, "figure", name);
}

/* What the chart is narrowed to, by name; NULL: not by this. */
static const char *narrowed_to(const struct request *request, const struct charting *charting,
                               enum dimension dimension)
{
    const struct measure_query *query = &charting->query.query;
    int32_t key = dimension == DIMENSION_QUEUE ? query->queue_id : query->filter[dimension];
    if (dimension == DIMENSION_CHANNEL && key != 0)
        return words_named(charting->words, "channel", name_of(&channel_names, key));
    return measure_key_name(request->desk, dimension, key);
}

/* "Cases opened, Central hall, Passport": the measure and what it is narrowed to. */
static const char *title_of(const struct request *request, const struct charting *charting)
{
    const struct chart_query *query = &charting->query;
    const char *title = words_named(charting->words, "measure", query->query.measure->name);
    if (query->figure != CHART_FIGURE_NONE)
        title = arena_printf(request->arena, "%s (%s)", title, figure_word(charting));
    for (int by = DIMENSION_OFFICE; title != NULL && by <= DIMENSION_QUEUE; by++) {
        const char *to = narrowed_to(request, charting, (enum dimension)by);
        if (to != NULL) title = arena_printf(request->arena, "%s, %s", title, to);
    }
    return title;
}

/* NULL: the arena is full. */
static const char *draw(const struct request *request, const struct charting *charting)
{
    const struct chart_query *query = &charting->query;
    struct chart_picture picture;
    struct html html;
    struct chart_told told = {
        .words = charting->words,
        .id = "chart",
        .title = title_of(request, charting),
        .name = words_named(charting->words, "measure", query->query.measure->name),
        .labels = chart_labels(request->arena, query->query.every, &charting->chart),
        .unit = chart_unit(query),
        .rhythm = chart_rhythm(query->query.every),
        .target = query->target,
        .aim = chart_aim(query)};
    if (told.title == NULL || told.labels == NULL ||
        !chart_picture_xmr(request->arena, &charting->chart, &told, &picture))
        return NULL;
    html_begin(&html, request->arena);
    chart_svg(&html, &picture, true);
    return html_page(&html);
}

static void answer_picture(struct request *request, const struct charting *charting)
{
    const char *svg = draw(request, charting);
    const char *policy = page_policy(request->arena, chart_style(), "none", "");
    if (svg == NULL || policy == NULL) {
        request_answer_full(request);
        return;
    }
    request_header(request, "Content-Security-Policy", policy);
    request_answer_bytes(request, 200, "image/svg+xml", svg, strlen(svg));
}

/* ---- as JSON ---- */

static const char *period_at(const struct charting *charting, size_t point, char text[PERIOD_TEXT])
{
    return period_text(charting->query.query.every, charting->chart.points[point].day, text);
}

static void put_name(struct json *json, const char *name, const struct name_set *set, int number)
{
    json_string(json, name, number == 0 ? NULL : name_of(set, number));
}

static void put_points(struct json *json, const struct charting *charting)
{
    char text[PERIOD_TEXT];
    json_array(json, "points");
    for (size_t i = 0; i < charting->chart.count; i++) {
        const struct chart_point *point = &charting->chart.points[i];
        json_object(json, NULL);
        json_string(json, "period", period_at(charting, i, text));
        json_double(json, "value", point->value);
        put_name(json, "rule", &signal_rule_names, (int)point->rule);
        put_name(json, "side", &signal_side_names, (int)point->side);
        json_object_end(json);
    }
    json_array_end(json);
}

static void put_segments(struct json *json, const struct charting *charting)
{
    const struct chart *chart = &charting->chart;
    char text[PERIOD_TEXT];
    json_array(json, "segments");
    for (size_t i = 0; i < chart->segment_count; i++) {
        const struct chart_segment *segment = &chart->segments[i];
        json_object(json, NULL);
        json_string(json, "from", period_at(charting, segment->first, text));
        json_string(json, "to", period_at(charting, segment->first + segment->count - 1, text));
        json_number(json, "values", (int64_t)segment->values);
        json_number(json, "left_out", (int64_t)segment->left_out);
        json_bool(json, "judged", segment->judged);
        json_double(json, "mean", segment->mean);
        json_double(json, "moving_range", segment->moving_range);
        json_double(json, "lower", chart_shown(chart, segment->lower));
        json_double(json, "upper", chart_shown(chart, segment->upper));
        json_double(json, "lower_judged", segment->lower);
        json_double(json, "upper_judged", segment->upper);
        json_object_end(json);
    }
    json_array_end(json);
}

static void put_signals(struct json *json, const struct charting *charting)
{
    char text[PERIOD_TEXT];
    json_array(json, "signals");
    for (size_t i = 0; i < charting->chart.signal_count; i++) {
        const struct chart_signal *signal = &charting->chart.signals[i];
        json_object(json, NULL);
        put_name(json, "rule", &signal_rule_names, (int)signal->rule);
        put_name(json, "side", &signal_side_names, (int)signal->side);
        json_string(json, "from", period_at(charting, signal->first, text));
        json_string(json, "to", period_at(charting, signal->last, text));
        json_object_end(json);
    }
    json_array_end(json);
}

static void answer_json(struct request *request, const struct charting *charting)
{
    const struct chart_query *query = &charting->query;
    enum aim aim = chart_aim(query);
    enum assurance assurance =
        aim == AIM_NONE ? ASSURANCE_NONE
                        : chart_assurance(&charting->chart, query->target, aim == AIM_UP);
    struct json json;
    json_begin(&json, request->arena);
    json_object(&json, NULL);
    measure_json_query(&json, request_words(request, NULL), request->desk, &query->query);
    put_name(&json, "figure", &chart_figure_names, (int)query->figure);
    json_string(&json, "unit", chart_unit(query));
    json_number(&json, "trend", query->trend);
    json_number(&json, "run", query->run);
    json_double(&json, "target", query->target);
    put_name(&json, "assurance", &assurance_names, (int)assurance);
    put_points(&json, charting);
    put_segments(&json, charting);
    put_signals(&json, charting);
    json_object_end(&json);
    request_answer_written(request, &json);
}

/* ---- the way ---- */

static void show(struct request *request)
{
    struct charting *charting = request->state;
    if (charting->error.code != ERR_OK)
        request_answer_error(request, &charting->error);
    else if (!chart_of_cells(request->arena, request->desk, &charting->query, charting->cells,
                             &charting->chart))
        request_answer_full(request);
    else if (charting->picture)
        answer_picture(request, charting);
    else
        answer_json(request, charting);
}

static void on_figures(void *context, const struct measure_cells *answers,
                       const struct error *error)
{
    struct request *request = context;
    struct charting *charting = request->state;
    charting->cells = answers;
    if (error != NULL) charting->error = *error;
    request_wake(request);
}

void handle_measure_chart(struct request *request)
{
    struct charting *charting = arena_alloc(request->arena, sizeof *charting);
    const struct measure *measure = measure_request_named(request);
    struct error error = {.code = ERR_OK};
    if (measure == NULL) return;
    if (charting == NULL) {
        request_answer_full(request);
        return;
    }
    struct chart_query *query = &charting->query;
    if (!measure_request_read(request, measure, &query->query)) return;
    read_periods(request, &query->query, &error);
    read_figure(request, query, &error);
    read_target(request, query, &error);
    read_rebase(request, charting, &error);
    read_lengths(request, query, &error);
    read_answer(request, charting, &error);
    request->state = charting;
    if (error.code != ERR_OK)
        request_answer_error(request, &error);
    else if (!measure_read(request->worker, request->arena, request->desk, query->query.agency_id,
                           &query->query, 1, on_figures, request))
        request_answer_full(request);
    else
        request_await(request, show);
}
