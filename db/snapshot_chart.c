/* A version of a watched chart. */
#include <json-c/json.h>
#include <math.h>

#include "db/snapshot_int.h"
#include "proto/arena.h"
#include "workflow/chart_measure.h"

static double target_of(const struct json_object *definition)
{
    struct json_object *target = NULL;
    return json_object_object_get_ex(definition, "target", &target) ? json_object_get_double(target)
                                                                    : NAN;
}

static bool build_rebase(struct builder *builder, const struct part *part,
                         struct watched_chart *chart)
{
    const struct json_object *list = json_get_list(part->definition, "rebase");
    size_t count = json_get_length(list);
    civil_day *days = arena_array(builder->arena, count, sizeof *days);
    if (days == NULL) return builder_full(builder);
    for (size_t i = 0; i < count; i++) {
        const char *text = json_get_element(list, i);
        if (text == NULL || !period_read_day(text, &days[i]))
            return part_fault(builder, part, "no day", text);
    }
    chart->rebase = days;
    chart->rebase_count = count;
    return true;
}

/* Where it looks. False: told. */
static bool find_slice(struct builder *builder, const struct part *part,
                       struct watched_chart *chart)
{
    const struct desk *desk = builder->desk;
    int32_t agency_id = part->agency_id;
    const char *office = json_get_text(part->definition, "office");
    const char *service = json_get_text(part->definition, "service");
    const char *segment = json_get_text(part->definition, "segment");
    const char *queue = json_get_text(part->definition, "queue");
    const struct office *at = find_serving_office(desk, agency_id, office);
    const struct service *of = find_service(desk, agency_id, service);
    const struct segment *from = find_segment(desk, agency_id, segment);
    const struct queue *in = find_queue(desk, agency_id, queue);
    if (office != NULL && at == NULL) return part_fault(builder, part, "no office", office);
    if (service != NULL && of == NULL) return part_fault(builder, part, "no service", service);
    if (segment != NULL && from == NULL) return part_fault(builder, part, "no segment", segment);
    if (queue != NULL && in == NULL) return part_fault(builder, part, "no queue", queue);
    chart->office_id = at == NULL ? 0 : at->id;
    chart->service_id = of == NULL ? 0 : of->id;
    chart->segment_id = from == NULL ? 0 : from->id;
    chart->queue_id = in == NULL ? 0 : in->id;
    return true;
}

bool build_chart(struct builder *builder, const struct part *part, void *item)
{
    const struct json_object *definition = part->definition;
    struct watched_chart *chart = item;
    const char *owner = json_get_text(definition, "owner");
    const struct staff *staff = desk_staff_by_user_name(builder->desk, owner);
    *chart = (struct watched_chart){
        .id = part->id,
        .agency_id = part->agency_id,
        .code = part->code,
        .name = part->name,
        .version = part_column(builder, part, COLUMN_VERSION),
        .active = part->active,
        .figure = (enum chart_figure)name_number(&chart_figure_names,
                                                 json_get_text(definition, "figure")),
        .every = (enum period)name_number(&period_names, json_get_text(definition, "every")),
        .periods = (int32_t)json_get_int(definition, "periods", 0),
        .channel = (enum channel)name_number(&channel_names, json_get_text(definition, "channel")),
        .target = target_of(definition),
        .owner_id = staff == NULL ? 0 : staff->id, /* of a chart that is retired: may have left */
        .trend = (int32_t)json_get_int(definition, "trend", 0),
        .run = (int32_t)json_get_int(definition, "run", 0)};
    if (chart->every == PERIOD_NONE) return part_fault(builder, part, "no period", NULL);
    return part_text(builder, definition, "measure", &chart->measure) &&
           find_slice(builder, part, chart) && build_rebase(builder, part, chart);
}
