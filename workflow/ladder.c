/* Which ladder, which stage, who answers. */
#include "workflow/ladder.h"

#include <string.h>

#include "proto/arena.h"
#include "workflow/desk.h"
#include "workflow/route.h"

bool ladder_in_force(const struct desk *desk, const struct ladder *ladder, civil_day day)
{
    if (!ladder->active || ladder->in_force_from > day) return false;
    for (size_t i = 0; i < desk->ladders_count; i++) {
        const struct ladder *other = &desk->ladders[i];
        if (other == ladder || !other->active || other->agency_id != ladder->agency_id ||
            other->in_force_from > day || strcmp(other->code, ladder->code) != 0)
            continue;
        if (other->in_force_from > ladder->in_force_from ||
            (other->in_force_from == ladder->in_force_from && other->id > ladder->id))
            return false;
    }
    return true;
}

static const struct ladder_subject *find_subject(const struct ladder *ladder, const char *subject)
{
    for (size_t i = 0; subject != NULL && i < ladder->subject_count; i++)
        if (strcmp(ladder->subjects[i].code, subject) == 0) return &ladder->subjects[i];
    return NULL;
}

const struct ladder *ladder_at(const struct desk *desk, int32_t agency_id, const char *subject,
                               civil_day day, const struct ladder_subject **entry)
{
    *entry = NULL;
    for (size_t i = 0; i < desk->ladders_count; i++) {
        const struct ladder *ladder = &desk->ladders[i];
        if (ladder->agency_id != agency_id || !ladder_in_force(desk, ladder, day)) continue;
        *entry = find_subject(ladder, subject);
        if (*entry != NULL || (subject == NULL && ladder->fallback)) return ladder;
    }
    return NULL;
}

int ladder_independent(const struct ladder *ladder)
{
    for (size_t i = 0; i < ladder->stage_count; i++)
        if (ladder->stages[i].independent) return (int)i;
    return (int)ladder->stage_count - 1;
}

static bool among(const int32_t *ids, size_t count, int32_t id)
{
    for (size_t i = 0; i < count; i++)
        if (ids[i] == id) return true;
    return false;
}

bool ladder_concerns(const struct desk *desk, const struct staff *staff, const int32_t *about,
                     size_t count)
{
    size_t steps = 0; /* leads form no circle; a desk that says otherwise does not hang us */
    while (staff != NULL && steps++ <= desk->staff_count) {
        if (among(about, count, staff->id)) return true;
        staff = staff->lead_id == 0 ? NULL : desk_staff(desk, staff->lead_id);
    }
    return false;
}

static bool holds(const struct ladder_question *question, const struct staff *staff, bool by_office)
{
    const struct ladder_stage *stage = question->stage;
    for (size_t i = 0; i < staff->grant_count; i++) {
        const struct grant *grant = &staff->grants[i];
        if (grant->agency_id != question->agency_id || grant->role != stage->role) continue;
        if (by_office ? grant->office_id != 0 && grant->office_id == question->office_id
                      : grant->office_id == 0)
            return true;
    }
    return false;
}

const char *ladder_unfit(const struct desk *desk, const struct ladder_question *question,
                         const struct staff *staff)
{
    bool by_office = question->stage->of != ANSWERER_OF_AGENCY;
    if (!staff->active || staff->shared) return ERROR_SAYS("is no person in service");
    if (ladder_concerns(desk, staff, question->about, question->about_count))
        return ERROR_SAYS("is complained about, or works for somebody who is");
    if (among(question->earlier, question->earlier_count, staff->id))
        return ERROR_SAYS("had an earlier stage of this complaint");
    if (!holds(question, staff, false) && !(by_office && holds(question, staff, true)))
        return ERROR_SAYS("has not the role that answers this stage");
    return NULL;
}

bool ladder_absent(const struct desk *desk, const struct staff *staff, int64_t at_us)
{
    const struct agency *home = desk_agency(desk, staff->agency_id);
    return home != NULL && staff_absent(staff, zone_local(home->zone, at_us).day);
}

static int32_t hand_of(const struct ladder_question *question, int32_t staff_id)
{
    for (size_t i = 0; i < question->hand_count; i++)
        if (question->hands[i].staff_id == staff_id) return question->hands[i].open;
    return 0;
}

static int64_t minutes_of(const struct route_load *loads, int32_t staff_id)
{
    for (size_t i = 0; loads != NULL && i < loads->count; i++)
        if (loads->entries[i].staff_id == staff_id) return loads->entries[i].minutes;
    return 0;
}

struct choice {
    const struct staff *staff;
    int32_t open;
    int64_t minutes;
    int able, absent;
};

static void consider(const struct desk *desk, const struct ladder_question *question,
                     const struct staff *staff, struct choice *choice)
{
    if (ladder_absent(desk, staff, question->at_us)) {
        choice->absent++;
        return;
    }
    int32_t open = hand_of(question, staff->id);
    int64_t minutes = minutes_of(question->loads, staff->id);
    choice->able++;
    if (choice->staff != NULL &&
        (open > choice->open || (open == choice->open && minutes >= choice->minutes)))
        return;
    choice->staff = staff;
    choice->open = open;
    choice->minutes = minutes;
}

static const struct staff *lead_of_manager(const struct desk *desk,
                                           const struct ladder_question *question)
{
    const struct staff *manager = desk_staff(desk, question->case_manager_id);
    const struct staff *lead = manager == NULL ? NULL : desk_staff(desk, manager->lead_id);
    if (question->stage->of != ANSWERER_OF_CASE_MANAGER || lead == NULL ||
        ladder_unfit(desk, question, lead) != NULL || ladder_absent(desk, lead, question->at_us))
        return NULL;
    return lead;
}

int32_t ladder_choose(const struct desk *desk, const struct ladder_question *question,
                      struct arena *arena, const char **reason)
{
    struct choice choice = {.staff = NULL};
    const struct staff *lead = lead_of_manager(desk, question);
    if (lead != NULL) {
        *reason = arena_strdup(arena, "lead: of the case manager");
        return *reason == NULL ? 0 : lead->id;
    }
    /* Who has the office comes before who has the whole agency: that one is for later stages. */
    for (int of_office = question->stage->of != ANSWERER_OF_AGENCY; of_office >= 0; of_office--) {
        for (size_t i = 0; i < desk->staff_count; i++) {
            const struct staff *staff = &desk->staff[i];
            if (holds(question, staff, of_office == 1) &&
                ladder_unfit(desk, question, staff) == NULL)
                consider(desk, question, staff, &choice);
        }
        if (choice.staff != NULL) break;
    }
    if (choice.staff == NULL) {
        *reason = arena_printf(arena, "nobody-able: %d fit but absent", choice.absent);
        return 0;
    }
    /* How many is not said: some may be serious, and whoever reads this named in one. */
    *reason = arena_printf(arena, "fewest: complaints in hand, %d able, %d absent", choice.able,
                           choice.absent);
    return *reason == NULL ? 0 : choice.staff->id;
}

/* How many working days lie at or before day. */
static size_t days_until(const struct calendar *calendar, civil_day day)
{
    size_t low = 0, high = calendar->working_day_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (calendar->working_days[middle] <= day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int32_t ladder_days(const struct ladder *ladder, int64_t from_us, int64_t to_us)
{
    const struct calendar *calendar = ladder->calendar;
    civil_day from = zone_local(calendar->rules.zone, from_us).day;
    civil_day to = zone_local(calendar->rules.zone, to_us).day;
    size_t before = days_until(calendar, from), after = days_until(calendar, to);
    return after > before ? (int32_t)(after - before) : 0;
}
