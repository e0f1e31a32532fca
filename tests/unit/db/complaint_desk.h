/* A desk for tests of complaints, with the ladders that come with the project. Included by one test
 * file at a time. */
#ifndef ONESTOP_TESTS_COMPLAINT_DESK_H
#define ONESTOP_TESTS_COMPLAINT_DESK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "db/snapshot_int.h"
#include "proto/arena.h"
#include "workflow/complaint.h"

enum { TOWN = 1, HALL = 1, LADDERS = 5, STAFF_MAX = 40 };
/* Ids of staff: ranges of each kind. */
enum {
    CLERK = 1,     /* 4 clerks, of the first lead */
    WORKER = 5,    /* 6 case managers, two to a lead */
    LEAD = 11,     /* 6 leads, of the first head */
    HEAD = 17,     /* 5 heads of the office */
    REVIEWER = 22, /* 5 with the whole agency */
    AUDITOR = 27,  /* 1 */
    PEOPLE = AUDITOR
};

static const struct zone_offset desk_offsets[] = {{INT64_MIN, 2 * 60 * US_PER_MIN}};
static const struct zone desk_zone = {"Test/Plus2", desk_offsets, 1};
static const struct span desk_hours[] = {{510, 1020}};
static struct absence desk_absences[STAFF_MAX][24];
static struct grant desk_grants[STAFF_MAX];
static struct staff desk_people[STAFF_MAX];
/* Tells its customers all there is to tell of complaints. */
static struct agency desk_agencies[] = {{.id = TOWN,
                                         .code = "town",
                                         .name = "Town",
                                         .zone = &desk_zone,
                                         .locale = "en",
                                         .active = true,
                                         .notify = UINT64_C(1) << EVENT_COMPLAINT_ACKNOWLEDGED |
                                                   UINT64_C(1) << EVENT_COMPLAINT_ANSWERED |
                                                   UINT64_C(1) << EVENT_EXTENDED |
                                                   UINT64_C(1) << EVENT_COMPLAINT_ESCALATED}};
static const struct queue desk_queues[] = {
    {.id = 1, .agency_id = TOWN, .code = "general", .name = "General", .active = true},
    {.id = 2, .agency_id = TOWN, .code = "social", .name = "Social", .active = true},
    {.id = 3, .agency_id = TOWN, .code = "billing", .name = "Billing", .active = true}};

static inline int64_t moment(int year, int month, int day, int hour, int minute)
{
    struct civil_time local = {civil_from_ymd(year, month, day), (hour * 60 + minute) * US_PER_MIN};
    return zone_instant(&desk_zone, local);
}

static inline void add_person(int32_t id, enum role role, int32_t office_id, int32_t lead_id)
{
    static char names[STAFF_MAX][24];
    snprintf(names[id], sizeof names[id], "person-%d", (int)id);
    desk_grants[id] = (struct grant){TOWN, office_id, role};
    desk_people[id - 1] = (struct staff){.id = id,
                                         .agency_id = TOWN,
                                         .user_name = names[id],
                                         .name = names[id],
                                         .active = true,
                                         .lead_id = lead_id,
                                         .capacity_minutes = 400,
                                         .grants = &desk_grants[id],
                                         .grant_count = 1,
                                         .absences = desk_absences[id]};
}

static inline void add_people(void)
{
    for (int32_t i = CLERK; i < WORKER; i++) add_person(i, ROLE_FRONT_DESK, HALL, LEAD);
    for (int32_t i = WORKER; i < LEAD; i++)
        add_person(i, ROLE_CASE_MANAGER, HALL, LEAD + (i - WORKER) / 2);
    for (int32_t i = LEAD; i < HEAD; i++) add_person(i, ROLE_TEAM_LEAD, HALL, HEAD);
    for (int32_t i = HEAD; i < REVIEWER; i++) add_person(i, ROLE_MANAGER, HALL, 0);
    for (int32_t i = REVIEWER; i < AUDITOR; i++) add_person(i, ROLE_MANAGER, 0, 0);
    add_person(AUDITOR, ROLE_AUDITOR, 0, 0);
}

/* Monday to Friday, New Year and the days of Christmas closed, and so is what else is given, in
 * order. */
static inline const struct calendar *calendar_with(struct arena *arena, const civil_day *closed,
                                                   size_t count)
{
    struct holiday *holidays = arena_array(arena, 6 + count, sizeof *holidays);
    struct calendar_rules rules = {.zone = &desk_zone,
                                   .from = civil_from_ymd(2024, 1, 1),
                                   .to = civil_from_ymd(2030, 1, 1),
                                   .holidays = holidays};
    size_t used = 0;
    assert_non_null(holidays);
    for (int i = 0; i < 5; i++) {
        rules.week[i].spans = desk_hours;
        rules.week[i].count = 1;
    }
    for (int year = 2025; year < 2028; year++) {
        struct holiday fixed[] = {{civil_from_ymd(year, 1, 1), "New Year"},
                                  {civil_from_ymd(year, 12, 25), "Christmas"}};
        for (int i = 0; i < 2; i++) {
            for (; used < count && closed[used] <= fixed[i].day; used++)
                if (closed[used] < fixed[i].day)
                    holidays[rules.holiday_count++] = (struct holiday){closed[used], "Feast"};
            holidays[rules.holiday_count++] = fixed[i];
        }
    }
    return calendar_expand(arena, &rules);
}

static inline const struct calendar *desk_calendar(struct arena *arena)
{
    return calendar_with(arena, NULL, 0);
}

static inline void add_ladders(struct builder *builder, const char *agency, struct ladder *ladders,
                               size_t *count)
{
    char path[512];
    snprintf(path, sizeof path, "%s/config/desk/demo/%s/ladders.json", SOURCE_DIR, agency);
    struct json_object *file = json_object_from_file(path);
    struct json_object *list = json_get_list(file, "ladders");
    if (list == NULL) fail_msg("cannot read %s", path);
    for (size_t i = 0; i < json_get_length(list); i++) {
        struct json_object *definition = json_object_array_get_idx(list, i);
        struct part part = {.id = (int32_t)*count + 1,
                            .agency_id = TOWN,
                            .kind = "ladder",
                            .code = arena_strdup(builder->arena, json_get_text(definition, "code")),
                            .name = "Ladder",
                            .active = true,
                            .definition = definition};
        if (!build_ladder(builder, &part, &ladders[*count])) fail_msg("ladder %zu", i);
        ++*count;
    }
    json_object_put(file);
}

/* The five shipped ladders, all of one agency; those of the second file have other subjects. */
static inline struct desk *complaint_desk(struct arena *arena)
{
    struct desk *desk = arena_alloc(arena, sizeof *desk);
    struct error error = {0};
    struct calendar_entry *entry = arena_alloc(arena, sizeof *entry);
    struct ladder *ladders = arena_array(arena, LADDERS, sizeof *ladders);
    struct builder builder = {.arena = arena, .desk = desk, .error = &error};
    *entry = (struct calendar_entry){1, TOWN, "office-hours", desk_calendar(arena), true};
    add_people();
    desk->agencies = desk_agencies, desk->agencies_count = 1;
    desk->queues = desk_queues, desk->queues_count = 3;
    desk->staff = desk_people, desk->staff_count = PEOPLE;
    desk->calendars = entry, desk->calendars_count = 1;
    desk->ladders = ladders;
    add_ladders(&builder, "city", ladders, &desk->ladders_count);
    add_ladders(&builder, "water", ladders, &desk->ladders_count);
    assert_int_equal(desk->ladders_count, LADDERS);
    return desk;
}

/* The desk after a change of its calendar. */
static inline void give_calendar(struct desk *desk, const struct calendar *calendar)
{
    struct ladder *ladders = (struct ladder *)(uintptr_t)desk->ladders;
    for (size_t i = 0; i < desk->ladders_count; i++) {
        struct ladder_stage *stages = (struct ladder_stage *)(uintptr_t)ladders[i].stages;
        ladders[i].calendar = ladders[i].ask_next.calendar = calendar;
        for (size_t k = 0; k < ladders[i].stage_count; k++)
            stages[k].acknowledge.calendar = stages[k].answer.calendar = stages[k].update.calendar =
                calendar;
    }
}

/* Leaves one ladder in force. */
static inline const struct ladder *only_ladder(struct desk *desk, const char *code)
{
    struct ladder *ladders = (struct ladder *)(uintptr_t)desk->ladders;
    const struct ladder *found = NULL;
    for (size_t i = 0; i < desk->ladders_count; i++) {
        ladders[i].active = strcmp(ladders[i].code, code) == 0;
        if (ladders[i].active) found = &ladders[i];
    }
    assert_non_null(found);
    return found;
}

#endif
