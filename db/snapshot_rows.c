/* Rows of db/query/desk_load.sql → the desk, kind by kind. */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/snapshot_int.h"
#include "proto/arena.h"
#include "workflow/holiday.h"
#include "workflow/hours.h"
#include "workflow/standard.h"

bool builder_full(struct builder *builder)
{
    if (builder->code == ERR_OK)
        builder->code =
            error_set(builder->error, ERR_UNAVAILABLE, "the desk does not fit into memory");
    return false;
}

bool part_fault(struct builder *builder, const struct part *part, const char *what,
                const char *value)
{
    if (builder->code != ERR_OK) return false;
    builder->code =
        error_set(builder->error, ERR_INTERNAL, "the desk in the database cannot be read");
    error_log_detail(builder->error, "%s %d \"%s\": %s \"%s\"", part->kind, (int)part->id,
                     part->code, what, value == NULL ? "" : value);
    return false;
}

bool part_text(struct builder *builder, const struct json_object *object, const char *key,
               const char **text)
{
    const char *there = json_get_text(object, key);
    *text = arena_strdup(builder->arena, there);
    return there == NULL || *text != NULL || builder_full(builder);
}

int part_column(const struct builder *builder, const struct part *part, enum desk_column column)
{
    return (int)db_get_int(builder->rows, part->row, (int)column, 0);
}

/* Names of event kinds as a mask. */
static uint64_t event_mask(const struct json_object *list)
{
    uint64_t mask = 0;
    for (size_t i = 0; i < json_get_length(list); i++) {
        int kind = name_number(&event_kind_names, json_get_element(list, i));
        if (kind != 0) mask |= event_bit((enum event_kind)kind);
    }
    return mask;
}

static bool build_webhooks(struct builder *builder, const struct part *part, struct agency *agency)
{
    struct json_object *list = json_get_list(part->definition, "webhooks");
    size_t count = json_get_length(list);
    struct webhook *webhooks = arena_array(builder->arena, count, sizeof *webhooks);
    if (webhooks == NULL) return builder_full(builder);
    for (size_t i = 0; i < count && i < AGENCY_WEBHOOKS; i++) {
        const struct json_object *one = json_object_array_get_idx(list, i);
        if (!part_text(builder, one, "code", &webhooks[i].code) ||
            !part_text(builder, one, "url", &webhooks[i].url))
            return false;
        webhooks[i].events = event_mask(json_get_list(one, "events"));
        agency->webhook_count++;
    }
    agency->webhooks = webhooks;
    return true;
}

bool build_agency(struct builder *builder, const struct part *part, void *item)
{
    struct agency *agency = item;
    agency->id = part->id;
    agency->code = part->code;
    agency->name = part->name;
    agency->active = part->active;
    agency->reopen_days = (int32_t)json_get_int(part->definition, "reopen_days", 0);
    if (!part_text(builder, part->definition, "locale", &agency->locale)) return false;
    agency->notify = event_mask(json_get_list(part->definition, "notify"));
    if (!build_webhooks(builder, part, agency)) return false;
    const char *name = json_get_text(part->definition, "time_zone");
    for (size_t i = 0; name != NULL && i < builder->zone_count; i++)
        if (strcmp(builder->zones[i].name, name) == 0) agency->zone = &builder->zones[i];
    return agency->zone != NULL || part_fault(builder, part, "no time zone", name);
}

/* Skill and segment: nothing but a name. */
bool build_named(struct builder *builder, const struct part *part, void *item)
{
    _Static_assert(sizeof(struct skill) == sizeof(struct segment), "both are the same");
    struct skill *named = item;
    (void)builder;
    *named = (struct skill){part->id, part->agency_id, part->code, part->name, part->active};
    return true;
}

bool build_office(struct builder *builder, const struct part *part, void *item)
{
    struct office *office = item;
    struct json_object *serves = json_get_list(part->definition, "serves");
    const char *code = json_get_text(part->definition, "calendar");
    const struct calendar_entry *calendar = find_calendar(builder->desk, part->agency_id, code);
    if (calendar == NULL) return part_fault(builder, part, "no calendar", code);
    int32_t *agencies = arena_array(builder->arena, json_get_length(serves), sizeof *agencies);
    if (agencies == NULL) return builder_full(builder);
    for (size_t i = 0; i < json_get_length(serves); i++) {
        const struct agency *agency = find_agency(builder->desk, json_get_element(serves, i));
        if (agency == NULL)
            return part_fault(builder, part, "no agency", json_get_element(serves, i));
        agencies[i] = agency->id;
    }
    *office = (struct office){.id = part->id,
                              .agency_id = part->agency_id,
                              .code = part->code,
                              .name = part->name,
                              .calendar_id = calendar->id,
                              .serves = agencies,
                              .serves_count = json_get_length(serves),
                              .active = part->active};
    return true;
}

bool build_queue(struct builder *builder, const struct part *part, void *item)
{
    struct queue *queue = item;
    const char *office_code = json_get_text(part->definition, "office");
    const char *skill_code = json_get_text(part->definition, "skill");
    const struct office *office = find_serving_office(builder->desk, part->agency_id, office_code);
    const struct skill *skill = find_skill(builder->desk, part->agency_id, skill_code);
    if (office_code != NULL && office == NULL)
        return part_fault(builder, part, "no office", office_code);
    if (skill_code != NULL && skill == NULL)
        return part_fault(builder, part, "no skill", skill_code);
    *queue = (struct queue){.id = part->id,
                            .agency_id = part->agency_id,
                            .code = part->code,
                            .name = part->name,
                            .office_id = office == NULL ? 0 : office->id,
                            .skill_id = skill == NULL ? 0 : skill->id,
                            .active = part->active};
    return true;
}

static uint32_t channel_bits(const struct json_object *list)
{
    uint32_t bits = 0;
    for (size_t i = 0; i < json_get_length(list); i++)
        bits |= 1u << name_number(&channel_names, json_get_element(list, i));
    return bits & ~1u;
}

/* The scope of a standard. Services are built later: they are kept as codes. */
static bool read_scope(struct builder *builder, const struct part *part, struct standard *standard)
{
    const struct json_object *services = json_get_list(part->definition, "services");
    const struct json_object *segments = json_get_list(part->definition, "segments");
    const char **codes = arena_array(builder->arena, json_get_length(services), sizeof(char *));
    int32_t *ids = arena_array(builder->arena, json_get_length(segments), sizeof *ids);
    if (codes == NULL || ids == NULL) return builder_full(builder);
    for (size_t i = 0; i < json_get_length(services); i++) {
        codes[i] = arena_strdup(builder->arena, json_get_element(services, i));
        if (codes[i] == NULL) return builder_full(builder);
    }
    for (size_t i = 0; i < json_get_length(segments); i++) {
        const char *code = json_get_element(segments, i);
        const struct segment *segment = find_segment(builder->desk, part->agency_id, code);
        if (segment == NULL) return part_fault(builder, part, "no segment", code);
        ids[i] = segment->id;
    }
    standard->services = codes;
    standard->service_count = json_get_length(services);
    standard->segments = ids;
    standard->segment_count = json_get_length(segments);
    standard->channels = channel_bits(json_get_list(part->definition, "channels"));
    return true;
}

static uint32_t approvers(const struct json_object *definition)
{
    const struct json_object *roles = json_get_list(definition, "extension_roles");
    uint32_t bits = roles == NULL ? ROLE_BIT(ROLE_TEAM_LEAD) : 0;
    for (size_t i = 0; i < json_get_length(roles); i++)
        bits |= ROLE_BIT(name_number(&role_names, json_get_element(roles, i)));
    return bits;
}

static bool last_day(struct builder *builder, const struct part *part, civil_day *day)
{
    const char *text = json_get_text(part->definition, "in_force_to");
    *day = CIVIL_DAY_MAX;
    return text == NULL || civil_day_parse(text, day) || part_fault(builder, part, "no date", text);
}

static int16_t minutes_of(const struct json_object *definition, const char *key, int16_t fallback)
{
    const char *text = json_get_text(definition, key);
    return text == NULL ? fallback : (int16_t)hours_time(text);
}

/* The question of a survey that judges it, and which answers keep it. */
static bool read_question(struct builder *builder, const struct part *part,
                          struct standard *standard)
{
    const struct json_object *definition = part->definition;
    standard->kept_by = survey_answers_of(definition);
    standard->question_kind =
        json_get_list(definition, "satisfied") != NULL ? QUESTION_SCALE : QUESTION_YES_NO;
    return part_text(builder, definition, "survey", &standard->survey) &&
           part_text(builder, definition, "question", &standard->question);
}

bool build_standard(struct builder *builder, const struct part *part, void *item)
{
    const struct json_object *definition = part->definition;
    struct standard *standard = item;
    *standard = (struct standard){
        .id = part->id,
        .agency_id = part->agency_id,
        .code = part->code,
        .name = part->name,
        .kind = (enum standard_kind)name_number(&standard_kind_names,
                                                json_get_text(definition, "kind")),
        .terms.unit =
            (enum clock_unit)name_number(&clock_unit_names, json_get_text(definition, "unit")),
        .terms.amount = (int32_t)json_get_int(definition, "amount", 0),
        .terms.cutoff_min = minutes_of(definition, "cutoff", 1440),
        .terms.roll_to_min = minutes_of(definition, "roll_to", 0),
        .seconds = (int32_t)json_get_int(definition, "seconds", 0),
        .abandoned_after_s = (int32_t)json_get_int(definition, "abandoned_after_s",
                                                   json_get_int(definition, "seconds", 0)),
        .target_percent = (int16_t)json_get_int(definition, "target_percent", 0),
        .department_pauses = json_get_bool(definition, "department_pauses"),
        .published = json_get_bool(definition, "published"),
        .active = part->active,
        .in_force_from = part_column(builder, part, COLUMN_IN_FORCE_FROM),
        .extension_max = (int32_t)json_get_int(definition, "extension_max", 0),
        .extension_roles = approvers(definition)};
    if (!last_day(builder, part, &standard->in_force_to) || !read_scope(builder, part, standard) ||
        !read_question(builder, part, standard))
        return false;
    if (standard->kind == STANDARD_NONE) return part_fault(builder, part, "no kind", NULL);
    if (standard->terms.unit == UNIT_NONE) return true;
    const char *code = json_get_text(definition, "calendar");
    const struct calendar_entry *calendar = find_calendar(builder->desk, part->agency_id, code);
    if (calendar == NULL) return part_fault(builder, part, "no calendar", code);
    standard->terms.calendar = calendar->calendar;
    standard->calendar_id = calendar->id;
    return true;
}

/* The calendar of a service's hours: that of its standard, else of its queue's office. */
static int32_t service_calendar(const struct desk *desk, const struct standard *standard,
                                const struct queue *queue)
{
    const struct office *office = desk_office(desk, queue->office_id);
    int32_t found = office == NULL ? 0 : office->calendar_id;
    for (size_t i = 0; standard != NULL && i < desk->calendars_count; i++)
        if (desk->calendars[i].calendar == standard->terms.calendar) found = desk->calendars[i].id;
    return found;
}

bool build_service(struct builder *builder, const struct part *part, void *item)
{
    const struct json_object *definition = part->definition;
    const struct desk *desk = builder->desk;
    struct service *service = item;
    const char *process_code = json_get_text(definition, "process");
    const char *queue_code = json_get_text(definition, "queue");
    const char *skill_code = json_get_text(definition, "skill");
    const char *standard_code = json_get_text(definition, "standard");
    const struct process *process = find_process(desk, part->agency_id, process_code);
    const struct queue *queue = find_queue(desk, part->agency_id, queue_code);
    const struct skill *skill = find_skill(desk, part->agency_id, skill_code);
    const struct standard *standard = find_standard(desk, part->agency_id, standard_code);
    if (process == NULL) return part_fault(builder, part, "no process", process_code);
    if (queue == NULL) return part_fault(builder, part, "no queue", queue_code);
    if (skill_code != NULL && skill == NULL)
        return part_fault(builder, part, "no skill", skill_code);
    if (standard_code != NULL && standard == NULL)
        return part_fault(builder, part, "no standard", standard_code);
    *service = (struct service){
        .id = part->id,
        .agency_id = part->agency_id,
        .code = part->code,
        .name = part->name,
        .kind =
            (enum service_kind)name_number(&service_kind_names, json_get_text(definition, "kind")),
        .active = part->active,
        .process_id = process->id,
        .standard_code = standard == NULL ? NULL : standard->code,
        .queue_id = queue->id,
        .skill_id = skill == NULL ? 0 : skill->id,
        .expected_minutes = (int32_t)json_get_int(definition, "expected_minutes", 0),
        .channels = channel_bits(json_get_list(definition, "channels"))};
    service->calendar_id = service_calendar(desk, standard, queue);
    return true;
}

/* The rows of a kind: they stand together. */
static int first_row(const PGresult *rows, const char *kind, int *count)
{
    int first = 0, all = PQntuples(rows);
    while (first < all && strcmp(PQgetvalue(rows, first, COLUMN_KIND), kind) != 0) first++;
    for (*count = 0; first + *count < all; ++*count)
        if (strcmp(PQgetvalue(rows, first + *count, COLUMN_KIND), kind) != 0) break;
    return first;
}

static bool add_zone(struct builder *builder, const struct part *part)
{
    const char *name = json_get_text(part->definition, "time_zone");
    for (size_t i = 0; name != NULL && i < builder->zone_count; i++)
        if (strcmp(builder->zones[i].name, name) == 0) return true;
    if (name == NULL) return part_fault(builder, part, "no time zone", NULL);
    char *copy = arena_strdup(builder->arena, name);
    if (copy == NULL) return builder_full(builder);
    builder->zones[builder->zone_count++].name = copy;
    return true;
}

/* Reads row; the definition is the caller's to put back. */
static bool read_part(struct builder *builder, const char *kind, int row, struct part *part)
{
    const PGresult *rows = builder->rows;
    *part = (struct part){.row = row,
                          .kind = kind,
                          .id = (int32_t)db_get_int(rows, row, COLUMN_ID, 0),
                          .agency_id = (int32_t)db_get_int(rows, row, COLUMN_AGENCY, 0),
                          .code = db_get_text(builder->arena, rows, row, COLUMN_CODE),
                          .name = db_get_text(builder->arena, rows, row, COLUMN_NAME),
                          .active = !db_get_bool(rows, row, COLUMN_RETIRED)};
    if (part->code == NULL || part->name == NULL) return builder_full(builder);
    part->definition = json_tokener_parse(PQgetvalue(rows, row, COLUMN_DEFINITION));
    return part->definition != NULL || part_fault(builder, part, "no JSON", NULL);
}

/* All parts of a kind; NULL when something is wrong. */
static struct part *read_parts(struct builder *builder, const char *kind, size_t *count)
{
    int rows, first = first_row(builder->rows, kind, &rows);
    struct part *parts = arena_array(builder->arena, (size_t)rows, sizeof *parts);
    *count = 0;
    if (parts == NULL) builder_full(builder);
    for (int i = 0; parts != NULL && i < rows && builder->code == ERR_OK; i++)
        if (read_part(builder, kind, first + i, &parts[i])) ++*count;
    return parts;
}

static void put_parts(struct part *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) json_object_put(parts[i].definition);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_key(const char *hex, uint8_t key[16])
{
    for (int i = 0; i < 16; i++) {
        int high = hex_digit(hex[0]), low = high < 0 ? -1 : hex_digit(hex[1]);
        if (low < 0) return false;
        key[i] = (uint8_t)(high * 16 + low);
        hex += 2;
    }
    return *hex == '\0';
}

bool builder_begin(struct builder *builder, const PGresult *rows)
{
    int count, row = first_row(rows, "installation", &count), earliest = INT32_MAX;
    size_t agencies;
    builder->rows = rows;
    if (count != 1 || !read_key(PQgetvalue(rows, row, COLUMN_CODE), builder->desk->reference_key)) {
        builder->code = error_set(builder->error, ERR_INTERNAL, "the database has no installation");
        return false;
    }
    builder->desk->definition_id = db_get_int(rows, row, COLUMN_ID, 0);
    builder->today = (civil_day)db_get_int(rows, row, COLUMN_VERSION, 0);
    builder->to = builder->today + SNAPSHOT_YEARS_AHEAD * 366;
    builder->from = civil_from_ymd(SNAPSHOT_FROM_YEAR, 1, 1);
    row = first_row(rows, "standard", &count);
    for (int i = 0; i < count; i++) {
        int from = (int)db_get_int(rows, row + i, COLUMN_IN_FORCE_FROM, INT32_MAX);
        if (from < earliest) earliest = from;
    }
    if (earliest < builder->from) builder->from = earliest < 0 ? 0 : earliest;
    struct part *parts = read_parts(builder, "agency", &agencies);
    builder->zones = arena_array(builder->arena, agencies, sizeof *builder->zones);
    if (builder->zones == NULL) builder_full(builder);
    for (size_t i = 0; builder->code == ERR_OK && i < agencies; i++) add_zone(builder, &parts[i]);
    put_parts(parts, agencies);
    return builder->code == ERR_OK;
}

typedef bool (*build_part)(struct builder *builder, const struct part *part, void *item);

/* Builds the array of a kind. *items is set first, so that the items see their elders. */
static bool build_kind(struct builder *builder, const char *kind, size_t size, build_part build,
                       const void *items, size_t *item_count)
{
    size_t count;
    struct part *parts = read_parts(builder, kind, &count);
    char *array = arena_array(builder->arena, count, size);
    if (array == NULL) {
        put_parts(parts, count);
        return builder_full(builder);
    }
    memcpy((void *)(uintptr_t)items, &array, sizeof array);
    *item_count = 0;
    for (size_t i = 0; builder->code == ERR_OK && i < count; i++)
        if (build(builder, &parts[i], array + i * size)) *item_count = i + 1;
    if (builder->code == ERR_OK && strcmp(kind, "staff") == 0) link_leads(builder, parts);
    if (strcmp(kind, "standard") == 0) standards_link((struct standard *)array, *item_count);
    put_parts(parts, count);
    return builder->code == ERR_OK;
}

static bool build_all_calendars(struct builder *builder)
{
    size_t count;
    struct part *parts = read_parts(builder, "calendar", &count);
    if (builder->code == ERR_OK) build_calendars(builder, parts, count);
    put_parts(parts, count);
    return builder->code == ERR_OK;
}

bool builder_finish(struct builder *builder)
{
    struct desk *desk = builder->desk;
#define BUILD(kind, type, plural, build)                                                           \
    build_kind(builder, kind, sizeof(struct type), build, &desk->plural, &desk->plural##_count)
    return BUILD("agency", agency, agencies, build_agency) && build_all_calendars(builder) &&
           BUILD("skill", skill, skills, build_named) &&
           BUILD("office", office, offices, build_office) &&
           BUILD("queue", queue, queues, build_queue) &&
           BUILD("segment", segment, segments, build_named) &&
           BUILD("standard", standard, standards, build_standard) &&
           BUILD("process", process, processes, build_process) &&
           BUILD("ladder", ladder, ladders, build_ladder) &&
           BUILD("service", service, services, build_service) &&
           BUILD("staff", staff, staff, build_staff) &&
           BUILD("survey", instrument, instruments, build_survey) &&
           BUILD("chart", watched_chart, charts, build_chart);
#undef BUILD
}
