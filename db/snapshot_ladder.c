/* A version of a ladder of complaints. */
#include <json-c/json.h>
#include <string.h>

#include "db/snapshot_int.h"
#include "proto/arena.h"

static struct json_object *inner(struct json_object *object, const char *key)
{
    struct json_object *found = NULL;
    json_object_object_get_ex(object, key, &found);
    return found;
}

/* {"amount", "unit"}; not there: UNIT_NONE. */
static struct clock_terms span_of(struct json_object *object, const char *key,
                                  const struct calendar *calendar)
{
    struct json_object *span = inner(object, key);
    struct clock_terms terms = {.cutoff_min = 1440, .calendar = calendar};
    terms.unit = (enum clock_unit)name_number(&clock_unit_names, json_get_text(span, "unit"));
    terms.amount = (int32_t)json_get_int(span, "amount", 0);
    return terms;
}

static uint32_t roles_of(const struct json_object *list)
{
    uint32_t roles = 0;
    for (size_t i = 0; i < json_get_length(list); i++)
        roles |= ROLE_BIT(name_number(&role_names, json_get_element(list, i)));
    return roles;
}

static bool build_stage(struct builder *builder, const struct part *part, struct json_object *value,
                        const struct calendar *calendar, struct ladder_stage *stage)
{
    struct json_object *answerer = inner(value, "answerer");
    const char *code = json_get_text(value, "queue"), *from = json_get_text(value, "from");
    const struct queue *queue = find_queue(builder->desk, part->agency_id, code);
    if (code != NULL && queue == NULL) return part_fault(builder, part, "no queue", code);
    *stage = (struct ladder_stage){
        .role = (enum role)name_number(&role_names, json_get_text(answerer, "role")),
        .of = (enum answerer_of)name_number(&answerer_of_names, json_get_text(answerer, "of")),
        .queue_id = queue == NULL ? 0 : queue->id,
        .acknowledge = span_of(value, "acknowledge", calendar),
        .answer = span_of(value, "answer", calendar),
        .from_acknowledgement = from != NULL && strcmp(from, "acknowledgement") == 0,
        .extension_max = (int32_t)json_get_int(value, "extension_max", 0),
        .extend_roles = roles_of(json_get_list(value, "extend_roles")),
        .update = span_of(value, "update", calendar),
        .independent = json_get_bool(value, "independent")};
    return part_text(builder, value, "code", &stage->code) &&
           part_text(builder, value, "name", &stage->name) &&
           part_text(builder, value, "told", &stage->told);
}

static bool build_subjects(struct builder *builder, const struct part *part, struct ladder *ladder)
{
    struct json_object *list = json_get_list(part->definition, "subjects");
    size_t count = json_get_length(list);
    struct ladder_subject *subjects = arena_array(builder->arena, count, sizeof *subjects);
    if (subjects == NULL) return builder_full(builder);
    for (size_t i = 0; i < count; i++) {
        struct json_object *value = json_object_array_get_idx(list, i);
        subjects[i].serious = json_get_bool(value, "serious");
        if (!part_text(builder, value, "code", &subjects[i].code) ||
            !part_text(builder, value, "name", &subjects[i].name))
            return false;
    }
    ladder->subjects = subjects;
    ladder->subject_count = count;
    return true;
}

bool build_ladder(struct builder *builder, const struct part *part, void *item)
{
    struct json_object *definition = part->definition;
    struct ladder *ladder = item;
    const char *code = json_get_text(definition, "calendar");
    const struct calendar_entry *entry = find_calendar(builder->desk, part->agency_id, code);
    struct json_object *list = json_get_list(definition, "stages");
    size_t count = json_get_length(list);
    if (entry == NULL) return part_fault(builder, part, "no calendar", code);
    if (count == 0 || count > LADDER_STAGES) return part_fault(builder, part, "no stages", NULL);
    struct ladder_stage *stages = arena_array(builder->arena, count, sizeof *stages);
    if (stages == NULL) return builder_full(builder);
    *ladder =
        (struct ladder){.id = part->id,
                        .agency_id = part->agency_id,
                        .code = part->code,
                        .name = part->name,
                        .active = part->active,
                        .fallback = json_get_bool(definition, "default"),
                        .calendar = entry->calendar,
                        .ask_next = span_of(definition, "ask_next", entry->calendar),
                        .oldest_months = (int32_t)json_get_int(definition, "oldest_months", 0),
                        .needs_name = json_get_bool(definition, "needs_name"),
                        .send_days = (int32_t)json_get_int(definition, "send_days", 0),
                        .stages = stages,
                        .stage_count = count};
    if (builder->rows != NULL)
        ladder->in_force_from = (civil_day)part_column(builder, part, COLUMN_IN_FORCE_FROM);
    for (size_t i = 0; i < count; i++)
        if (!build_stage(builder, part, json_object_array_get_idx(list, i), entry->calendar,
                         &stages[i]))
            return false;
    return build_subjects(builder, part, ladder) &&
           part_text(builder, definition, "ombudsman", &ladder->ombudsman);
}
