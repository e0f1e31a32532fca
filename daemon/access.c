/* Who may see and do what. */
#include "daemon/access.h"
#include "daemon/request.h"

#include <stdio.h>
#include <string.h>

#include "db/int_list.h"
#include "proto/route.h"
#include "workflow/complaint.h"
#include "workflow/ladder.h"
#include "workflow/route.h"

bool access_may_take_tasks(const struct staff *staff, const struct queue *queue)
{
    struct route_request request = {
        .agency_id = queue->agency_id, .queue = queue, .role = ROLE_PROFESSIONAL};
    return route_allowed(&request, staff) &&
           (queue->skill_id == 0 || staff_has_skill(staff, queue->skill_id));
}

static bool may_take_task(const struct desk *desk, const struct staff *staff,
                          const struct kase_task *task)
{
    const struct queue *queue = desk_queue(desk, task->queue_id);
    if (task->state != TASK_OPEN || queue == NULL) return false;
    if (task->assignee_id != 0) return task->assignee_id == staff->id;
    return access_may_take_tasks(staff, queue);
}

uint32_t access_case_roles(const struct desk *desk, const struct staff *staff,
                           const struct kase *row, const struct kase_task *tasks, size_t task_count)
{
    uint32_t roles = staff_roles(staff, row->agency_id, row->office_id);
    if (row->handling_agency_id != row->agency_id) {
        const struct queue *queue = desk_queue(desk, row->queue_id);
        roles |= staff_roles(staff, row->handling_agency_id, queue == NULL ? 0 : queue->office_id);
    }
    if (staff->id == row->handler_id || staff->id == row->case_manager_id)
        roles |= ROLE_BIT(ROLE_CASE_MANAGER);
    for (size_t i = 0; i < task_count; i++)
        if (may_take_task(desk, staff, &tasks[i])) roles |= ROLE_BIT(ROLE_PROFESSIONAL);
    return roles & ~ROLE_BIT(ROLE_COURIER);
}

uint32_t access_loaded_roles(const struct desk *desk, const struct staff *staff,
                             const struct kase_loaded *kase)
{
    if (kase == NULL) return 0;
    return access_case_roles(desk, staff, &kase->row, kase->tasks, kase->task_count);
}

uint32_t access_agency_roles(const struct staff *staff, int32_t agency_id)
{
    uint32_t roles = 0;
    for (size_t i = 0; i < staff->grant_count; i++)
        if (staff->grants[i].agency_id == agency_id) roles |= ROLE_BIT(staff->grants[i].role);
    return roles & ~ROLE_BIT(ROLE_COURIER);
}

uint32_t access_record_roles(const struct staff *staff, int32_t agency_id, int32_t office_id,
                             int32_t owner_id, int32_t about_id)
{
    uint32_t roles = staff_roles(staff, agency_id, office_id) & ~ROLE_BIT(ROLE_COURIER);
    bool here = access_agency_roles(staff, agency_id) != 0;
    if (owner_id == staff->id) roles |= ROLE_BIT(ROLE_CASE_MANAGER);
    if (here && (office_id == 0 || about_id == staff->id)) roles |= ACCESS_SEES;
    return roles;
}

uint32_t access_staff_roles(const struct desk *desk, const struct staff *staff,
                            const struct staff *of)
{
    if (staff->id == of->id) return access_agency_roles(staff, of->agency_id);
    uint32_t roles = staff_roles(staff, of->agency_id, 0);
    for (size_t i = 0; i < of->grant_count; i++)
        if (of->grants[i].agency_id == of->agency_id && of->grants[i].office_id != 0)
            roles |= staff_roles(staff, of->agency_id, of->grants[i].office_id);
    if (ladder_concerns(desk, of, &staff->id, 1)) roles |= ROLE_BIT(ROLE_TEAM_LEAD);
    return roles & (ROLES_LEAD | ROLES_ADMIN);
}

const char *access_agencies(struct arena *arena, const struct desk *desk, const struct staff *staff,
                            uint32_t roles)
{
    struct int_list agencies = {.arena = arena};
    for (size_t i = 0; i < desk->agencies_count; i++) {
        int32_t id = desk->agencies[i].id;
        if ((access_agency_roles(staff, id) & roles) != 0) int_list_add(&agencies, id);
    }
    return int_list_text(&agencies);
}

enum error_code access_check(uint32_t roles, uint32_t needed, struct error *error)
{
    if (roles == 0) return error_set(error, ERR_NOT_FOUND, REQUEST_ABSENT);
    if ((roles & needed) == 0)
        return error_set(error, ERR_FORBIDDEN, "your role here does not allow this");
    return ERR_OK;
}

enum error_code access_check_whole(const struct staff *staff, int32_t agency_id, uint32_t needed,
                                   struct error *error)
{
    if (access_agency_roles(staff, agency_id) == 0) return access_check(0, needed, error);
    uint32_t whole = staff_roles(staff, agency_id, 0);
    return access_check(whole == 0 ? ~needed : whole, needed, error);
}

/* An agency and an office as one number, as place() of the database has it. */
static int64_t place(int32_t agency_id, int32_t office_id)
{
    return (int64_t)agency_id << 32 | office_id;
}

/* Adds the place of a grant for an office, and the queues that stand there. */
static void add_office(struct int_list *places, const struct desk *desk, const struct grant *grant)
{
    int_list_add_once(places, place(grant->agency_id, grant->office_id));
    for (size_t i = 0; i < desk->queues_count; i++) {
        const struct queue *queue = &desk->queues[i];
        if (queue->agency_id == grant->agency_id && queue->office_id == grant->office_id)
            int_list_add_once(places, -(int64_t)queue->id);
    }
}

const char *access_led_agencies(struct arena *arena, const struct desk *desk,
                                const struct staff *staff, uint32_t roles, int32_t agency_id)
{
    struct int_list agencies = {.arena = arena};
    for (size_t i = 0; i < desk->agencies_count; i++) {
        int32_t id = desk->agencies[i].id;
        if (agency_id != 0 && agency_id != id) continue;
        if ((staff_roles(staff, id, 0) & roles) != 0) int_list_add(&agencies, id);
    }
    return int_list_text(&agencies);
}

int access_scope(struct arena *arena, const struct desk *desk, const struct staff *staff,
                 struct access_scope *scope)
{
    struct int_list agencies = {.arena = arena}, places = {.arena = arena};
    for (size_t i = 0; i < staff->grant_count; i++) {
        const struct grant *grant = &staff->grants[i];
        if (grant->role == ROLE_COURIER) continue;
        if (grant->office_id == 0)
            int_list_add_once(&agencies, grant->agency_id);
        else
            add_office(&places, desk, grant);
    }
    scope->agencies = int_list_text(&agencies);
    scope->places = int_list_text(&places);
    return scope->agencies == NULL || scope->places == NULL ? -1 : 0;
}

int access_led_scope(struct arena *arena, const struct staff *staff, uint32_t roles,
                     struct access_scope *scope)
{
    struct int_list agencies = {.arena = arena}, places = {.arena = arena};
    for (size_t i = 0; i < staff->grant_count; i++) {
        const struct grant *grant = &staff->grants[i];
        if ((ROLE_BIT(grant->role) & roles) == 0) continue;
        if (grant->office_id == 0)
            int_list_add_once(&agencies, grant->agency_id);
        else
            int_list_add_once(&places, place(grant->agency_id, grant->office_id));
    }
    scope->agencies = int_list_text(&agencies);
    scope->places = int_list_text(&places);
    return scope->agencies == NULL || scope->places == NULL ? -1 : 0;
}

uint32_t access_complaint_roles(const struct desk *desk, const struct staff *staff,
                                const struct complaint *complaint)
{
    int32_t agency_id = complaint->record.agency_id;
    if (complaint->serious) {
        if (ladder_concerns(desk, staff, complaint->about, complaint->about_count)) return 0;
        return staff_roles(staff, agency_id, 0) &
               (ROLE_BIT(complaint->secret_role) | ROLE_BIT(ROLE_AUDITOR));
    }
    uint32_t roles = staff_roles(staff, agency_id, complaint->record.office_id);
    const struct complaint_stage *now = complaint_now(complaint);
    if (complaint->state == COMPLAINT_OPEN && now != NULL && now->answerer_id == staff->id)
        roles |= access_agency_roles(staff, agency_id) & ROLES_ANSWER;
    return roles & ~ROLE_BIT(ROLE_COURIER);
}

int access_line(struct arena *arena, const struct desk *desk, const struct staff *staff,
                struct access_line *line)
{
    struct int_list people = {.arena = arena}, keys = {.arena = arena};
    const struct staff *one = staff;
    for (size_t steps = 0; steps <= desk->staff_count; steps++) {
        int_list_add_once(&people, one->id);
        one = one->lead_id == 0 ? NULL : desk_staff(desk, one->lead_id);
        if (one == NULL) break;
    }
    for (size_t i = 0; i < staff->grant_count; i++)
        if (staff->grants[i].office_id == 0 && staff->grants[i].role != ROLE_COURIER)
            int_list_add_once(&keys,
                              place(staff->grants[i].agency_id, (int32_t)staff->grants[i].role));
    line->line = int_list_text(&people);
    line->keys = int_list_text(&keys);
    return line->line == NULL || line->keys == NULL ? -1 : 0;
}

void access_all_agencies(const struct desk *desk, char *text, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < desk->agencies_count && used < size - 16; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%d", i == 0 ? "{" : ",",
                                 (int)desk->agencies[i].id);
    snprintf(text + used, size - used, used == 0 ? "{}" : "}");
}

int32_t access_agency(const struct desk *desk, const struct staff *staff, const char *code,
                      struct error *error)
{
    if (code != NULL) {
        const struct agency *agency = desk_agency_by_code(desk, code);
        if (agency != NULL && access_agency_roles(staff, agency->id) != 0) return agency->id;
        error_field(error, "/agency", "there is no such agency for you");
        return 0;
    }
    int32_t only = 0;
    for (size_t i = 0; i < staff->grant_count; i++) {
        if (only != 0 && staff->grants[i].agency_id != only) {
            error_field(error, "/agency", "you work for several agencies: name one");
            return 0;
        }
        only = staff->grants[i].agency_id;
    }
    return only;
}

/* The service, in the agency named or in the only agency of the caller's that offers it. */
static const struct service *resolve_service(const struct desk *desk, const struct staff *staff,
                                             struct command *command, struct error *error)
{
    const struct service *found = NULL;
    for (size_t i = 0; i < desk->services_count; i++) {
        const struct service *service = &desk->services[i];
        if (!service->active || strcmp(service->code, command->service) != 0) continue;
        if (access_agency_roles(staff, service->agency_id) == 0) continue;
        if (command->agency_id != 0 && service->agency_id != command->agency_id) continue;
        if (found != NULL) {
            error_field(error, "/agency", "several agencies offer %s: name one", command->service);
            return NULL;
        }
        found = service;
    }
    if (found == NULL) error_field(error, "/service", "there is no service %s", command->service);
    return found;
}

static bool serves(const struct office *office, int32_t agency_id)
{
    if (!office->active) return false;
    if (office->agency_id == agency_id) return true;
    for (size_t i = 0; i < office->serves_count; i++)
        if (office->serves[i] == agency_id) return true;
    return false;
}

/* An office that is not named is the only one that the caller's grants name, else the only one of
 * the agency. */
static const struct office *own_office(const struct desk *desk, const struct staff *staff,
                                       int32_t agency_id)
{
    const struct office *found = NULL;
    for (size_t i = 0; i < staff->grant_count; i++) {
        const struct office *office = desk_office(desk, staff->grants[i].office_id);
        if (office == NULL || !serves(office, agency_id) || office == found) continue;
        if (found != NULL) return NULL;
        found = office;
    }
    if (found != NULL) return found;
    for (size_t i = 0; i < desk->offices_count; i++) {
        if (!serves(&desk->offices[i], agency_id)) continue;
        if (found != NULL) return NULL;
        found = &desk->offices[i];
    }
    return found;
}

const struct office *access_office(const struct desk *desk, int32_t agency_id, const char *code)
{
    for (size_t i = 0; i < desk->offices_count; i++)
        if (strcmp(desk->offices[i].code, code) == 0 && serves(&desk->offices[i], agency_id))
            return &desk->offices[i];
    return NULL;
}

static void resolve_office(const struct desk *desk, const struct staff *staff, int32_t agency_id,
                           struct command *command, struct error *error)
{
    const struct office *office = command->office == NULL
                                      ? own_office(desk, staff, agency_id)
                                      : access_office(desk, agency_id, command->office);
    if (office != NULL)
        command->office_id = office->id;
    else if (command->office == NULL)
        error_field(error, "/office", "there are several offices: name the contact point");
    else
        error_field(error, "/office", "there is no office %s", command->office);
}

enum error_code access_resolve_log(const struct desk *desk, const struct staff *staff,
                                   struct command *command, bool need_service, struct error *error)
{
    if (command->agency != NULL || (command->service == NULL && !need_service))
        command->agency_id = access_agency(desk, staff, command->agency, error);
    if (command->service != NULL) {
        const struct service *service = resolve_service(desk, staff, command, error);
        if (service != NULL) {
            command->service_id = service->id;
            command->agency_id = service->agency_id;
        }
    }
    /* Of an unknown service: the rest is looked up where the caller works, to tell all at once. */
    struct error several = {.code = ERR_OK};
    if (command->agency_id == 0) command->agency_id = access_agency(desk, staff, NULL, &several);
    if (command->agency_id == 0) return error->code;
    resolve_office(desk, staff, command->agency_id, command, error);
    if (command->segment != NULL) {
        const struct segment *segment =
            desk_segment_by_code(desk, command->agency_id, command->segment);
        if (segment == NULL)
            error_field(error, "/segment", "there is no segment %s", command->segment);
        else
            command->segment_id = segment->id;
    }
    return error->code;
}

/* Where a hand-over or a task may go: any agency, because handing on is what a single contact point
 * is for. */
static void resolve_target(const struct desk *desk, const struct kase *row, struct command *command,
                           struct error *error)
{
    int32_t agency_id = row->handling_agency_id;
    if (command->agency != NULL) {
        const struct agency *agency = desk_agency_by_code(desk, command->agency);
        if (agency == NULL)
            error_field(error, "/agency", "there is no agency %s", command->agency);
        else
            command->to_agency_id = agency_id = agency->id;
    }
    if (command->queue != NULL) {
        const struct queue *queue = desk_queue_by_code(desk, agency_id, command->queue);
        if (queue == NULL)
            error_field(error, "/queue", "there is no queue %s in that agency", command->queue);
        else
            command->queue_id = queue->id;
    }
    if (command->to != NULL) {
        const struct staff *staff = desk_staff_by_user_name(desk, command->to);
        if (staff == NULL || !staff->active)
            error_field(error, "/to", "there is nobody with the user name %s", command->to);
        else
            command->to_staff_id = staff->id;
    }
}

enum error_code access_resolve_work(const struct desk *desk, const struct kase *row,
                                    const struct staff *staff, struct command *command,
                                    struct error *error)
{
    command->agency_id = row->agency_id;
    resolve_target(desk, row, command, error);
    if (command->kind == COMMAND_CASE_HAND_OVER && command->to == NULL && command->queue == NULL &&
        command->agency == NULL)
        error_field(error, "/to", "say to whom: to (a person), queue, or agency");
    if (command->kind == COMMAND_CASE_CONTACT || command->kind == COMMAND_CASE_REPLY) {
        if (command->office == NULL && own_office(desk, staff, row->agency_id) == NULL)
            command->office_id = row->office_id;
        else
            resolve_office(desk, staff, row->agency_id, command, error);
    }
    return error->code;
}

#define ACCESS_FIND(kind, by_code)                                                                 \
    bool access_find_##kind(const struct desk *desk, const struct staff *staff,                    \
                            const struct agency *agency, const char *code,                         \
                            const struct kind **found, struct error *error)                        \
    {                                                                                              \
        *found = NULL;                                                                             \
        for (size_t i = 0; i < desk->agencies_count; i++) {                                        \
            int32_t id = desk->agencies[i].id;                                                     \
            if (agency != NULL ? agency->id != id : access_agency_roles(staff, id) == 0) continue; \
            const struct kind *one = by_code(desk, id, code);                                      \
            if (one == NULL || one == *found) continue;                                            \
            if (*found != NULL) {                                                                  \
                error_field(error, "agency", "several agencies have a %s %s: name one", #kind,     \
                            code);                                                                 \
                return false;                                                                      \
            }                                                                                      \
            *found = one;                                                                          \
        }                                                                                          \
        return true;                                                                               \
    }
ACCESS_FIND(queue, desk_queue_by_code)
ACCESS_FIND(service, desk_service_by_code)
ACCESS_FIND(office, access_office)
