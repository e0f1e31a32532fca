/* From a definition to questions, and the periods of a schedule. */
#include "workflow/report.h"

#include <json-c/json.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/json_get.h"

civil_day report_last_period(enum period period, civil_day today)
{
    return period_first(period, period_first(period, today) - 1);
}

civil_day report_last_due(enum period period, int day, civil_day today)
{
    civil_day first = report_last_period(period, today);
    while (period_last(period, first) + day > today) first = period_first(period, first - 1);
    return first;
}

/* Whether the id that a filter's code stands for is known, 0 being none. */
static bool filter_found(int32_t id, const char *what, const char *section, const char *code,
                         struct error *error)
{
    if (id != 0) return true;
    error_set(error, ERR_INVALID, "section %s: there is no %s \"%s\" any more", section, what,
              code);
    return false;
}

static bool read_filters(const struct desk *desk, int32_t agency_id, struct report_section *section,
                         struct error *error)
{
    const struct json_object *of = section->definition;
    const char *own = json_get_text(of, "code");
    const char *office = json_get_text(of, "office"), *service = json_get_text(of, "service");
    const char *segment = json_get_text(of, "segment"), *queue = json_get_text(of, "queue");
    const struct office *an_office =
        office == NULL ? NULL : desk_office_by_code(desk, agency_id, office);
    const struct service *a_service =
        service == NULL ? NULL : desk_service_by_code(desk, agency_id, service);
    const struct segment *a_segment =
        segment == NULL ? NULL : desk_segment_by_code(desk, agency_id, segment);
    const struct queue *a_queue = queue == NULL ? NULL : desk_queue_by_code(desk, agency_id, queue);
    section->filter[DIMENSION_OFFICE] = an_office == NULL ? 0 : an_office->id;
    section->filter[DIMENSION_SERVICE] = a_service == NULL ? 0 : a_service->id;
    section->filter[DIMENSION_CHANNEL] = name_number(&channel_names, json_get_text(of, "channel"));
    section->filter[DIMENSION_SEGMENT] = a_segment == NULL ? 0 : a_segment->id;
    section->queue_id = a_queue == NULL ? 0 : a_queue->id;
    return (office == NULL ||
            filter_found(section->filter[DIMENSION_OFFICE], "office", own, office, error)) &&
           (service == NULL ||
            filter_found(section->filter[DIMENSION_SERVICE], "service", own, service, error)) &&
           (segment == NULL ||
            filter_found(section->filter[DIMENSION_SEGMENT], "segment", own, segment, error)) &&
           (queue == NULL || filter_found(section->queue_id, "queue", own, queue, error));
}

static bool read_section(const struct desk *desk, int32_t agency_id,
                         const struct json_object *definition, struct report_section *section,
                         struct error *error)
{
    const struct json_object *names = json_get_list(definition, "measures");
    const struct json_object *by = json_get_list(definition, "by");
    section->definition = definition;
    section->every = (enum period)name_number(&period_names, json_get_text(definition, "every"));
    for (size_t i = 0; i < json_get_length(by) && i < MEASURE_BY; i++)
        section->by[i] = (enum dimension)name_number(&dimension_names, json_get_element(by, i));
    for (size_t i = 0; i < json_get_length(names) && i < REPORT_MEASURES; i++) {
        const struct measure *measure = measure_by_name(json_get_element(names, i));
        if (measure == NULL) {
            error_set(error, ERR_INVALID, "section %s: there is no measure \"%s\" any more",
                      json_get_text(definition, "code"), json_get_element(names, i));
            return false;
        }
        section->measures[section->measure_count++] = measure;
    }
    section->totalled = section->every != PERIOD_NONE || section->by[0] != DIMENSION_NONE;
    return read_filters(desk, agency_id, section, error);
}

static struct measure_query query_of(const struct report *report,
                                     const struct report_section *section,
                                     const struct measure *measure)
{
    struct measure_query query = {.measure = measure,
                                  .agency_id = report->agency_id,
                                  .from = report->from,
                                  .to = report->to,
                                  .queue_id = section->queue_id};
    memcpy(query.filter, section->filter, sizeof query.filter);
    return query;
}

/* A question about the whole period; sections ask each only once. */
static size_t total_of(struct report *report, const struct report_section *section,
                       const struct measure *measure)
{
    const struct measure_query wanted = query_of(report, section, measure);
    for (size_t i = 0; i < report->query_count; i++) {
        const struct measure_query *there = &report->queries[i];
        if (there->measure == measure && there->every == PERIOD_NONE &&
            there->by[0] == DIMENSION_NONE && there->queue_id == wanted.queue_id &&
            memcmp(there->filter, wanted.filter, sizeof wanted.filter) == 0)
            return i;
    }
    report->queries[report->query_count] = wanted;
    return report->query_count++;
}

static void ask(struct report *report, struct report_section *section)
{
    section->first = report->query_count;
    for (size_t i = 0; i < section->measure_count; i++) {
        struct measure_query *query = &report->queries[report->query_count++];
        *query = query_of(report, section, section->measures[i]);
        query->every = section->every;
        memcpy(query->by, section->by, sizeof query->by);
    }
    for (size_t i = 0; section->totalled && i < section->measure_count; i++)
        section->totals[i] = total_of(report, section, section->measures[i]);
}

enum error_code report_plan(struct arena *arena, const struct desk *desk, int32_t agency_id,
                            const struct json_object *definition, civil_day from,
                            struct report *report, struct error *error)
{
    const struct json_object *list = json_get_list(definition, "sections");
    size_t count = json_get_length(list);
    enum period period =
        (enum period)name_number(&period_names, json_get_text(definition, "period"));
    *report = (struct report){.definition = definition,
                              .agency_id = agency_id,
                              .period = period,
                              .from = from,
                              .to = period_last(period, from)};
    report->sections = arena_array(arena, count, sizeof *report->sections);
    report->queries = arena_array(arena, 2 * count * REPORT_MEASURES, sizeof *report->queries);
    if (report->sections == NULL || report->queries == NULL)
        return error_set(error, ERR_UNAVAILABLE, "the report is too large");
    for (size_t i = 0; i < count; i++) {
        struct report_section *section = &report->sections[report->section_count++];
        if (!read_section(desk, agency_id, json_get_item(list, i), section, error))
            return error->code;
        ask(report, section);
    }
    return ERR_OK;
}
