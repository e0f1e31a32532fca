/* Logging a case, importing a past one, logging a contact without a case. */
#include <string.h>

#include "proto/arena.h"
#include "proto/reference.h"
#include "workflow/contact.h"
#include "workflow/decision.h"

/* Who gets it: whoever solves it on the spot, else as routing finds. */
static int32_t choose(struct decision *decision, const struct service *service, const char **reason)
{
    const struct command *command = decision->command;
    if (command->kind == COMMAND_CASE_LOG && command->outcome != NULL) {
        *reason = arena_strdup(decision->arena, "on-the-spot: solved by who logged it");
        return decision_actor_id(decision);
    }
    struct route_request request = {.agency_id = service->agency_id,
                                    .queue = desk_queue(decision->desk, service->queue_id),
                                    .skill_id = service->skill_id,
                                    .language = command->language,
                                    .channel = command->channel,
                                    .known_staff_id = decision->context->known_case_manager_id,
                                    .role = ROLE_CASE_MANAGER,
                                    .now_us = decision->now_us};
    return route_choose(decision->desk, decision->context->loads, &request, decision->arena,
                        reason);
}

static void begin_row(struct decision *decision, const struct service *service)
{
    const struct command *command = decision->command;
    struct kase *row = decision->row;
    row->agency_id = service->agency_id;
    row->id = decision_id(decision);
    row->office_id = command->office_id;
    row->service_id = service->id;
    row->channel = command->channel;
    row->segment_id =
        command->segment_id != 0 ? command->segment_id : decision->context->customer_segment_id;
    row->subject = command->subject;
    row->details = command->details;
    memcpy(row->salt, decision_salt(decision, 0), sizeof row->salt);
    decision->effects->agency_id = service->agency_id;
}

/* The contact that brought the case, in the same event: one row less on the busiest path. One that
 * was taken in before, from the system that measured it, has its row and was counted then. */
static void bring_contact(struct decision *decision, struct event_facts *facts)
{
    const struct command *command = decision->command;
    struct contact_row there = {.id = command->contact_id, .office_id = command->office_id};
    struct contact_row *contact = &there;
    if (command->contact_id == 0)
        contact = decision_contact(decision, decision->row->id);
    else
        contact_describe(command, contact);
    if (contact == NULL) return;
    facts->contact_id = contact->id;
    facts->direction = (int32_t)contact->direction;
    facts->purpose = (int32_t)contact->purpose;
    facts->cause = (int32_t)contact->cause;
    facts->contact_office_id = contact->office_id;
}

/* Of a past request nobody knows when it was acknowledged or first answered: it has none of these.
 */
static void start_others(struct decision *decision, const struct service *service,
                         int64_t received_at_us, struct event_facts *facts)
{
    const struct kase_clock *clock =
        decision_clock_start(decision, service, STANDARD_ACKNOWLEDGEMENT, received_at_us);
    if (clock != NULL) {
        facts->acknowledgement_standard_id = clock->clock.standard_id;
        facts->acknowledgement_due_at_us = clock->clock.due_at_us;
    }
    clock = decision_clock_start(decision, service, STANDARD_FIRST_RESPONSE, received_at_us);
    if (clock != NULL) {
        facts->first_response_standard_id = clock->clock.standard_id;
        facts->first_response_due_at_us = clock->clock.due_at_us;
    }
}

static enum error_code open_case(struct decision *decision, const struct service *service,
                                 int64_t received_at_us)
{
    const struct command *command = decision->command;
    if (decision->context->first_id >= REFERENCE_IDS) /* the case's own; other things go on */
        return error_set(decision->error, ERR_UNAVAILABLE,
                         "no new case can be logged: all case references are given out");
    struct kase *row = decision->row;
    begin_row(decision, service);
    const struct kase_clock *clock =
        decision_clock_start(decision, service, STANDARD_PROCESSING, received_at_us);
    struct case_event *event = decision_event(decision, EVENT_OPENED);
    struct event_facts *facts = &event->facts;
    char reference[16];
    reference_format(decision->desk->reference_key, row->id, reference);
    facts->reference = arena_strdup(decision->arena, reference);
    facts->process_id = service->process_id;
    facts->customer_id = command->customer_id;
    facts->received_at_us = received_at_us;
    if (command->kind == COMMAND_CASE_IMPORT) {
        facts->source = command->source;
        facts->external_id = command->external_id;
    }
    facts->queue_id = service->queue_id;
    facts->case_manager_id = choose(decision, service, &facts->route);
    facts->state = decision->process->states[process_initial(decision->process)].code;
    facts->front_desk = (decision->actor->roles & ROLE_BIT(ROLE_FRONT_DESK)) != 0 ||
                        command->channel == CHANNEL_WEB || command->channel == CHANNEL_API;
    facts->expected_minutes = service->expected_minutes;
    if (clock != NULL) {
        facts->clock_kind = (int32_t)clock->clock.kind;
        facts->clock_id = clock->clock.id;
        facts->standard_id = clock->clock.standard_id;
        facts->due_at_us = clock->clock.due_at_us;
    }
    if (command->kind == COMMAND_CASE_LOG) start_others(decision, service, received_at_us, facts);
    const char *texts[] = {command->subject, command->details};
    facts->digest = event_digest(decision->arena, row->salt, texts, 2);
    bring_contact(decision, facts);
    decision_emit(decision, event);
    if (command->kind == COMMAND_CASE_LOG)
        decision_heard(decision, command->direction, command->purpose);
    return ERR_OK;
}

/* The service and its agency and process; refuses what is not offered. */
static const struct service *offered(struct decision *decision)
{
    const struct command *command = decision->command;
    const struct service *service = desk_service(decision->desk, command->service_id);
    if (service == NULL || !service->active) {
        error_field(decision->error, "/service", "there is no such service in use");
        return NULL;
    }
    decision->agency = desk_agency(decision->desk, service->agency_id);
    decision->process = desk_process(decision->desk, service->process_id);
    if ((service->channels & (1u << command->channel)) == 0)
        error_field(decision->error, "/channel", "%s is not offered in this channel: %s",
                    service->code, name_of(&channel_names, (int)command->channel));
    if (command->customer_id != 0 && !decision->context->customer_found)
        error_field(decision->error, "/customer", "there is no such customer");
    return decision->error->code == ERR_OK ? service : NULL;
}

/* Solved on the spot: logged and closed in one go. */
static enum error_code close_at_once(struct decision *decision, const char *outcome)
{
    const struct transition *transition = decision_transition(decision, NULL, outcome);
    if (transition == NULL) return decision->error->code;
    if (decision->command->kind == COMMAND_CASE_LOG) {
        enum error_code code = decision_may_work(decision, transition->roles);
        if (code != ERR_OK) return code;
    }
    decision_close(decision, transition, outcome);
    return ERR_OK;
}

enum error_code decide_log(struct decision *decision)
{
    const struct command *command = decision->command;
    const struct service *service = offered(decision);
    int64_t received_at_us =
        command->received_at_us == NO_TIME ? decision->now_us : command->received_at_us;
    if (received_at_us > decision->now_us + US_PER_MIN)
        error_field(decision->error, "/received_at", "this is in the future");
    if (contact_check_source(command, decision->error) != ERR_OK) return decision->error->code;
    enum error_code code = open_case(decision, service, received_at_us);
    if (code != ERR_OK) return code;
    if (command->outcome != NULL) return close_at_once(decision, command->outcome);
    decision_enter_state(decision);
    return ERR_OK;
}

/* One past request: opened, warned, breached and closed at the times it was. */
enum error_code decide_import(struct decision *decision)
{
    const struct command *command = decision->command;
    const struct service *service = offered(decision);
    int64_t now_us = decision->now_us;
    if (service == NULL) return decision->error->code;
    if (command->opened_at_us > now_us)
        error_field(decision->error, "/opened_at", "this is in the future");
    if (command->closed_at_us != NO_TIME && command->closed_at_us < command->opened_at_us)
        error_field(decision->error, "/closed_at", "closed before it was opened");
    if (command->closed_at_us != NO_TIME && command->closed_at_us > now_us)
        error_field(decision->error, "/closed_at", "this is in the future");
    if (command->closed_at_us != NO_TIME && command->outcome == NULL)
        error_field(decision->error, "/outcome", "a closed request needs an outcome");
    if (decision->error->code != ERR_OK) return decision->error->code;
    bool closed = command->closed_at_us != NO_TIME;
    decision->now_us = command->opened_at_us;
    enum error_code code = open_case(decision, service, command->opened_at_us);
    if (code != ERR_OK) return code;
    decision_enter_state(decision);
    decision->now_us = closed ? command->closed_at_us : now_us;
    struct kase_clock *clock = decision_clock(decision);
    if (clock != NULL) decision_fire(decision, clock, true);
    return closed ? close_at_once(decision, command->outcome) : ERR_OK;
}

enum error_code decide_contact(struct decision *decision)
{
    const struct command *command = decision->command;
    decision->agency = desk_agency(decision->desk, command->agency_id);
    decision->effects->agency_id = command->agency_id;
    if (command->customer_id != 0 && !decision->context->customer_found) {
        error_field(decision->error, "/customer", "there is no such customer");
        return decision->error->code;
    }
    if (contact_check(command, decision->now_us, decision->error) != ERR_OK)
        return decision->error->code;
    struct contact_row *contact = decision_contact(decision, 0);
    if (contact != NULL) contact->summary = command->body;
    return ERR_OK;
}
