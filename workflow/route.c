/* Routing: excluded, able, continuity, load, fairness; always explained. */
#include "workflow/route.h"

#include <inttypes.h>

#include "proto/arena.h"

static bool excluded(const struct route_request *request, int32_t staff_id)
{
    for (size_t i = 0; i < request->excluded_count; i++)
        if (request->excluded[i] == staff_id) return true;
    return false;
}

bool route_allowed(const struct route_request *request, const struct staff *staff)
{
    int32_t office_id = request->queue == NULL ? 0 : request->queue->office_id;
    uint32_t roles = staff_roles(staff, request->agency_id, office_id);
    if (office_id == 0)
        for (size_t i = 0; i < staff->grant_count;
             i++) /* an office's people work the agency's queue */
            if (staff->grants[i].agency_id == request->agency_id)
                roles |= ROLE_BIT(staff->grants[i].role);
    return staff->active && !excluded(request, staff->id) && (roles & ROLE_BIT(request->role)) != 0;
}

static bool able(const struct route_request *request, const struct staff *staff)
{
    int32_t queue_skill = request->queue == NULL ? 0 : request->queue->skill_id;
    return (request->skill_id == 0 || staff_has_skill(staff, request->skill_id)) &&
           (queue_skill == 0 || staff_has_skill(staff, queue_skill)) &&
           (request->language == NULL || request->language[0] == '\0' ||
            staff_speaks(staff, request->language));
}

static const struct route_load_entry *load_of(const struct route_load *load, int32_t staff_id)
{
    static const struct route_load_entry idle = {0, 0, 0, 0};
    size_t low = 0, high = load == NULL ? 0 : load->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct route_load_entry *entry = &load->entries[middle];
        if (entry->staff_id == staff_id) return entry;
        if (entry->staff_id < staff_id)
            low = middle + 1;
        else
            high = middle;
    }
    return &idle;
}

/* Load in thousandths of a day's capacity. A capacity of 0 means: gets nothing by itself. */
static int64_t relative_load(const struct staff *staff, const struct route_load_entry *load)
{
    return load->minutes * 1000 / staff->capacity_minutes;
}

struct choice {
    const struct staff *staff;
    const struct route_load_entry *load;
    int able, present;
};

static void consider(struct choice *choice, const struct route_load *load,
                     const struct staff *staff)
{
    const struct route_load_entry *entry = load_of(load, staff->id);
    choice->able++;
    if (choice->staff != NULL) {
        int64_t mine = relative_load(staff, entry);
        int64_t best = relative_load(choice->staff, choice->load);
        if (mine > best) return;
        if (mine == best && entry->last_assigned_at_us >= choice->load->last_assigned_at_us) return;
    }
    choice->staff = staff;
    choice->load = entry;
}

/* Whether the request's own case manager of choice (continuity) can take it: room within twice a
 * day's capacity. */
static bool continues(const struct route_load *load, const struct staff *staff)
{
    return relative_load(staff, load_of(load, staff->id)) < 2000;
}

int32_t route_choose(const struct desk *desk, const struct route_load *load,
                     const struct route_request *request, struct arena *arena, const char **reason)
{
    const struct agency *agency = desk_agency(desk, request->agency_id);
    civil_day today = zone_local(agency->zone, request->now_us).day;
    struct choice choice = {NULL, NULL, 0, 0};
    const struct staff *known = NULL;
    for (size_t i = 0; i < desk->staff_count; i++) {
        const struct staff *staff = &desk->staff[i];
        if (staff->shared || staff->capacity_minutes <= 0) continue;
        if (!route_allowed(request, staff) || staff_absent(staff, today)) continue;
        choice.present++;
        if (!able(request, staff)) continue;
        if (staff->id == request->known_staff_id) known = staff;
        consider(&choice, load, staff);
    }
    if (known != NULL && continues(load, known)) {
        *reason = arena_strdup(arena, "continuity: knows this customer");
        return *reason == NULL ? 0 : known->id;
    }
    if (choice.staff == NULL) {
        *reason =
            choice.present == 0
                ? arena_strdup(arena, "nobody-able: nobody with the right is present")
                : arena_printf(arena, "nobody-able: none of %d present has skill and language",
                               choice.present);
        return 0;
    }
    *reason = arena_printf(arena, "least-load: %" PRId64 " of %d minutes in hand, %d able",
                           choice.load->minutes, (int)choice.staff->capacity_minutes, choice.able);
    return *reason == NULL ? 0 : choice.staff->id;
}
