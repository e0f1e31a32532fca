/* Calendars: hours that do not overlap, holidays that can be read, and at least one open hour. */
#include <stdio.h>
#include <string.h>

#include "config/desk_int.h"
#include "workflow/hours.h"

static const char *const weekdays[7] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/* Spans of one day: in order, without overlap. */
static void check_hours(struct desk_definition *definition, const struct desk_item *calendar,
                        const char *below, struct json_object *hours)
{
    struct span before = {0, 0}, span;
    for (size_t i = 0; i < json_get_length(hours); i++) {
        char path[64];
        if (!hours_span(json_get_element(hours, i), &span)) continue;
        snprintf(path, sizeof path, "%s/%zu", below, i);
        if (i > 0 && span.from_min < before.to_min)
            desk_item_fault(definition, calendar, path,
                            "\"%s\" begins before the hours before it end; write them in order, "
                            "without overlap",
                            json_get_element(hours, i));
        before = span;
    }
}

static bool check_week(struct desk_definition *definition, const struct desk_item *calendar)
{
    struct json_object *week;
    bool open = false;
    if (!json_object_object_get_ex(calendar->value, "week", &week)) return true;
    for (int i = 0; i < 7; i++) {
        struct json_object *hours = json_get_list(week, weekdays[i]);
        char below[32];
        snprintf(below, sizeof below, "/week/%s", weekdays[i]);
        check_hours(definition, calendar, below, hours);
        open = open || json_get_length(hours) > 0;
    }
    return open;
}

/* A day must not stand twice in a list of dated things. */
static void check_date(struct desk_definition *definition, const struct desk_item *calendar,
                       const char *below, struct json_object *list, size_t at)
{
    const char *date = json_get_text(json_object_array_get_idx(list, at), "date");
    for (size_t i = 0; date != NULL && i < at; i++) {
        const char *other = json_get_text(json_object_array_get_idx(list, i), "date");
        if (other == NULL || strcmp(other, date) != 0) continue;
        desk_item_fault(definition, calendar, below, "%s stands in this list twice", date);
        return;
    }
}

static void check_holidays(struct desk_definition *definition, const struct desk_item *calendar)
{
    struct json_object *holidays = json_get_list(calendar->value, "holidays");
    for (size_t i = 0; i < json_get_length(holidays); i++) {
        struct json_object *holiday = json_object_array_get_idx(holidays, i);
        char below[48];
        snprintf(below, sizeof below, "/holidays/%zu", i);
        bool dated = json_object_object_get_ex(holiday, "date", NULL);
        bool ruled = json_object_object_get_ex(holiday, "rule", NULL);
        if (dated && ruled)
            desk_item_fault(definition, calendar, below,
                            "a holiday has a date or a rule, not both");
        else if (!dated && !ruled)
            desk_item_fault(definition, calendar, below,
                            "a holiday needs a date (\"2026-03-03\") or a rule (\"12-25\")");
        check_date(definition, calendar, below, holidays, i);
    }
}

static bool check_extra_days(struct desk_definition *definition, const struct desk_item *calendar)
{
    struct json_object *days = json_get_list(calendar->value, "extra_days");
    bool open = false;
    for (size_t i = 0; i < json_get_length(days); i++) {
        struct json_object *hours = json_get_list(json_object_array_get_idx(days, i), "hours");
        char below[48];
        snprintf(below, sizeof below, "/extra_days/%zu/hours", i);
        check_hours(definition, calendar, below, hours);
        if (hours != NULL && json_get_length(hours) == 0)
            desk_item_fault(definition, calendar, below, "an extra day needs opening hours");
        snprintf(below, sizeof below, "/extra_days/%zu/date", i);
        check_date(definition, calendar, below, days, i);
        open = open || json_get_length(hours) > 0;
    }
    return open;
}

void desk_check_calendars(struct desk_definition *definition)
{
    const struct desk_items *calendars = &definition->kinds[DESK_CALENDAR];
    for (size_t i = 0; i < calendars->count; i++) {
        const struct desk_item *calendar = &calendars->items[i];
        bool open = check_week(definition, calendar);
        check_holidays(definition, calendar);
        open = check_extra_days(definition, calendar) || open;
        if (!open)
            desk_item_fault(definition, calendar, "/week",
                            "this calendar has no open hour; a clock on it would never run");
    }
}
