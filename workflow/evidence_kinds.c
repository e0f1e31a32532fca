/* What each kind of evidence says: one table of fields, and what is right in them. */
#include <json-c/json.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/evidence.h"
#include "workflow/indicator.h"

enum { TEXT_CHARS = 200, LONG_CHARS = 1000, CODE_CHARS = 63, WORDS_TEXT = 160 };
#define VALUE_LIMIT 1e12

static const char *const type_table[] = {"text",  "code",      "word",   "number",
                                         "value", "yes-no",    "office", "service",
                                         "staff", "indicator", "targets"};
const struct name_set evidence_type_names = {"type of field", type_table, 11};

/* ---- words ---- */

#define WORDS(name_, what_, ...)                                                                   \
    static const char *const name_##_table[] = {"", __VA_ARGS__};                                  \
    static const struct name_set name_ = {what_, name_##_table,                                    \
                                          sizeof name_##_table / sizeof name_##_table[0]}
WORDS(media, "medium", "board", "press", "leaflet", "website", "campaign");
WORDS(acts, "act", "sponsor-review", "floor-visit", "decision");
WORDS(origins, "origin", "imposed", "own");
WORDS(benefits, "benefit", "time", "cost", "corruption", "access", "satisfaction", "burden");
WORDS(courses, "kind of training", "technical", "customer-care");

/* ---- kinds ---- */

#define TEXT(name_, required_)                                                                     \
    {                                                                                              \
        name_, EVIDENCE_TEXT, required_, 0, TEXT_CHARS, NULL                                       \
    }
#define LONG(name_, required_)                                                                     \
    {                                                                                              \
        name_, EVIDENCE_TEXT, required_, 0, LONG_CHARS, NULL                                       \
    }
#define CODE(name_)                                                                                \
    {                                                                                              \
        name_, EVIDENCE_CODE, true, 0, CODE_CHARS, NULL                                            \
    }
#define WORD(name_, words_)                                                                        \
    {                                                                                              \
        name_, EVIDENCE_WORD, true, 0, 0, &words_                                                  \
    }
#define NUMBER(name_, min_, max_)                                                                  \
    {                                                                                              \
        name_, EVIDENCE_NUMBER, true, min_, max_, NULL                                             \
    }
#define OF(name_, type_, required_)                                                                \
    {                                                                                              \
        name_, type_, required_, 0, 0, NULL                                                        \
    }
#define SCORE(name_) NUMBER(name_, 0, 100)

static const struct evidence_field consultation[] = {TEXT("method", true),
                                                     NUMBER("participants", 1, 100000000),
                                                     OF("service", EVIDENCE_SERVICE, false)};
static const struct evidence_field publication[] = {WORD("medium", media), TEXT("topic", true)};
static const struct evidence_field site_inspection[] = {OF("office", EVIDENCE_OFFICE, true),
                                                        SCORE("signposting"),
                                                        SCORE("location"),
                                                        SCORE("layout"),
                                                        SCORE("accessibility"),
                                                        SCORE("branding")};
static const struct evidence_field leadership_act[] = {CODE("role"), WORD("what", acts)};
static const struct evidence_field initiative[] = {WORD("origin", origins)};
static const struct evidence_field benefit[] = {
    WORD("what", benefits), OF("indicator", EVIDENCE_INDICATOR, false),
    OF("before", EVIDENCE_VALUE, false), OF("after", EVIDENCE_VALUE, false)};
static const struct evidence_field training[] = {OF("staff", EVIDENCE_STAFF, true),
                                                 WORD("kind", courses), TEXT("course", true),
                                                 NUMBER("hours", 1, 10000)};
static const struct evidence_field training_plan[] = {OF("staff", EVIDENCE_STAFF, true)};
static const struct evidence_field objective[] = {LONG("text", true),
                                                  OF("results_focused", EVIDENCE_BOOL, true),
                                                  OF("indicators", EVIDENCE_TARGETS, false)};
static const struct evidence_field partnership[] = {TEXT("with", true)};
static const struct evidence_field risk[] = {NUMBER("likelihood", 1, 5), NUMBER("impact", 1, 5),
                                             LONG("treatment", false)};
static const struct evidence_field accreditation[] = {TEXT("scheme", true)};
static const struct evidence_field benchmark[] = {TEXT("peer", true),
                                                  OF("indicator", EVIDENCE_INDICATOR, true),
                                                  OF("value", EVIDENCE_VALUE, true)};

#define KIND(fields_)                                                                              \
    {                                                                                              \
        fields_, sizeof fields_ / sizeof fields_[0]                                                \
    }
const struct evidence_kind_info evidence_kinds[EVIDENCE_KINDS] = {
    [EVIDENCE_CONSULTATION] = KIND(consultation),
    [EVIDENCE_PUBLICATION] = KIND(publication),
    [EVIDENCE_SITE_INSPECTION] = KIND(site_inspection),
    [EVIDENCE_LEADERSHIP_ACT] = KIND(leadership_act),
    [EVIDENCE_INITIATIVE] = KIND(initiative),
    [EVIDENCE_BENEFIT] = KIND(benefit),
    [EVIDENCE_TRAINING] = KIND(training),
    [EVIDENCE_TRAINING_PLAN] = KIND(training_plan),
    [EVIDENCE_OBJECTIVE] = KIND(objective),
    [EVIDENCE_PARTNERSHIP] = KIND(partnership),
    [EVIDENCE_RISK] = KIND(risk),
    [EVIDENCE_ACCREDITATION] = KIND(accreditation),
    [EVIDENCE_BENCHMARK] = KIND(benchmark),
};

/* ---- what is right ---- */

/* The fields of one record being read. */
struct reading {
    struct arena *arena;
    const struct desk *desk;
    int32_t agency_id;
    struct evidence *row;
    struct error *error;
};

__attribute__((format(printf, 3, 4))) static void wrong(struct reading *reading, const char *name,
                                                        const char *format, ...)
{
    char path[96];
    va_list args;
    snprintf(path, sizeof path, "/fields/%s", name);
    va_start(args, format);
    error_vfield(reading->error, path, format, args);
    va_end(args);
}

/* "a, b, c" */
static const char *listed(const struct name_set *words, char text[static WORDS_TEXT])
{
    size_t used = 0;
    text[0] = '\0';
    for (int i = 1; i < words->count && used < WORDS_TEXT; i++)
        used += (size_t)snprintf(text + used, WORDS_TEXT - used, "%s%s", i > 1 ? ", " : "",
                                 words->names[i]);
    return text;
}

/* A line of text; NULL: it is none, which is told. */
static const char *text_of(struct reading *reading, const char *name,
                           const struct json_object *value, size_t most)
{
    struct json_object *mutable = (struct json_object *)(uintptr_t)value; /* json-c reads only */
    const char *text =
        json_object_is_type(value, json_type_string) ? json_object_get_string(mutable) : NULL;
    if (text == NULL) {
        wrong(reading, name, "must be a text");
        return NULL;
    }
    for (const char *at = text; *at != '\0'; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7F) {
            wrong(reading, name, "must be one line without control characters");
            return NULL;
        }
    if (text[strspn(text, " ")] == '\0' || strlen(text) > most * 4 ||
        strlen(text) != (size_t)json_object_get_string_len(mutable)) {
        wrong(reading, name, "must have 1 to %zu characters, not only blanks", most);
        return NULL;
    }
    return text;
}

static void read_code(struct reading *reading, const struct evidence_field *field,
                      const struct json_object *value)
{
    const char *text = text_of(reading, field->name, value, (size_t)field->max);
    if (text == NULL) return;
    if (text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-")] != '\0')
        wrong(reading, field->name, "must be a code: small letters, digits and hyphens");
}

static void read_word(struct reading *reading, const struct evidence_field *field,
                      struct json_object *value)
{
    char words[WORDS_TEXT];
    const char *text =
        json_object_is_type(value, json_type_string) ? json_object_get_string(value) : NULL;
    if (name_number(field->words, text) == 0)
        wrong(reading, field->name, "must be one of: %s", listed(field->words, words));
}

static void read_number(struct reading *reading, const struct evidence_field *field,
                        struct json_object *value)
{
    int64_t number = json_object_get_int64(value);
    if (!json_object_is_type(value, json_type_int) || number < field->min || number > field->max)
        wrong(reading, field->name, "must be a whole number from %d to %d", (int)field->min,
              (int)field->max);
}

static void read_value(struct reading *reading, const char *name, struct json_object *value)
{
    double number = json_object_get_double(value);
    bool is_number =
        json_object_is_type(value, json_type_int) || json_object_is_type(value, json_type_double);
    if (!is_number || !(number > -VALUE_LIMIT && number < VALUE_LIMIT))
        wrong(reading, name, "must be a number");
}

static bool works_there(const struct staff *staff, int32_t agency_id)
{
    for (size_t i = 0; staff != NULL && staff->active && i < staff->grant_count; i++)
        if (staff->grants[i].agency_id == agency_id) return true;
    return false;
}

/* What a code means in the agency. */
static void read_item(struct reading *reading, const struct evidence_field *field,
                      const struct json_object *value)
{
    const struct desk *desk = reading->desk;
    const char *code = text_of(reading, field->name, value, CODE_CHARS);
    if (code == NULL) return;
    if (field->type == EVIDENCE_SERVICE) {
        const struct service *service = desk_service_by_code(desk, reading->agency_id, code);
        if (service == NULL) wrong(reading, field->name, "there is no service %s here", code);
        reading->row->header.service_id = service == NULL ? 0 : service->id;
    } else if (field->type == EVIDENCE_OFFICE) {
        const struct office *office = desk_office_by_code(desk, reading->agency_id, code);
        if (office == NULL) wrong(reading, field->name, "there is no office %s here", code);
        reading->row->header.office_id = office == NULL ? 0 : office->id;
    } else {
        const struct staff *staff = desk_staff_by_user_name(desk, code);
        if (!works_there(staff, reading->agency_id))
            wrong(reading, field->name, "nobody of the name %s works here", code);
        else
            reading->row->staff_id = staff->id;
    }
}

static void read_indicator(struct reading *reading, const char *name,
                           const struct json_object *value)
{
    const char *text = text_of(reading, name, value, TEXT_CHARS);
    struct indicator_query query;
    if (text != NULL && !indicator_read(reading->arena, text, &query))
        wrong(reading, name, "is no indicator: name one, such as web_share or ideas/12m");
}

static void read_target(struct reading *reading, size_t at, struct json_object *item)
{
    char name[64];
    struct json_object *indicator = NULL, *target = NULL, *aim = NULL;
    snprintf(name, sizeof name, "indicators/%zu", at);
    if (!json_object_is_type(item, json_type_object)) {
        wrong(reading, name, "must be an object: {\"indicator\": …, \"target\": …}");
        return;
    }
    json_object_object_get_ex(item, "indicator", &indicator);
    json_object_object_get_ex(item, "target", &target);
    json_object_object_get_ex(item, "aim", &aim);
    snprintf(name, sizeof name, "indicators/%zu/indicator", at);
    read_indicator(reading, name, indicator);
    snprintf(name, sizeof name, "indicators/%zu/target", at);
    read_value(reading, name, target);
    const char *way = aim == NULL ? "up" : json_object_get_string(aim);
    snprintf(name, sizeof name, "indicators/%zu/aim", at);
    if (name_number(&aim_names, way) == 0) wrong(reading, name, "must be up or down");
}

static void read_targets(struct reading *reading, const struct evidence_field *field,
                         struct json_object *value)
{
    if (!json_object_is_type(value, json_type_array) ||
        json_object_array_length(value) > EVIDENCE_TARGETS_MAX) {
        wrong(reading, field->name, "must be a list of at most %d indicators with their targets",
              EVIDENCE_TARGETS_MAX);
        return;
    }
    for (size_t i = 0; i < json_object_array_length(value); i++)
        read_target(reading, i, json_object_array_get_idx(value, i));
}

static void read_field(struct reading *reading, const struct evidence_field *field,
                       struct json_object *value)
{
    switch (field->type) {
    case EVIDENCE_TEXT: (void)text_of(reading, field->name, value, (size_t)field->max); break;
    case EVIDENCE_INDICATOR: read_indicator(reading, field->name, value); break;
    case EVIDENCE_CODE: read_code(reading, field, value); break;
    case EVIDENCE_WORD: read_word(reading, field, value); break;
    case EVIDENCE_NUMBER: read_number(reading, field, value); break;
    case EVIDENCE_VALUE: read_value(reading, field->name, value); break;
    case EVIDENCE_BOOL:
        if (!json_object_is_type(value, json_type_boolean))
            wrong(reading, field->name, "must be true or false");
        break;
    case EVIDENCE_OFFICE:
    case EVIDENCE_SERVICE:
    case EVIDENCE_STAFF: read_item(reading, field, value); break;
    case EVIDENCE_TARGETS: read_targets(reading, field, value); break;
    }
}

/* A benefit is measured by an indicator before and after, or not at all. */
static void check_benefit(struct reading *reading, const struct json_object *given)
{
    static const char *const together[] = {"indicator", "before", "after"};
    int there = 0;
    for (int i = 0; i < 3; i++)
        there += json_object_object_get_ex(given, together[i], NULL) ? 1 : 0;
    for (int i = 0; i < 3 && there > 0; i++)
        if (!json_object_object_get_ex(given, together[i], NULL))
            wrong(reading, together[i],
                  "is missing: what is measured has an indicator, before and after");
}

static void check_unknown(struct reading *reading, const struct evidence_kind_info *info,
                          const struct json_object *given)
{
    struct json_object *mutable = (struct json_object *)(uintptr_t)given;
    char known[WORDS_TEXT];
    size_t used = 0;
    for (size_t i = 0; i < info->count && used < sizeof known; i++)
        used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", i > 0 ? ", " : "",
                                 info->fields[i].name);
    json_object_object_foreach(mutable, name, value)
    {
        bool found = false;
        for (size_t i = 0; i < info->count; i++)
            found = found || strcmp(info->fields[i].name, name) == 0;
        if (!found) wrong(reading, name, "is not said of this kind; it has %s", known);
        (void)value;
    }
}

static void check_missing(struct reading *reading, const struct evidence_field *field)
{
    char words[WORDS_TEXT];
    if (!field->required) return;
    if (field->type == EVIDENCE_WORD)
        wrong(reading, field->name, "is missing: one of %s", listed(field->words, words));
    else
        wrong(reading, field->name, "is missing");
}

enum error_code evidence_fields(const struct decision_context *context, int32_t agency_id,
                                const struct json_object *given, struct evidence *row,
                                struct error *error)
{
    const struct evidence_kind_info *info = &evidence_kinds[row->kind];
    struct reading reading = {.arena = context->arena,
                              .desk = context->desk,
                              .agency_id = agency_id,
                              .row = row,
                              .error = error};
    struct json_object *written = json_object_new_object();
    row->header.office_id = row->header.service_id = row->staff_id = 0;
    for (size_t i = 0; i < info->count; i++) {
        struct json_object *value = NULL;
        if (given != NULL) json_object_object_get_ex(given, info->fields[i].name, &value);
        if (value == NULL) {
            check_missing(&reading, &info->fields[i]);
            continue;
        }
        read_field(&reading, &info->fields[i], value);
        json_object_object_add(written, info->fields[i].name, json_object_get(value));
    }
    if (given != NULL) check_unknown(&reading, info, given);
    if (given != NULL && row->kind == EVIDENCE_BENEFIT) check_benefit(&reading, given);
    row->fields = arena_strdup(
        context->arena, json_object_to_json_string_ext(
                            written, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
    json_object_put(written);
    if (row->fields == NULL && error->code == ERR_OK)
        error_set(error, ERR_UNAVAILABLE, "could not get memory for this request");
    return error->code;
}
