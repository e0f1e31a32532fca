/* Calendars: the versions of a code become one expanded calendar, in which each day is open as the
 * version in force on that day says. */
#include <assert.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "db/snapshot_int.h"
#include "proto/arena.h"
#include "workflow/holiday.h"
#include "workflow/hours.h"

static bool read_hours(struct builder *builder, const struct part *part,
                       const struct json_object *list, const struct span **spans, size_t *count)
{
    struct span *read = arena_array(builder->arena, json_get_length(list), sizeof *read);
    if (read == NULL) return builder_full(builder);
    for (size_t i = 0; i < json_get_length(list); i++) {
        const char *text = json_get_element(list, i);
        if (text == NULL || !hours_span(text, &read[i]))
            return part_fault(builder, part, "no opening hours", text);
    }
    *spans = read;
    *count = json_get_length(list);
    return true;
}

enum { POINTER = sizeof(void *) }; /* of what an array of pointers is made of */

/* The week; *open gets a bit for each weekday that is open. */
static bool read_week(struct builder *builder, const struct part *part,
                      struct calendar_rules *rules, unsigned *open)
{
    static const char *const days[7] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    const struct json_object *week = json_get_object(part->definition, "week");
    *open = 0;
    for (int i = 0; i < 7; i++) {
        if (!read_hours(builder, part, json_get_list(week, days[i]), &rules->week[i].spans,
                        &rules->week[i].count))
            return false;
        if (rules->week[i].count > 0) *open |= 1u << i;
    }
    return true;
}

static bool read_holiday(struct builder *builder, const struct part *part,
                         const struct json_object *value, struct holiday_definition *holiday)
{
    const char *date = json_get_text(value, "date");
    const char *rule = date != NULL ? date : json_get_text(value, "rule");
    const char *observed = json_get_text(value, "observed");
    if (rule == NULL || !holiday_rule_parse(rule, &holiday->rule))
        return part_fault(builder, part, "no holiday", rule);
    for (int i = 1; observed != NULL && i < OBSERVED_KINDS; i++)
        if (strcmp(holiday_observed_names[i], observed) == 0)
            holiday->observed = (enum holiday_observed)i;
    return part_text(builder, value, "name", &holiday->name) &&
           (holiday->name != NULL || part_fault(builder, part, "a holiday without name", NULL));
}

static bool read_holidays(struct builder *builder, const struct part *part, unsigned open,
                          struct calendar_rules *rules)
{
    const struct json_object *list = json_get_list(part->definition, "holidays");
    size_t count = json_get_length(list);
    struct holiday_definition *read = arena_array(builder->arena, count, sizeof *read);
    if (read == NULL) return builder_full(builder);
    for (size_t i = 0; i < count; i++)
        if (!read_holiday(builder, part, json_object_array_get_idx(list, i), &read[i]))
            return false;
    rules->holidays = holidays_expand(builder->arena, read, count, open, rules->from, rules->to,
                                      &rules->holiday_count);
    return rules->holidays != NULL || builder_full(builder);
}

static int compare_extra_days(const void *a, const void *b)
{
    const struct extra_day *one = a, *other = b;
    return (one->day > other->day) - (one->day < other->day);
}

static bool read_extra_days(struct builder *builder, const struct part *part,
                            struct calendar_rules *rules)
{
    const struct json_object *list = json_get_list(part->definition, "extra_days");
    struct extra_day *days = arena_array(builder->arena, json_get_length(list), sizeof *days);
    if (days == NULL) return builder_full(builder);
    for (size_t i = 0; i < json_get_length(list); i++) {
        const struct json_object *value = json_object_array_get_idx(list, i);
        const char *date = json_get_text(value, "date");
        struct extra_day day = {0};
        if (date == NULL || !civil_day_parse(date, &day.day))
            return part_fault(builder, part, "no date", date);
        if (!read_hours(builder, part, json_get_list(value, "hours"), &day.spans, &day.span_count))
            return false;
        if (day.day >= rules->from && day.day < rules->to) days[rules->extra_day_count++] = day;
    }
    qsort(days, rules->extra_day_count, sizeof *days, compare_extra_days);
    rules->extra_days = days;
    return true;
}

/* One version, expanded for the days it is in force. */
static const struct calendar *expand(struct builder *builder, const struct part *part,
                                     const struct zone *zone, civil_day from, civil_day to)
{
    struct calendar_rules rules = {.zone = zone, .from = from, .to = to};
    unsigned open;
    if (!read_week(builder, part, &rules, &open) || !read_holidays(builder, part, open, &rules) ||
        !read_extra_days(builder, part, &rules))
        return NULL;
    const struct calendar *calendar = calendar_expand(builder->arena, &rules);
    if (calendar == NULL) builder_full(builder);
    return calendar;
}

/* Appends count items of a part to an array being joined. */
static void append(void *to, size_t *used, const void *items, size_t count, size_t size)
{
    if (count > 0) memcpy((char *)to + *used * size, items, count * size);
    *used += count;
}

/* Puts calendars that follow each other, day by day, into one. */
static const struct calendar *join(struct builder *builder, const struct calendar *const *parts,
                                   size_t count)
{
    size_t opens = 0, days = 0, holidays = 0, extras = 0;
    assert(count > 0);
    for (size_t i = 0; i < count; i++) {
        opens += parts[i]->open_count;
        days += parts[i]->working_day_count;
        holidays += parts[i]->rules.holiday_count;
        extras += parts[i]->rules.extra_day_count;
    }
    struct calendar *joined = arena_alloc(builder->arena, sizeof *joined);
    struct open_interval *open = arena_array(builder->arena, opens, sizeof *open);
    civil_day *working = arena_array(builder->arena, days, sizeof *working);
    struct holiday *holiday = arena_array(builder->arena, holidays, sizeof *holiday);
    struct extra_day *extra = arena_array(builder->arena, extras, sizeof *extra);
    if (!joined || !open || !working || !holiday || !extra) {
        builder_full(builder);
        return NULL;
    }
    joined->rules = parts[count - 1]->rules;
    joined->rules.from = parts[0]->rules.from;
    joined->rules.holiday_count = joined->rules.extra_day_count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct calendar *part = parts[i];
        size_t first = joined->open_count;
        append(open, &joined->open_count, part->open, part->open_count, sizeof *open);
        append(working, &joined->working_day_count, part->working_days, part->working_day_count,
               sizeof *working);
        append(holiday, &joined->rules.holiday_count, part->rules.holidays,
               part->rules.holiday_count, sizeof *holiday);
        append(extra, &joined->rules.extra_day_count, part->rules.extra_days,
               part->rules.extra_day_count, sizeof *extra);
        for (size_t k = first; first > 0 && k < joined->open_count; k++)
            open[k].before_us +=
                open[first - 1].before_us + (open[first - 1].to_us - open[first - 1].from_us);
    }
    joined->open = open;
    joined->working_days = working;
    joined->rules.holidays = holiday;
    joined->rules.extra_days = extra;
    return joined;
}

/* The versions of one code. */
struct versions {
    struct version {
        const struct part *part;
        civil_day from; /* in force from */
    } * items;
    size_t count;
};

/* The version in force on a day: of those in the definition the one that began last, the newest of
 * equals; else likewise of those that have left it; else the first there was. */
static const struct part *in_force(const struct versions *versions, civil_day day)
{
    const struct part *best[2] = {NULL, NULL}; /* retired, active */
    civil_day since[2] = {INT32_MIN, INT32_MIN};
    size_t first = 0;
    for (size_t i = 0; i < versions->count; i++) {
        bool active = versions->items[i].part->active;
        if (versions->items[i].from < versions->items[first].from) first = i;
        if (versions->items[i].from > day || versions->items[i].from < since[active]) continue;
        best[active] = versions->items[i].part; /* sorted by id: the later one is the newer */
        since[active] = versions->items[i].from;
    }
    if (best[1] != NULL) return best[1];
    return best[0] != NULL ? best[0] : versions->items[first].part;
}

/* The next day after which another version may be in force. */
static civil_day next_change(const struct versions *versions, civil_day day, civil_day end)
{
    civil_day next = end;
    for (size_t i = 0; i < versions->count; i++)
        if (versions->items[i].from > day && versions->items[i].from < next)
            next = versions->items[i].from;
    return next;
}

static const struct calendar *
expand_versions(struct builder *builder, const struct versions *versions, const struct zone *zone)
{
    const struct calendar **parts = arena_array(builder->arena, versions->count + 1, POINTER);
    size_t count = 0;
    if (parts == NULL) {
        builder_full(builder);
        return NULL;
    }
    for (civil_day day = builder->from; day < builder->to;) {
        const struct part *version = in_force(versions, day);
        civil_day end = next_change(versions, day, builder->to);
        while (end < builder->to && in_force(versions, end) == version)
            end = next_change(versions, end, builder->to);
        parts[count] = expand(builder, version, zone, day, end);
        if (parts[count++] == NULL) return NULL;
        day = end;
    }
    assert(count > 0 && count <= versions->count + 1);
    return count == 1 ? parts[0] : join(builder, parts, count);
}

static bool collect_versions(struct builder *builder, const struct part *parts, size_t count,
                             const struct part *of, struct versions *versions)
{
    versions->items = arena_array(builder->arena, count, sizeof *versions->items);
    versions->count = 0;
    if (versions->items == NULL) return builder_full(builder);
    for (size_t i = 0; i < count; i++) {
        if (parts[i].agency_id != of->agency_id || strcmp(parts[i].code, of->code) != 0) continue;
        versions->items[versions->count++] = (struct version){
            &parts[i], (civil_day)part_column(builder, &parts[i], COLUMN_IN_FORCE_FROM)};
    }
    return true;
}

bool build_calendars(struct builder *builder, const struct part *parts, size_t count)
{
    struct desk *desk = builder->desk;
    struct calendar_entry *entries = arena_array(builder->arena, count, sizeof *entries);
    if (entries == NULL) return builder_full(builder);
    desk->calendars = entries;
    for (size_t i = 0; i < count; i++) {
        const struct agency *agency = desk_agency(desk, parts[i].agency_id);
        const struct calendar_entry *same = find_calendar(desk, parts[i].agency_id, parts[i].code);
        const struct calendar *calendar = same == NULL ? NULL : same->calendar;
        if (agency == NULL) return part_fault(builder, &parts[i], "no agency", NULL);
        if (calendar == NULL) {
            struct versions versions;
            if (!collect_versions(builder, parts, count, &parts[i], &versions)) return false;
            calendar = expand_versions(builder, &versions, agency->zone);
            if (calendar == NULL) return false;
        }
        entries[i] = (struct calendar_entry){parts[i].id, parts[i].agency_id, parts[i].code,
                                             calendar, parts[i].active};
        desk->calendars_count = i + 1;
    }
    return true;
}
