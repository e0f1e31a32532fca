/* A small desk for tests of the rules: two agencies, round-the-clock and office hours, one process
 * with every kind of state, and people of each role. Included by one test file at a time. */
#ifndef ONESTOP_TESTS_SMALL_DESK_H
#define ONESTOP_TESTS_SMALL_DESK_H

#include <string.h>

#include "proto/arena.h"
#include "workflow/desk.h"
#include "workflow/standard.h"

enum {
    CITY = 1,
    WATER = 2,
    HALL = 1,
    ANNEX = 2,
    WELL = 3,
    QUEUE_HALL = 1,
    QUEUE_EXPERTS = 2,
    QUEUE_WATER = 3,
    SKILL_BUILDING = 1,
    PERMIT = 1,
    ADVICE = 2,
    ALWAYS = 1,
    DAYTIME = 2,
    STANDARD_SLOW = 1,
    STANDARD_QUICK = 2,
    STANDARD_ACKNOWLEDGE = 3,
    STANDARD_RESPOND = 4,
    STANDARD_RIGHT = 5,
    CLERK = 1,
    MANAGER_ANA = 2,
    MANAGER_BO = 3,
    EXPERT = 4,
    LEAD = 5,
    WATER_MANAGER = 6,
    COUNTER_ACCOUNT = 7
};

static const struct zone_offset small_offsets[] = {{INT64_MIN, 2 * 60 * US_PER_MIN}};
static const struct zone small_zone = {"Test/Plus2", small_offsets, 1};
static const struct span small_all_day[] = {{0, 1440}};
static const struct span small_day[] = {{480, 720}, {780, 1020}};

static const struct process_state small_states[] = {
    {.code = "received", .word.name = "Received", .initial = true},
    {.code = "checking", .word.name = "Checking"},
    {.code = "waiting", .word.name = "Waiting for the customer", .pauses = PAUSE_CUSTOMER},
    {.code = "opinion",
     .word.name = "Opinion",
     .professional = true,
     .task_queue_id = QUEUE_EXPERTS,
     .task_minutes = 30,
     .task_question = "Is the building safe?"},
    {.code = "done",
     .word.name = "Done",
     .final = true,
     .outcomes = {"granted", "refused"},
     .outcome_count = 2,
     .issues = 1},
};
static const struct transition small_transitions[] = {
    {.step = "check", .word.name = "Check", .from = 0, .to = 1, .minutes = 10},
    {.step = "ask",
     .word.name = "Ask the customer",
     .from = 1,
     .to = 2,
     .minutes = 5,
     .guard = GUARD_HAS_CUSTOMER},
    {.step = "go-on", .word.name = "Go on", .from = 2, .to = 1, .minutes = 5},
    {.step = "consult", .word.name = "Consult", .from = 1, .to = 3, .minutes = 5},
    {.step = "conclude",
     .word.name = "Conclude",
     .from = 3,
     .to = 1,
     .minutes = 5,
     .guard = GUARD_NO_OPEN_TASKS},
    {.step = "decide",
     .word.name = "Decide",
     .from = 1,
     .to = 4,
     .minutes = 15,
     .guard = GUARD_NO_OPEN_TASKS},
    {.step = "solve",
     .word.name = "Solve on the spot",
     .from = 0,
     .to = 4,
     .minutes = 5,
     .roles = ROLE_BIT(ROLE_FRONT_DESK) | ROLE_BIT(ROLE_CASE_MANAGER)},
};
static const struct process small_processes[] = {
    {.id = 1,
     .agency_id = CITY,
     .code = "permit",
     .version = 1,
     .states = small_states,
     .state_count = 5,
     .transitions = small_transitions,
     .transition_count = 7},
};

#define SMALL_GRANT(name, agency, office, role)                                                    \
    static const struct grant name[] = {{agency, office, role}}
SMALL_GRANT(small_clerk, CITY, 0, ROLE_FRONT_DESK);
SMALL_GRANT(small_manager, CITY, 0, ROLE_CASE_MANAGER);
SMALL_GRANT(small_expert, CITY, 0, ROLE_PROFESSIONAL);
SMALL_GRANT(small_lead, CITY, 0, ROLE_TEAM_LEAD);
SMALL_GRANT(small_water, WATER, 0, ROLE_CASE_MANAGER);
static const int32_t small_building[] = {SKILL_BUILDING};
static const char *const small_languages[] = {"bg", "en"};

#define SMALL(id_, agency_, code_) .id = id_, .agency_id = agency_, .code = code_, .name = code_
static const struct agency small_agencies[] = {
    {.id = CITY,
     .code = "city",
     .name = "City",
     .zone = &small_zone,
     .reopen_days = 30,
     .locale = "en",
     .active = true},
    {.id = WATER,
     .code = "water",
     .name = "Water",
     .zone = &small_zone,
     .reopen_days = 30,
     .locale = "en",
     .active = true},
};
static const struct office small_offices[] = {
    {SMALL(HALL, CITY, "hall"), .calendar_id = ALWAYS, .active = true},
    {SMALL(ANNEX, CITY, "annex"), .calendar_id = ALWAYS, .active = true},
    {SMALL(WELL, WATER, "well"), .calendar_id = ALWAYS, .active = true},
};
static const struct queue small_queues[] = {
    {SMALL(QUEUE_HALL, CITY, "hall"), .active = true},
    {SMALL(QUEUE_EXPERTS, CITY, "experts"), .skill_id = SKILL_BUILDING, .active = true},
    {SMALL(QUEUE_WATER, WATER, "water"), .active = true},
};
static const struct skill small_skills[] = {
    {SMALL(SKILL_BUILDING, CITY, "building"), .active = true}};

#define SMALL_STAFF(id_, agency_, name_, grants_)                                                  \
    .id = id_, .agency_id = agency_, .user_name = name_, .name = name_, .active = true,            \
    .grants = grants_, .grant_count = 1, .languages = small_languages, .language_count = 2
static const struct staff small_staff[] = {
    {SMALL_STAFF(CLERK, CITY, "clerk", small_clerk), .capacity_minutes = 400, .lead_id = LEAD},
    {SMALL_STAFF(MANAGER_ANA, CITY, "ana", small_manager), .capacity_minutes = 400,
     .lead_id = LEAD},
    {SMALL_STAFF(MANAGER_BO, CITY, "bo", small_manager), .capacity_minutes = 400, .lead_id = LEAD},
    {SMALL_STAFF(EXPERT, CITY, "expert", small_expert), .capacity_minutes = 400, .lead_id = LEAD,
     .skills = small_building, .skill_count = 1},
    {SMALL_STAFF(LEAD, CITY, "lead", small_lead)},
    {SMALL_STAFF(WATER_MANAGER, WATER, "wat", small_water), .capacity_minutes = 400},
    {SMALL_STAFF(COUNTER_ACCOUNT, CITY, "counter", small_manager), .capacity_minutes = 400,
     .shared = true},
};

/* Builds the desk in arena; calendars cover 2020 to 2030. */
static inline const struct desk *small_desk(struct arena *arena)
{
    struct desk *desk = arena_alloc(arena, sizeof *desk);
    struct calendar_rules rules[2] = {{.zone = &small_zone}, {.zone = &small_zone}};
    struct calendar_entry *calendars = arena_array(arena, 2, sizeof *calendars);
    struct standard *standards = arena_array(arena, 5, sizeof *standards);
    struct service *services = arena_array(arena, 2, sizeof *services);
    for (int i = 0; i < 2; i++) {
        rules[i].from = civil_from_ymd(2020, 1, 1);
        rules[i].to = civil_from_ymd(2031, 1, 1);
        for (int day = 0; day < 7; day++) {
            rules[i].week[day].spans = i == 0 ? small_all_day : small_day;
            rules[i].week[day].count = i == 0 ? 1 : day < 5 ? 2 : 0;
        }
        calendars[i] = (struct calendar_entry){i + 1, CITY, i == 0 ? "always" : "daytime",
                                               calendar_expand(arena, &rules[i]), true};
    }
    standards[0] =
        (struct standard){.id = STANDARD_SLOW,
                          .agency_id = CITY,
                          .code = "slow",
                          .name = "Within five working days",
                          .active = true,
                          .kind = STANDARD_PROCESSING,
                          .terms = {UNIT_WORKING_DAYS, 5, 1020, 510, calendars[1].calendar},
                          .target_percent = 95};
    standards[1] =
        (struct standard){.id = STANDARD_QUICK,
                          .agency_id = CITY,
                          .code = "quick",
                          .active = true,
                          .kind = STANDARD_PROCESSING,
                          .terms = {UNIT_WORKING_MINUTES, 600, 1440, 0, calendars[0].calendar},
                          .target_percent = 95};
    standards[2] =
        (struct standard){.id = STANDARD_ACKNOWLEDGE,
                          .agency_id = CITY,
                          .code = "acknowledge",
                          .active = true,
                          .kind = STANDARD_ACKNOWLEDGEMENT,
                          .terms = {UNIT_WORKING_DAYS, 1, 1020, 510, calendars[1].calendar},
                          .target_percent = 95};
    standards[3] =
        (struct standard){.id = STANDARD_RESPOND,
                          .agency_id = CITY,
                          .code = "respond",
                          .active = true,
                          .kind = STANDARD_FIRST_RESPONSE,
                          .terms = {UNIT_WORKING_MINUTES, 2000, 1440, 0, calendars[0].calendar},
                          .target_percent = 95};
    for (int i = 0; i < 4; i++) {
        standards[i].in_force_to = CIVIL_DAY_MAX;
        standards[i].calendar_id = standards[i].terms.calendar == calendars[0].calendar ? 1 : 2;
        standards[i].extension_max = 4;
        standards[i].extension_roles = ROLE_BIT(ROLE_TEAM_LEAD);
    }
    standards[4] = (struct standard){.id = STANDARD_RIGHT,
                                     .agency_id = CITY,
                                     .code = "right",
                                     .active = true,
                                     .kind = STANDARD_RIGHT_FIRST_TIME,
                                     .in_force_to = CIVIL_DAY_MAX,
                                     .target_percent = 95};
    standards_link(standards, 5);
    for (int i = 0; i < 2; i++)
        services[i] = (struct service){.id = i + 1,
                                       .agency_id = CITY,
                                       .code = i == 0 ? "permit" : "advice",
                                       .name = "Service",
                                       .kind = SERVICE_ACT,
                                       .active = true,
                                       .process_id = 1,
                                       .standard_code = i == 0 ? "slow" : "quick",
                                       .queue_id = QUEUE_HALL,
                                       .expected_minutes = 45,
                                       .channels = ~0u,
                                       .calendar_id = ALWAYS};
    memcpy(desk->reference_key, "0123456789abcdef", 16);
    desk->agencies = small_agencies, desk->agencies_count = 2;
    desk->offices = small_offices, desk->offices_count = 3;
    desk->queues = small_queues, desk->queues_count = 3;
    desk->skills = small_skills, desk->skills_count = 1;
    desk->staff = small_staff, desk->staff_count = 7;
    desk->processes = small_processes, desk->processes_count = 1;
    desk->standards = standards, desk->standards_count = 5;
    desk->services = services, desk->services_count = 2;
    desk->calendars = calendars, desk->calendars_count = 2;
    return desk;
}

#endif
