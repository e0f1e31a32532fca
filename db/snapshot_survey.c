/* A version of a survey: its sampling and questions. */
#include <json-c/json.h>
#include <string.h>

#include "db/snapshot_int.h"
#include "proto/arena.h"

static struct json_object *at(const struct json_object *list, size_t i)
{
    return json_object_array_get_idx(list, i);
}

uint8_t survey_answers_of(const struct json_object *question)
{
    const struct json_object *list = json_get_list(question, "satisfied");
    uint8_t bits = 0;
    for (size_t i = 0; i < json_get_length(list); i++) {
        int64_t answer = json_object_get_int64(at(list, i));
        if (answer >= 1 && answer <= SURVEY_SCALE) bits |= (uint8_t)(1u << answer);
    }
    const char *good = json_get_text(question, "good");
    if (good != NULL) bits |= (uint8_t)(1u << name_number(&yes_no_names, good));
    return bits;
}

static bool build_questions(struct builder *builder, const struct part *part,
                            struct instrument *instrument)
{
    const struct json_object *list = json_get_list(part->definition, "questions");
    size_t count = json_get_length(list);
    struct survey_question *questions = arena_array(builder->arena, count, sizeof *questions);
    if (questions == NULL) return builder_full(builder);
    if (count > SURVEY_QUESTIONS) return part_fault(builder, part, "too many questions", NULL);
    for (size_t i = 0; i < count; i++) {
        const struct json_object *value = at(list, i);
        questions[i] = (struct survey_question){
            .topic =
                (enum survey_topic)name_number(&survey_topic_names, json_get_text(value, "topic")),
            .kind =
                (enum question_kind)name_number(&question_kind_names, json_get_text(value, "kind")),
            .required = json_get_bool(value, "required"),
            .satisfied = survey_answers_of(value)};
        if (!part_text(builder, value, "code", &questions[i].code)) return false;
        if (questions[i].code == NULL || questions[i].kind == QUESTION_NONE)
            return part_fault(builder, part, "a question without code or kind", NULL);
    }
    instrument->questions = questions;
    instrument->question_count = count;
    return true;
}

static bool build_sampling(struct builder *builder, const struct part *part,
                           struct instrument *instrument)
{
    const struct json_object *list = json_get_list(part->definition, "services");
    size_t count = json_get_length(list);
    struct survey_sampling *sampling = arena_array(builder->arena, count, sizeof *sampling);
    if (sampling == NULL) return builder_full(builder);
    for (size_t i = 0; i < count; i++) {
        const char *code = json_get_text(at(list, i), "service");
        const struct service *service = find_service(builder->desk, part->agency_id, code);
        if (service == NULL) return part_fault(builder, part, "no service", code);
        sampling[i].service_id = service->id;
        sampling[i].percent = (int16_t)json_get_int(at(list, i), "percent", 0);
    }
    instrument->sampling = sampling;
    instrument->sampling_count = count;
    return true;
}

static bool build_texts(struct builder *builder, const struct part *part,
                        struct instrument *instrument)
{
    const struct json_object *list = json_get_list(part->definition, "texts");
    size_t count = json_get_length(list);
    struct survey_text *texts = arena_array(builder->arena, count, sizeof *texts);
    if (texts == NULL) return builder_full(builder);
    if (count == 0) return part_fault(builder, part, "no texts", NULL);
    for (size_t i = 0; i < count; i++)
        if (!part_text(builder, at(list, i), "language", &texts[i].language) ||
            !part_text(builder, at(list, i), "title", &texts[i].title) ||
            !part_text(builder, at(list, i), "invitation", &texts[i].invitation) ||
            !part_text(builder, at(list, i), "reminder", &texts[i].reminder))
            return false;
    instrument->texts = texts;
    instrument->text_count = count;
    return true;
}

bool build_survey(struct builder *builder, const struct part *part, void *item)
{
    const struct json_object *definition = part->definition;
    struct instrument *instrument = item;
    *instrument = (struct instrument){
        .id = part->id,
        .agency_id = part->agency_id,
        .code = part->code,
        .name = part->name,
        .version = part_column(builder, part, COLUMN_VERSION),
        .kind =
            (enum survey_kind)name_number(&survey_kind_names, json_get_text(definition, "kind")),
        .active = part->active,
        .percent = (int16_t)json_get_int(definition, "percent", 0),
        .again_after_days = (int32_t)json_get_int(definition, "again_after_days", 0),
        .open_days = (int32_t)json_get_int(definition, "open_days", 0),
        .remind_after_days = (int32_t)json_get_int(definition, "remind_after_days", 0)};
    if (instrument->kind == SURVEY_NONE) return part_fault(builder, part, "no kind", NULL);
    return part_text(builder, definition, "link", &instrument->link) &&
           build_sampling(builder, part, instrument) &&
           build_questions(builder, part, instrument) && build_texts(builder, part, instrument);
}
