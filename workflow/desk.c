/* Lookups in the desk snapshot. */
#include "workflow/desk.h"

#include <string.h>

const char *const guard_names[GUARDS] = {"has-customer", "no-open-tasks", "contacted", "open-tasks",
                                         "anonymous"};

uint32_t guard_bit(const char *name)
{
    for (unsigned i = 0; name != NULL && i < GUARDS; i++)
        if (strcmp(guard_names[i], name) == 0) return 1u << i;
    return 0;
}

bool guards_exclude(uint32_t one, uint32_t other)
{
    uint32_t both = one | other;
    return ((both & GUARD_HAS_CUSTOMER) && (both & GUARD_ANONYMOUS)) ||
           ((both & GUARD_NO_OPEN_TASKS) && (both & GUARD_OPEN_TASKS));
}

/* Binary search by the int32 id that stands first in every item. */
static const void *find_id(const void *items, size_t count, size_t size, int32_t id)
{
    const char *bytes = items;
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int32_t there;
        memcpy(&there, bytes + middle * size, sizeof there);
        if (there == id) return bytes + middle * size;
        if (there < id)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

#define DESK_FIND(type, plural)                                                                    \
    _Static_assert(offsetof(struct type, id) == 0, "find_id reads the id first");                  \
    const struct type *desk_##type(const struct desk *desk, int32_t id)                            \
    {                                                                                              \
        return find_id(desk->plural, desk->plural##_count, sizeof *desk->plural, id);              \
    }
DESK_TABLES(DESK_FIND)

#define DESK_FIND_CODE(type, plural)                                                               \
    const struct type *desk_##type##_by_code(const struct desk *desk, int32_t agency_id,           \
                                             const char *code)                                     \
    {                                                                                              \
        const struct type *found = NULL;                                                           \
        for (size_t i = 0; code != NULL && i < desk->plural##_count; i++) {                        \
            const struct type *item = &desk->plural[i];                                            \
            if (!item->active || strcmp(item->code, code) != 0) continue;                          \
            if (item->agency_id == agency_id) return item;                                         \
            if (agency_id != 0) continue;                                                          \
            if (found != NULL) return NULL;                                                        \
            found = item;                                                                          \
        }                                                                                          \
        return found;                                                                              \
    }
DESK_FIND_CODE(office, offices)
DESK_FIND_CODE(queue, queues)
DESK_FIND_CODE(skill, skills)
DESK_FIND_CODE(segment, segments)
DESK_FIND_CODE(service, services)

const struct agency *desk_agency_by_code(const struct desk *desk, const char *code)
{
    for (size_t i = 0; code != NULL && i < desk->agencies_count; i++)
        if (desk->agencies[i].active && strcmp(desk->agencies[i].code, code) == 0)
            return &desk->agencies[i];
    return NULL;
}

const struct process *desk_process_by_code(const struct desk *desk, int32_t agency_id,
                                           const char *code)
{
    const struct process *found = NULL;
    for (size_t i = 0; code != NULL && i < desk->processes_count; i++) {
        const struct process *process = &desk->processes[i];
        if (!process->active || strcmp(process->code, code) != 0) continue;
        if (agency_id != 0 && process->agency_id != agency_id) continue;
        if (found != NULL && found->agency_id != process->agency_id) return NULL;
        if (found == NULL || process->version > found->version) found = process;
    }
    return found;
}

const struct instrument *desk_instrument_by_code(const struct desk *desk, int32_t agency_id,
                                                 const char *code)
{
    const struct instrument *found = NULL; /* sorted by id: the last one is the newest */
    for (size_t i = 0; code != NULL && i < desk->instruments_count; i++) {
        const struct instrument *instrument = &desk->instruments[i];
        if (instrument->active && instrument->agency_id == agency_id &&
            strcmp(instrument->code, code) == 0)
            found = instrument;
    }
    return found;
}

const struct staff *desk_staff_by_user_name(const struct desk *desk, const char *user_name)
{
    for (size_t i = 0; user_name != NULL && i < desk->staff_count; i++)
        if (desk->staff[i].active && strcmp(desk->staff[i].user_name, user_name) == 0)
            return &desk->staff[i];
    return NULL;
}

int process_state_index(const struct process *process, const char *code)
{
    for (size_t i = 0; code != NULL && i < process->state_count; i++)
        if (strcmp(process->states[i].code, code) == 0) return (int)i;
    return -1;
}

bool process_state_has(const struct process_state *state, const char *outcome)
{
    for (int32_t i = 0; i < state->outcome_count; i++)
        if (strcmp(state->outcomes[i], outcome) == 0) return true;
    return false;
}

const struct process_word *process_outcome(const struct process *process, const char *outcome)
{
    for (size_t i = 0; outcome != NULL && i < process->outcome_count; i++)
        if (strcmp(process->outcomes[i].code, outcome) == 0) return &process->outcomes[i];
    return NULL;
}

bool process_ends_at_once(const struct process *process, const char *outcome)
{
    int initial = process_initial(process);
    for (size_t i = 0; i < process->transition_count; i++)
        if (process->transitions[i].from == initial &&
            process_state_has(&process->states[process->transitions[i].to], outcome))
            return true;
    return false;
}

const char *process_word_in(const struct process_word *word, const char *language)
{
    size_t primary = language == NULL ? 0 : strcspn(language, "-");
    const char *near = word->name;
    for (size_t i = 0; language != NULL && i < word->name_count; i++) {
        const char *own = word->names[i].language;
        if (strcmp(own, language) == 0) return word->names[i].name;
        if (strncmp(own, language, primary) == 0 && own[primary] == '\0')
            near = word->names[i].name;
    }
    return near;
}

bool process_state_issues(const struct process_state *state, const char *outcome)
{
    for (int32_t i = 0; i < state->outcome_count; i++)
        if (strcmp(state->outcomes[i], outcome) == 0) return (state->issues & (1u << i)) != 0;
    return false;
}

int process_initial(const struct process *process)
{
    for (size_t i = 0; i < process->state_count; i++)
        if (process->states[i].initial) return (int)i;
    return -1;
}

const struct absence *staff_absence(const struct staff *staff, civil_day day)
{
    for (size_t i = 0; i < staff->absence_count; i++)
        if (staff->absences[i].from <= day && day <= staff->absences[i].to)
            return &staff->absences[i];
    return NULL;
}

bool staff_absent(const struct staff *staff, civil_day day)
{
    return staff_absence(staff, day) != NULL;
}

bool staff_has_skill(const struct staff *staff, int32_t skill_id)
{
    for (size_t i = 0; i < staff->skill_count; i++)
        if (staff->skills[i] == skill_id) return true;
    return false;
}

bool staff_speaks(const struct staff *staff, const char *language)
{
    for (size_t i = 0; i < staff->language_count; i++)
        if (strcmp(staff->languages[i], language) == 0) return true;
    return false;
}

uint32_t staff_roles(const struct staff *staff, int32_t agency_id, int32_t office_id)
{
    uint32_t roles = 0;
    for (size_t i = 0; i < staff->grant_count; i++) {
        const struct grant *grant = &staff->grants[i];
        if (grant->agency_id != agency_id) continue;
        if (grant->office_id == 0 || (office_id != 0 && grant->office_id == office_id))
            roles |= ROLE_BIT(grant->role);
    }
    return roles;
}

enum error_code desk_is_behind(struct error *error)
{
    error_set(error, ERR_UNAVAILABLE, "it goes by a desk definition that was applied this moment");
    error_hint(error, "ask again in a moment");
    return error->code;
}
