/* Assessments as JSON. */
#include "daemon/maturity_json.h"

#include <string.h>

#include "proto/arena.h"
#include "proto/json_write.h"
#include "workflow/desk.h"
#include "workflow/period.h"
#include "workflow/words.h"

static void put_day(struct json *json, const char *name, civil_day day)
{
    char text[PERIOD_TEXT];
    json_string(json, name, day == CIVIL_NONE ? NULL : period_text(PERIOD_DAY, day, text));
}

static const char *level_code(const struct framework *framework, int level)
{
    return level < 0 || level >= (int)framework->level_count ? NULL : framework->levels[level].code;
}

/* ---- conditions ---- */

/* A numerator: of scores it stands in thousandths. */
static void put_numerator(struct json *json, const struct indicator_query *query, int64_t numerator)
{
    if (indicator_unit(query) == INDICATOR_SCORE)
        json_decimal(json, "numerator", numerator);
    else
        json_number(json, "numerator", numerator);
}

static void put_query(struct json *json, const struct indicator_query *query)
{
    json_string(json, "indicator", query->indicator->name);
    json_array(json, "words");
    for (size_t i = 0; i < query->word_count; i++) json_string(json, NULL, query->words[i]);
    json_array_end(json);
    json_object(json, "where");
    for (size_t i = 0; i < query->where_count; i++)
        json_string(json, query->where[i].field, query->where[i].value);
    json_object_end(json);
    json_string(json, "measure", name_of(&indicator_measure_names, (int)query->measure));
    json_string(json, "field", query->field);
    json_bool(json, "measured", query->measured);
    json_bool(json, "held", query->held);
    json_number(json, "per", query->per);
    json_string(json, "of", query->per_of == NULL ? NULL : query->per_of->name);
}

/* What a condition asks for, and what was found. */
static void put_finding(struct json *json, const struct framework *framework,
                        const struct maturity_finding *finding)
{
    static const char *const units[] = {[INDICATOR_COUNT] = "count",
                                        [INDICATOR_SHARE] = "share",
                                        [INDICATOR_YES] = "yes",
                                        [INDICATOR_SCORE] = "score"};
    const struct maturity_condition *condition = finding->condition;
    const struct indicator_figure *figure = &finding->figure;
    json_string(json, "level", level_code(framework, finding->level));
    put_query(json, &condition->query);
    json_string(json, "unit", units[indicator_unit(&condition->query)]);
    put_day(json, "from", figure->from);
    put_day(json, "to", figure->to);
    json_string(json, "op", name_of(&maturity_op_names, (int)condition->op));
    json_double(json, "needed", condition->value);
    json_double(json, "found", figure->value);
    put_numerator(json, &condition->query, figure->numerator);
    json_number(json, "denominator", figure->denominator);
    json_number(json, "sample", condition->sample);
    json_bool(json, "few", finding->few);
    json_bool(json, "holds", finding->holds);
}

/* The code of a part: of a group of counters by its id. */
static const char *part_key(const struct maturity_answer *answer, const struct indicator_part *part,
                            char text[PERIOD_TEXT])
{
    const struct desk *desk = answer->desk;
    if (part->key != NULL) return part->key;
    switch (name_number(&indicator_split_names, part->of)) {
    case SPLIT_OFFICE: {
        const struct office *office = desk_office(desk, part->number);
        return office == NULL ? NULL : office->code;
    }
    case SPLIT_SERVICE: {
        const struct service *service = desk_service(desk, part->number);
        return service == NULL ? NULL : service->code;
    }
    case SPLIT_SEGMENT: {
        const struct segment *segment = desk_segment(desk, part->number);
        return segment == NULL ? NULL : segment->code;
    }
    case SPLIT_CHANNEL: return part->number == 0 ? NULL : name_of(&channel_names, part->number);
    case SPLIT_DAY: return period_text(PERIOD_DAY, part->number, text);
    default: return NULL;
    }
}

static void put_part(struct json *json, const struct maturity_answer *answer,
                     const struct indicator_query *query, const struct indicator_part *part)
{
    char day[PERIOD_TEXT];
    json_object(json, NULL);
    json_string(json, "of", part->of);
    json_string(json, "key", part_key(answer, part, day));
    put_day(json, "day", part->day);
    put_numerator(json, query, part->numerator);
    json_number(json, "denominator", part->denominator);
    if (part->count >= 0) json_number(json, "count", part->count);
    json_bool(json, "counts", part->counts);
    json_object_end(json);
}

static bool put_condition(struct json *json, struct arena *arena,
                          const struct maturity_answer *answer,
                          const struct maturity_finding *finding)
{
    const struct indicator_figure *figure = &finding->figure;
    const struct indicator_query *query = &finding->condition->query;
    const char *subject = maturity_subject(answer->words, arena, query);
    const char *step = maturity_step(answer->words, arena, finding);
    json_object(json, NULL);
    put_finding(json, answer->assessment->framework, finding);
    json_string(json, "subject", subject);
    json_string(json, "step", finding->holds ? NULL : step);
    if (answer->why) {
        json_array(json, "parts");
        for (size_t i = 0; i < figure->part_count; i++)
            put_part(json, answer, query, &figure->parts[i]);
        json_array_end(json);
    }
    json_object_end(json);
    return subject != NULL && step != NULL;
}

/* ---- elements ---- */

static const struct maturity_target *target_of(const struct maturity_answer *answer,
                                               const struct maturity_element *element)
{
    for (size_t i = 0; i < answer->target_count; i++)
        if (strcmp(answer->targets[i].element, element->code) == 0) return &answer->targets[i];
    return NULL;
}

/* The target with what is missing: levels, and days from today (below 0: it is past). */
static void put_target(struct json *json, const struct maturity_answer *answer,
                       const struct maturity_standing *standing)
{
    const struct maturity_target *target = target_of(answer, standing->element);
    int wanted =
        target == NULL ? -1 : framework_level(answer->assessment->framework, target->level);
    if (wanted < 0) { /* none, or these rules have no such level */
        json_string(json, "target", NULL);
        return;
    }
    json_object(json, "target");
    json_string(json, "target", target->level);
    put_day(json, "by", target->by);
    json_number(json, "gap", wanted > standing->level ? wanted - standing->level : 0);
    json_number(json, "days_left", target->by - answer->today);
    json_object_end(json);
}

/* What is open for the next level. */
static bool put_steps(struct json *json, struct arena *arena, const struct maturity_answer *answer,
                      const struct maturity_standing *standing)
{
    bool whole = true;
    json_array(json, "steps");
    for (size_t i = 0; i < standing->finding_count; i++) {
        const struct maturity_finding *finding = &standing->findings[i];
        if (finding->holds || finding->level != standing->level + 1) continue;
        const char *step = maturity_step(answer->words, arena, finding);
        json_string(json, NULL, step);
        whole &= step != NULL;
    }
    json_array_end(json);
    return whole;
}

static bool put_standing(struct json *json, struct arena *arena,
                         const struct maturity_answer *answer,
                         const struct maturity_standing *standing)
{
    const struct framework *framework = answer->assessment->framework;
    json_string(json, "element", standing->element->code);
    json_string(json, "name",
                maturity_name(&standing->element->names, words_language(answer->words)));
    json_string(json, "level", level_code(framework, standing->level));
    json_string(json, "next", level_code(framework, standing->level + 1));
    bool whole = put_steps(json, arena, answer, standing);
    put_target(json, answer, standing);
    return whole;
}

static void put_head(struct json *json, const struct maturity_answer *answer)
{
    const struct framework *framework = answer->assessment->framework;
    const char *language = words_language(answer->words);
    json_string(json, "framework", framework->code);
    json_string(json, "framework_name", maturity_name(&framework->names, language));
    if (answer->version == 0)
        json_string(json, "version", NULL);
    else
        json_number(json, "version", answer->version);
    json_bool(json, "in_force", answer->in_force);
    json_string(json, "agency", answer->agency->code);
    put_day(json, "at", answer->assessment->day);
    json_string(json, "language", language);
    json_array(json, "levels");
    for (size_t i = 0; i < framework->level_count; i++) {
        json_object(json, NULL);
        json_string(json, "code", framework->levels[i].code);
        json_string(json, "name", maturity_name(&framework->levels[i].names, language));
        json_object_end(json);
    }
    json_array_end(json);
}

static void put_profile(struct json *json, const struct framework *framework,
                        const struct maturity_profile *profile)
{
    json_string(json, "level", level_code(framework, profile->level));
    json_object(json, "profile");
    for (size_t i = 0; i < framework->level_count; i++)
        json_number(json, framework->levels[i].code, profile->count[i]);
    json_object_end(json);
}

/* ---- the whole ---- */

static bool put_elements(struct json *json, struct arena *arena,
                         const struct maturity_answer *answer, int32_t component)
{
    const struct maturity_assessment *assessment = answer->assessment;
    bool whole = true;
    json_array(json, "elements");
    for (size_t i = 0; i < assessment->standing_count; i++) {
        const struct maturity_standing *standing = &assessment->standings[i];
        if (standing->element->component != component) continue;
        json_object(json, NULL);
        whole &= put_standing(json, arena, answer, standing);
        json_object_end(json);
    }
    json_array_end(json);
    return whole;
}

const char *maturity_json_all(struct arena *arena, const struct maturity_answer *answer,
                              size_t *length)
{
    const struct framework *framework = answer->assessment->framework;
    struct json json;
    bool whole = true;
    json_begin(&json, arena);
    json_object(&json, NULL);
    put_head(&json, answer);
    json_array(&json, "components");
    for (size_t i = 0; i < framework->component_count; i++) {
        const struct maturity_component *component = &framework->components[i];
        json_object(&json, NULL);
        json_string(&json, "component", component->code);
        json_string(&json, "name", maturity_name(&component->names, words_language(answer->words)));
        put_profile(&json, framework, &answer->assessment->components[i]);
        whole &= put_elements(&json, arena, answer, (int32_t)i);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    return whole ? json_text(&json, length) : NULL;
}

const char *maturity_json_element(struct arena *arena, const struct maturity_answer *answer,
                                  size_t *length)
{
    const struct maturity_standing *standing = &answer->assessment->standings[0];
    const struct maturity_component *component =
        &answer->assessment->framework->components[standing->element->component];
    struct json json;
    json_begin(&json, arena);
    json_object(&json, NULL);
    put_head(&json, answer);
    json_string(&json, "component", component->code);
    json_string(&json, "component_name",
                maturity_name(&component->names, words_language(answer->words)));
    bool whole = put_standing(&json, arena, answer, standing);
    json_array(&json, "conditions");
    for (size_t i = 0; i < standing->finding_count; i++)
        whole &= put_condition(&json, arena, answer, &standing->findings[i]);
    json_array_end(&json);
    json_object_end(&json);
    return whole ? json_text(&json, length) : NULL;
}

const char *maturity_json_snapshot(struct arena *arena,
                                   const struct maturity_assessment *assessment, size_t *length)
{
    const struct framework *framework = assessment->framework;
    struct json json;
    json_begin(&json, arena);
    json_object(&json, NULL);
    json_array(&json, "components");
    for (size_t i = 0; i < framework->component_count; i++) {
        json_object(&json, NULL);
        json_string(&json, "component", framework->components[i].code);
        put_profile(&json, framework, &assessment->components[i]);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_array(&json, "elements");
    for (size_t i = 0; i < assessment->standing_count; i++) {
        const struct maturity_standing *standing = &assessment->standings[i];
        json_object(&json, NULL);
        json_string(&json, "element", standing->element->code);
        json_string(&json, "level", level_code(framework, standing->level));
        json_array(&json, "conditions");
        for (size_t j = 0; j < standing->finding_count; j++) {
            json_object(&json, NULL);
            put_finding(&json, framework, &standing->findings[j]);
            json_object_end(&json);
        }
        json_array_end(&json);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    return json_text(&json, length);
}
