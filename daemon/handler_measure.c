/* Measures: what there is, and the figures of one. */
#include <string.h>

#include "daemon/handlers.h"
#include "daemon/measure_json.h"
#include "daemon/measure_read.h"
#include "daemon/measure_request.h"
#include "daemon/worker.h"
#include "proto/arena.h"

void handle_measure_list(struct request *request)
{
    const struct words *words = request_words(request, NULL);
    struct json json;
    json_begin(&json, request->arena);
    json_object(&json, NULL);
    json_array(&json, "items");
    for (size_t i = 0; i < measure_count; i++) {
        json_object(&json, NULL);
        measure_json_row(&json, words, &measures[i]);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    request_answer_written(request, &json);
}

/* ---- one ---- */

/* The figures, and those of all groups together. */
enum { FIGURES, TOTALS, ANSWERS };

struct showing {
    struct measure_query queries[ANSWERS];
    size_t count; /* 1: without a breakdown there is but one group */
    const struct measure_cells *answers;
    struct error error;
    bool csv;
};

static void answer_csv(struct request *request, const struct showing *showing)
{
    struct csv csv;
    size_t length;
    csv_begin(&csv, request->arena);
    measure_csv(&csv, request->desk, &showing->answers[FIGURES]);
    const char *text = csv_text(&csv, &length);
    if (text == NULL)
        request_answer_full(request);
    else
        request_answer_bytes(request, 200, "text/csv; charset=utf-8", text, length);
}

static void answer_json(struct request *request, const struct showing *showing)
{
    const struct measure_cells *figures = &showing->answers[FIGURES];
    struct json json;
    json_begin(&json, request->arena);
    json_object(&json, NULL);
    measure_json_query(&json, request_words(request, NULL), request->desk, &figures->query);
    measure_json_cells(&json, "cells", request->desk, figures);
    measure_json_cells(&json, "totals", request->desk, &showing->answers[showing->count - 1]);
    json_object_end(&json);
    request_answer_written(request, &json);
}

/* Too many: told before they are written, or when there was no room even for them. */
static void check_size(struct showing *showing)
{
    bool many = showing->answers == NULL ? showing->error.code == ERR_TOO_LARGE
                                         : showing->answers[FIGURES].count > MEASURE_CELLS_MAX;
    if (!many) return;
    showing->error = (struct error){.code = ERR_OK};
    error_field(&showing->error, "every",
                "asks for more than %d figures: take longer periods, or one dimension less",
                (int)MEASURE_CELLS_MAX);
}

static void show(struct request *request)
{
    struct showing *showing = request->state;
    check_size(showing);
    if (showing->error.code != ERR_OK)
        request_answer_error(request, &showing->error);
    else if (showing->csv)
        answer_csv(request, showing);
    else
        answer_json(request, showing);
}

static void on_figures(void *context, const struct measure_cells *answers,
                       const struct error *error)
{
    struct request *request = context;
    struct showing *showing = request->state;
    showing->answers = answers;
    if (error != NULL) showing->error = *error;
    request_wake(request);
}

/* What is answered: by ?format=, else by what is accepted. False: the request has its answer. */
static bool read_format(struct request *request, bool *csv)
{
    const char *format = request_query_value(request, "format");
    struct error error = {.code = ERR_OK};
    *csv = format == NULL ? !request->http.accepts_json : strcmp(format, "csv") == 0;
    if (format == NULL || *csv || strcmp(format, "json") == 0) return true;
    error_field(&error, "format", "is json or csv");
    request_answer_error(request, &error);
    return false;
}

void handle_measure_show(struct request *request)
{
    struct showing *showing = arena_alloc(request->arena, sizeof *showing);
    const struct measure *measure = measure_request_named(request);
    if (measure == NULL) return;
    if (showing == NULL) {
        request_answer_full(request);
        return;
    }
    struct measure_query *query = &showing->queries[FIGURES];
    if (!measure_request_read(request, measure, query) || !read_format(request, &showing->csv))
        return;
    showing->queries[TOTALS] = *query;
    memset(showing->queries[TOTALS].by, 0, sizeof query->by);
    showing->count = query->by[0] == DIMENSION_NONE || showing->csv ? 1 : ANSWERS;
    request->state = showing;
    if (!measure_read(request->worker, request->arena, request->desk, query->agency_id,
                      showing->queries, showing->count, on_figures, request))
        request_answer_full(request);
    else
        request_await(request, show);
}
