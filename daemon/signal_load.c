/* Signals out of the database, and as JSON. */
#include <math.h>
#include <stdlib.h>

#include "daemon/desk_json.h"
#include "daemon/record_row.h"
#include "daemon/signal_int.h"
#include "proto/arena.h"
#include "proto/route.h"
#include "workflow/chart_measure.h"
#include "workflow/period.h"

/* NAN for null. */
static double read_double(struct record_row_reader *reader)
{
    const char *text = record_row_text(reader);
    return text == NULL ? NAN : strtod(text, NULL);
}

bool signal_read(struct request *request, struct record_work *work, const PGresult *rows)
{
    struct signal *row = arena_alloc(request->arena, sizeof *row);
    struct record_row_reader reader = {request->arena, rows, RECORD_COLUMNS, false};
    if (row == NULL) return false;
    work->before = row;
    work->header.kind = RECORD_SIGNAL;
    row->header = work->header;
    row->state = (enum signal_state)record_row_number(&reader);
    row->chart_id = record_row_id(&reader);
    row->chart = record_row_text(&reader);
    row->name = record_row_text(&reader);
    row->measure = record_row_text(&reader);
    row->rule = (enum signal_rule)record_row_number(&reader);
    row->side = (enum signal_side)record_row_number(&reader);
    row->from = record_row_id(&reader);
    row->to = record_row_id(&reader);
    row->value = read_double(&reader);
    row->mean = read_double(&reader);
    row->lower = read_double(&reader);
    row->upper = read_double(&reader);
    row->owner_id = record_row_id(&reader);
    row->raised_at_us = record_row_time(&reader);
    row->decided_at_us = record_row_time(&reader);
    row->decided_by = record_row_id(&reader);
    row->cause = record_row_text(&reader);
    row->decision = record_row_text(&reader);
    record_row_bytes(&reader, row->salt, sizeof row->salt);
    return !reader.failed;
}

uint32_t signal_roles(const struct request *request, const struct record_work *work)
{
    const struct record *header = &work->header;
    uint32_t roles = staff_roles(request->who->staff, header->agency_id, header->office_id);
    return (roles & ROLES_SIGNAL) == 0 ? 0 : roles;
}

/* What the chart charts, and over which periods. */
static void put_charted(struct json *json, const struct watched_chart *chart)
{
    desk_json_text(json, "figure", name_of(&chart_figure_names, (int)chart->figure));
    desk_json_text(json, "every", name_of(&period_names, (int)chart->every));
    json_number(json, "periods", chart->periods);
}

/* By what the chart is judged. */
static void put_judged(struct json *json, const struct watched_chart *chart)
{
    char day[PERIOD_TEXT];
    json_double(json, "target", chart->target);
    json_array(json, "rebase");
    for (size_t i = 0; i < chart->rebase_count; i++)
        json_string(json, NULL, period_text(PERIOD_DAY, chart->rebase[i], day));
    json_array_end(json);
    json_number(json, "trend", chart->trend);
    json_number(json, "run", chart->run);
}

const char *signal_json(struct arena *arena, const struct desk *desk, const struct signal *signal)
{
    static const struct watched_chart unknown = {.target = NAN};
    const struct watched_chart *found = desk_watched_chart(desk, signal->chart_id);
    const struct watched_chart *chart = found == NULL ? &unknown : found;
    const struct record *header = &signal->header;
    struct json json;
    size_t length;
    char day[PERIOD_TEXT];
    json_begin(&json, arena);
    json_object(&json, NULL);
    json_string(&json, "reference", header->reference);
    json_number(&json, "version", header->version);
    desk_json_text(&json, "state", name_of(&signal_state_names, (int)signal->state));
    desk_json_text(&json, "agency", DESK_CODE(desk, agency, header->agency_id));
    json_string(&json, "chart", signal->chart);
    json_string(&json, "name", signal->name);
    json_string(&json, "measure", signal->measure);
    put_charted(&json, chart);
    desk_json_text(&json, "office", DESK_CODE(desk, office, header->office_id));
    desk_json_text(&json, "service", DESK_CODE(desk, service, header->service_id));
    desk_json_text(&json, "channel", name_of(&channel_names, (int)header->channel));
    desk_json_text(&json, "segment", DESK_CODE(desk, segment, header->segment_id));
    desk_json_text(&json, "queue", DESK_CODE(desk, queue, chart->queue_id));
    put_judged(&json, chart);
    desk_json_text(&json, "rule", name_of(&signal_rule_names, (int)signal->rule));
    desk_json_text(&json, "side", name_of(&signal_side_names, (int)signal->side));
    json_string(&json, "from", period_text(PERIOD_DAY, signal->from, day));
    json_string(&json, "to", period_text(PERIOD_DAY, signal->to, day));
    json_double(&json, "value", signal->value);
    json_double(&json, "mean", signal->mean);
    json_double(&json, "lower", signal->lower);
    json_double(&json, "upper", signal->upper);
    desk_json_person(&json, "owner", desk, signal->owner_id);
    json_time(&json, "raised_at", signal->raised_at_us);
    json_string(&json, "cause", signal->cause);
    json_string(&json, "decision", signal->decision);
    json_time(&json, "decided_at", signal->decided_at_us);
    desk_json_person(&json, "decided_by", desk, signal->decided_by);
    json_object_end(&json);
    return json_text(&json, &length);
}

const char *signal_after(const struct request *request, const struct record_work *work)
{
    return signal_json(request->arena, request->desk, work->after);
}
