/* Staff: grants, skills, languages, absences, leads. */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "db/snapshot_int.h"
#include "proto/arena.h"

static bool build_grants(struct builder *builder, const struct part *part, struct staff *staff)
{
    const struct json_object *list = json_get_list(part->definition, "grants");
    struct grant *grants = arena_array(builder->arena, json_get_length(list), sizeof *grants);
    if (grants == NULL) return builder_full(builder);
    for (size_t i = 0; i < json_get_length(list); i++) {
        const struct json_object *value = json_object_array_get_idx(list, i);
        const char *agency = json_get_text(value, "agency"), *code = json_get_text(value, "office");
        const struct agency *other = find_agency(builder->desk, agency);
        if (agency != NULL && other == NULL) return part_fault(builder, part, "no agency", agency);
        grants[i].agency_id = other == NULL ? part->agency_id : other->id;
        grants[i].role = (enum role)name_number(&role_names, json_get_text(value, "role"));
        const struct office *office = find_serving_office(builder->desk, grants[i].agency_id, code);
        if (code != NULL && office == NULL) return part_fault(builder, part, "no office", code);
        grants[i].office_id = office == NULL ? 0 : office->id;
    }
    staff->grants = grants;
    staff->grant_count = json_get_length(list);
    return true;
}

static int compare_ids(const void *a, const void *b)
{
    const int32_t *one = a, *other = b;
    return (*one > *other) - (*one < *other);
}

static bool build_skills(struct builder *builder, const struct part *part, struct staff *staff)
{
    const struct json_object *list = json_get_list(part->definition, "skills");
    int32_t *ids = arena_array(builder->arena, json_get_length(list), sizeof *ids);
    if (ids == NULL) return builder_full(builder);
    for (size_t i = 0; i < json_get_length(list); i++) {
        const char *code = json_get_element(list, i);
        const struct skill *skill = find_skill(builder->desk, part->agency_id, code);
        if (skill == NULL) return part_fault(builder, part, "no skill", code);
        ids[i] = skill->id;
    }
    qsort(ids, json_get_length(list), sizeof *ids, compare_ids);
    staff->skills = ids;
    staff->skill_count = json_get_length(list);
    return true;
}

static bool build_languages(struct builder *builder, const struct part *part, struct staff *staff)
{
    const struct json_object *list = json_get_list(part->definition, "languages");
    const char **languages = arena_array(builder->arena, json_get_length(list), sizeof *languages);
    if (languages == NULL) return builder_full(builder);
    for (size_t i = 0; i < json_get_length(list); i++) {
        languages[i] = arena_strdup(builder->arena, json_get_element(list, i));
        if (languages[i] == NULL) return builder_full(builder);
    }
    staff->languages = languages;
    staff->language_count = json_get_length(list);
    return true;
}

/* Rows of kind "absence" come first of all, sorted by staff id. */
static int first_absence(const PGresult *rows, int32_t staff_id)
{
    int low = 0, high = PQntuples(rows);
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (strcmp(PQgetvalue(rows, middle, COLUMN_KIND), "absence") == 0 &&
            db_get_int(rows, middle, COLUMN_ID, 0) < staff_id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_absence(const PGresult *rows, int row, int32_t staff_id)
{
    return row < PQntuples(rows) && strcmp(PQgetvalue(rows, row, COLUMN_KIND), "absence") == 0 &&
           db_get_int(rows, row, COLUMN_ID, 0) == staff_id;
}

static bool build_absences(struct builder *builder, struct staff *staff)
{
    const PGresult *rows = builder->rows;
    int first = first_absence(rows, staff->id), count = 0;
    while (is_absence(rows, first + count, staff->id)) count++;
    struct absence *absences = arena_array(builder->arena, (size_t)count, sizeof *absences);
    if (absences == NULL) return builder_full(builder);
    for (int i = 0; i < count; i++) {
        absences[i].from = (civil_day)db_get_int(rows, first + i, COLUMN_IN_FORCE_FROM, 0);
        absences[i].to = (civil_day)db_get_int(rows, first + i, COLUMN_VERSION, 0);
    }
    staff->absences = absences;
    staff->absence_count = (size_t)count;
    return true;
}

bool build_staff(struct builder *builder, const struct part *part, void *item)
{
    struct staff *staff = item;
    *staff = (struct staff){.id = part->id,
                            .agency_id = part->agency_id,
                            .user_name = part->code,
                            .name = part->name,
                            .active = part->active && json_get_bool(part->definition, "active"),
                            .shared = json_get_bool(part->definition, "shared"),
                            .capacity_minutes =
                                (int32_t)json_get_int(part->definition, "capacity_minutes", 0)};
    return build_grants(builder, part, staff) && build_skills(builder, part, staff) &&
           build_languages(builder, part, staff) && build_absences(builder, staff);
}

struct named {
    const char *user_name;
    int32_t id;
};

static int compare_names(const void *a, const void *b)
{
    const struct named *one = a, *other = b;
    return strcmp(one->user_name, other->user_name);
}

bool link_leads(struct builder *builder, const struct part *parts)
{
    const struct desk *desk = builder->desk;
    struct staff *staff = (struct staff *)(uintptr_t)desk->staff; /* still ours to fill */
    struct named *names = arena_array(builder->arena, desk->staff_count, sizeof *names);
    if (names == NULL) return builder_full(builder);
    for (size_t i = 0; i < desk->staff_count; i++)
        names[i] = (struct named){staff[i].user_name, staff[i].id};
    qsort(names, desk->staff_count, sizeof *names, compare_names);
    for (size_t i = 0; i < desk->staff_count; i++) {
        struct named key = {.user_name = json_get_text(parts[i].definition, "lead")};
        if (key.user_name == NULL) continue;
        const struct named *lead =
            bsearch(&key, names, desk->staff_count, sizeof *names, compare_names);
        if (lead == NULL) return part_fault(builder, &parts[i], "no lead", key.user_name);
        staff[i].lead_id = lead->id;
    }
    return true;
}
