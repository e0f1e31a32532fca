/* Who has how many minutes for which queue. */
#include "workflow/capacity.h"

#include <string.h>

#include "proto/arena.h"
#include "workflow/calendar.h"
#include "workflow/route.h"

/* Whether steps of the process bring professionals into the queue. */
static bool brings_in(const struct process *process, int32_t queue_id)
{
    for (size_t i = 0; process != NULL && i < process->state_count; i++)
        if (process->states[i].professional && process->states[i].task_queue_id == queue_id)
            return true;
    return false;
}

static bool takes_tasks(const struct desk *desk, const struct queue *queue)
{
    for (size_t i = 0; i < desk->services_count; i++)
        if (desk->services[i].active &&
            brings_in(desk_process(desk, desk->services[i].process_id), queue->id))
            return true;
    return false;
}

static bool takes_cases(const struct desk *desk, const struct queue *queue)
{
    for (size_t i = 0; i < desk->services_count; i++)
        if (desk->services[i].active && desk->services[i].queue_id == queue->id) return true;
    return false;
}

/* The roles in which the queue is worked, ROLE_BITs: cases may always be handed into it, unless it
 * is there for professionals alone. */
static uint32_t roles_of(const struct desk *desk, const struct queue *queue)
{
    if (!takes_tasks(desk, queue)) return ROLE_BIT(ROLE_CASE_MANAGER);
    return ROLE_BIT(ROLE_PROFESSIONAL) |
           (takes_cases(desk, queue) ? ROLE_BIT(ROLE_CASE_MANAGER) : 0);
}

bool capacity_serves(const struct desk *desk, const struct staff *staff, const struct queue *queue)
{
    if (!queue->active || !staff->active || staff->shared) return false;
    if (queue->skill_id != 0 && !staff_has_skill(staff, queue->skill_id)) return false;
    uint32_t roles = roles_of(desk, queue);
    for (int role = 1; role < ROLES; role++) {
        const struct route_request request = {
            .agency_id = queue->agency_id, .queue = queue, .role = (enum role)role};
        if ((roles & ROLE_BIT(role)) != 0 && route_allowed(&request, staff)) return true;
    }
    return false;
}

static int32_t office_minutes(const struct desk *desk, const struct office *office, civil_day day)
{
    const struct calendar_entry *entry =
        office == NULL ? NULL : desk_calendar_entry(desk, office->calendar_id);
    if (entry == NULL || !office->active) return 0;
    const struct zone *zone = entry->calendar->rules.zone;
    int64_t from_us = zone_instant(zone, (struct civil_time){day, 0});
    int64_t to_us = zone_instant(zone, (struct civil_time){day + 1, 0});
    return (int32_t)(calendar_open_between(entry->calendar, from_us, to_us) / US_PER_MIN);
}

static bool serves(const struct office *office, int32_t agency_id)
{
    if (office->agency_id == agency_id) return true;
    for (size_t i = 0; i < office->serves_count; i++)
        if (office->serves[i] == agency_id) return true;
    return false;
}

/* The office of an agency that is open longest; NULL: none has a calendar. */
static const struct office *longest_office(const struct desk *desk, int32_t agency_id,
                                           civil_day day)
{
    const struct office *found = NULL;
    int32_t longest = -1;
    for (size_t i = 0; i < desk->offices_count; i++) {
        const struct office *office = &desk->offices[i];
        if (!serves(office, agency_id) || desk_calendar_entry(desk, office->calendar_id) == NULL)
            continue;
        int32_t minutes = office_minutes(desk, office, day);
        if (minutes <= longest) continue;
        longest = minutes;
        found = office;
    }
    return found;
}

static int32_t agency_minutes(const struct desk *desk, int32_t agency_id, civil_day day)
{
    return office_minutes(desk, longest_office(desk, agency_id, day), day);
}

static const struct office *office_of(const struct desk *desk, const struct queue *queue,
                                      civil_day day)
{
    return queue->office_id != 0 ? desk_office(desk, queue->office_id)
                                 : longest_office(desk, queue->agency_id, day);
}

int32_t capacity_open_minutes(const struct desk *desk, const struct queue *queue, civil_day day)
{
    return office_minutes(desk, office_of(desk, queue, day), day);
}

const struct calendar *capacity_calendar(const struct desk *desk, const struct queue *queue,
                                         civil_day day)
{
    const struct office *office = office_of(desk, queue, day);
    const struct calendar_entry *entry =
        office == NULL ? NULL : desk_calendar_entry(desk, office->calendar_id);
    return entry == NULL ? NULL : entry->calendar;
}

/* The longest that an office is open where the person has the right to work the queue. */
static int32_t person_minutes(const struct desk *desk, const struct staff *staff,
                              const struct queue *queue, civil_day day)
{
    uint32_t roles = roles_of(desk, queue);
    int32_t longest = 0;
    for (size_t i = 0; i < staff->grant_count; i++) {
        const struct grant *grant = &staff->grants[i];
        if (grant->agency_id != queue->agency_id || (roles & ROLE_BIT(grant->role)) == 0) continue;
        int32_t office_id = grant->office_id != 0 ? grant->office_id : queue->office_id;
        if (queue->office_id != 0 && office_id != queue->office_id) continue;
        int32_t minutes = office_id != 0 ? office_minutes(desk, desk_office(desk, office_id), day)
                                         : agency_minutes(desk, queue->agency_id, day);
        if (minutes > longest) longest = minutes;
    }
    return longest;
}

/* Parts of minutes by weight (0: none), in whole minutes; left: what rounding down leaves. */
static void share_out(const int64_t *weights, size_t count, int32_t minutes, int64_t *remainders,
                      int32_t *parts)
{
    int64_t whole = 0;
    int32_t left = minutes;
    for (size_t i = 0; i < count; i++) whole += weights[i];
    for (size_t i = 0; i < count; i++) {
        int32_t part = (int32_t)(weights[i] * minutes / whole);
        remainders[i] = weights[i] * minutes % whole;
        parts[i] += part;
        left -= part;
    }
    for (; left > 0; left--) {
        size_t largest = 0;
        for (size_t i = 1; i < count; i++)
            if (remainders[i] > remainders[largest]) largest = i;
        parts[largest]++;
        remainders[largest] = -1;
    }
}

bool capacity_of_person(struct arena *arena, const struct desk *desk, const struct staff *staff,
                        const struct capacity_demand *demand, civil_day day, int32_t minutes[])
{
    int64_t *weights = arena_array(arena, desk->queues_count, sizeof *weights);
    int64_t *remainders = arena_array(arena, desk->queues_count, sizeof *remainders);
    int32_t longest = 0;
    if (weights == NULL || remainders == NULL) return false;
    if (staff_absent(staff, day) || staff->capacity_minutes <= 0) return true;
    for (size_t i = 0; i < desk->queues_count; i++) {
        const struct queue *queue = &desk->queues[i];
        if (!capacity_serves(desk, staff, queue)) continue;
        int32_t open = person_minutes(desk, staff, queue, day);
        if (open <= 0) continue;
        if (open > longest) longest = open;
        weights[i] = 1 + (demand->minutes[i] > 0 ? demand->minutes[i] : 0);
    }
    if (longest == 0) return true;
    if (longest > staff->capacity_minutes) longest = staff->capacity_minutes;
    share_out(weights, desk->queues_count, longest, remainders, minutes);
    return true;
}

bool capacity_of_day(struct arena *arena, const struct desk *desk,
                     const struct capacity_demand *demand, civil_day day, int32_t minutes[])
{
    for (size_t i = 0; i < desk->staff_count; i++)
        if (!capacity_of_person(arena, desk, &desk->staff[i], demand, day, minutes)) return false;
    return true;
}
