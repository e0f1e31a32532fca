/* Logging complaints and acting on them. The rules are workflow/complaint.h; what is written goes
 * the street to the batch. */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "daemon/access.h"
#include "daemon/complaint_int.h"
#include "daemon/handlers.h"
#include "daemon/id_block.h"
#include "daemon/load.h"
#include "daemon/street.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "proto/command.h"
#include "proto/json_get.h"
#include "proto/reference.h"

/* A complaint being written. */
struct writing {
    struct complaint_body body;
    struct complaint_told told;
    struct command request; /* convert: the case; log: what resolves agency, service, office */
    struct complaint before, after;
    struct complaint_context context;
    struct effects effects;
    struct error error, faults;
    struct actor actor;
    struct load_wish wish;
    enum complaint_act act;
    int64_t id; /* of the complaint in the path; of a new one, once it is taken */
    int32_t agency_id;
    bool fresh;
};

static struct writing *read_body(struct request *request)
{
    struct writing *writing = arena_alloc(request->arena, sizeof *writing);
    if (writing == NULL) {
        request_answer_full(request);
        return NULL;
    }
    request->state = writing;
    writing->body.received_at_us = writing->body.happened_at_us = NO_TIME;
    if (body_decode(request->arena, request->body, request->route->body, "", false, &writing->body,
                    NULL, &writing->faults) == ERR_TOO_LARGE) {
        request_answer_error(request, &writing->faults);
        return NULL;
    }
    writing->told.received_at_us = writing->told.happened_at_us = NO_TIME;
    return writing;
}

static const char *all_agencies(struct request *request)
{
    char *agencies = arena_alloc(request->arena, ACCESS_AGENCIES_TEXT);
    if (agencies == NULL)
        request_answer_full(request);
    else
        access_all_agencies(request->desk, agencies, ACCESS_AGENCIES_TEXT);
    return agencies;
}

/* ---- what a body names ---- */

static void resolve_about(struct request *request, struct writing *writing)
{
    json_object *list = writing->body.about;
    struct complaint_told *told = &writing->told;
    for (size_t i = 0; list != NULL && i < json_get_length(list); i++) {
        const char *name = json_get_element(list, i);
        const struct staff *staff = desk_staff_by_user_name(request->desk, name);
        if (staff == NULL || access_agency_roles(staff, writing->agency_id) == 0) {
            error_field(&writing->error, "/about", "there is nobody of that user name here");
            return;
        }
        if (told->about_count < LADDER_ABOUT) told->about[told->about_count++] = staff->id;
    }
}

static void resolve_remedies(struct request *request, struct writing *writing)
{
    const struct remedy_body *bodies = writing->body.remedies.items;
    size_t count = writing->body.remedies.count;
    struct remedy_told *remedies = arena_array(request->arena, count, sizeof *remedies);
    if (remedies == NULL) {
        error_set(&writing->error, ERR_TOO_LARGE, "too many remedies");
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const struct staff *owner = desk_staff_by_user_name(request->desk, bodies[i].owner);
        if (bodies[i].owner != NULL &&
            (owner == NULL || access_agency_roles(owner, writing->agency_id) == 0)) {
            char field[64];
            snprintf(field, sizeof field, "/remedies/%zu/owner", i);
            error_field(&writing->error, field, "there is nobody of that user name here");
        }
        remedies[i] = (struct remedy_told){
            .what = bodies[i].what,
            .owner_id = owner == NULL ? 0 : owner->id,
            .due_at_us = bodies[i].due_at_us == 0 ? NO_TIME : bodies[i].due_at_us};
    }
    writing->told.remedies = remedies;
    writing->told.remedy_count = count;
}

/* The case that a body names, as loaded: there for the caller, and of the complaint's agency. */
static void take_case(struct request *request, struct writing *writing)
{
    const struct kase_loaded *kase = writing->wish.kase;
    if (kase == NULL || access_loaded_roles(request->desk, request->who->staff, kase) == 0)
        error_field(&writing->error, "/case", "there is no such case");
    else if (kase->row.agency_id != writing->agency_id)
        error_field(&writing->error, "/case", "is a case of another agency");
    else {
        writing->told.case_id = kase->row.id;
        writing->told.case_manager_id = kase->row.case_manager_id;
        if (writing->told.service_id == 0) writing->told.service_id = kase->row.service_id;
    }
}

static void want_case(struct request *request, struct writing *writing)
{
    const char *reference = writing->body.case_reference;
    int64_t id = reference == NULL ? 0 : reference_parse(request->desk->reference_key, reference);
    writing->wish.case_id = id < 0 ? 0 : id;
}

/* ---- deciding ---- */

static void answer(struct request *request, request_step retry)
{
    struct writing *writing = request->state;
    const struct complaint *after = &writing->after;
    bool seen = access_complaint_roles(request->desk, request->who->staff, after) != 0;
    struct street_answer out = {
        .status = writing->fresh ? 201 : 200,
        .etag = after->record.version,
        .body = complaint_json_brief(request->arena, request->desk, after, !seen)};
    if (writing->fresh)
        out.location =
            arena_printf(request->arena, API_PREFIX "/complaints/%s", after->record.reference);
    if (out.body == NULL || (writing->fresh && out.location == NULL))
        request_answer_full(request);
    else
        street_submit(request, &writing->effects, writing->agency_id, &out, retry);
}

static void load(struct request *request);

static void decide(struct request *request)
{
    struct writing *writing = request->state;
    struct complaint_context *context = &writing->context;
    int64_t first;
    if (!street_ids(request, DECISION_IDS, &first, decide)) return;
    street_context(request, &context->decision);
    context->decision.first_id = first;
    context->decision.known_case_manager_id = writing->wish.customer.last_case_manager_id;
    context->decision.customer = writing->wish.contact;
    context->decision.customer_segment_id = writing->wish.customer.segment_id;
    context->decision.customer_found =
        writing->wish.customer.found && writing->wish.customer.agency_id == writing->agency_id;
    memset(&writing->effects, 0, sizeof writing->effects);
    enum error_code code;
    if (writing->fresh) {
        code = complaint_log(context, &writing->actor, &writing->told, &writing->after,
                             &writing->effects, &writing->error);
    } else {
        writing->after = writing->before;
        code = complaint_do(context, &writing->actor, writing->act, &writing->told, &writing->after,
                            &writing->effects, &writing->error);
    }
    id_block_give_back(request->worker->ids,
                       context->decision.first_id + writing->effects.ids_used);
    if (code != ERR_OK)
        street_refuse(request, writing->agency_id, &writing->error);
    else
        answer(request, writing->fresh ? NULL : load);
}

/* Case and customer are there. */
static void on_wished(struct request *request)
{
    struct writing *writing = request->state;
    if (writing->wish.code != ERR_OK) {
        request_answer_error(request, &writing->wish.error);
        return;
    }
    if (writing->body.case_reference != NULL) take_case(request, writing);
    if (writing->error.code != ERR_OK)
        street_refuse(request, writing->agency_id, &writing->error);
    else
        decide(request);
}

static void wish(struct request *request)
{
    struct writing *writing = request->state;
    writing->wish.kase = NULL;
    writing->wish.contact = NULL;
    writing->wish.code = ERR_OK;
    if (writing->wish.case_id == 0 && writing->wish.customer_id == 0)
        on_wished(request);
    else
        load_wish(request->worker->load, request, &writing->wish, on_wished);
}

/* ---- a new one ---- */

static void on_hands(struct request *request)
{
    struct writing *writing = request->state;
    if (request_failed(request)) return;
    if (!complaint_read_hands(request->arena, request->reply.results[0], &writing->context))
        request_answer_full(request);
    else
        wish(request);
}

static void ask_hands(struct request *request)
{
    struct writing *writing = request->state;
    struct db_statement *statement = request_statement(request, QUERY_COMPLAINT_HANDS);
    const char *agencies = arena_printf(request->arena, "{%d}", (int)writing->agency_id);
    if (statement == NULL || agencies == NULL) {
        request_answer_full(request);
        return;
    }
    db_text(&statement->params, agencies);
    request_query(request, DB_LOAD, NULL, statement, 1, on_hands);
}

/* Agency, service, office, segment. A complaint needs no office: one that is not named and not the
 * caller's only one is left open. */
static void resolve_place(struct request *request, struct writing *writing)
{
    struct command *command = &writing->request;
    struct error unknown = {.code = ERR_OK};
    command_clear(command);
    command->agency = writing->body.agency;
    command->service = writing->body.service;
    command->office = writing->body.office;
    command->segment = writing->body.segment;
    if (access_resolve_log(request->desk, request->who->staff, command, false, &unknown) != ERR_OK)
        for (size_t i = 0; i < unknown.field_count; i++)
            if (writing->body.office != NULL || strcmp(unknown.fields[i].field, "/office") != 0)
                error_take_field(&writing->error, unknown.fields[i].field, &unknown.fields[i]);
    writing->agency_id = command->agency_id;
}

static void fill_told(struct writing *writing)
{
    const struct complaint_body *body = &writing->body;
    const struct command *place = &writing->request;
    struct complaint_told *told = &writing->told;
    told->agency_id = place->agency_id;
    told->office_id = place->office_id;
    told->service_id = place->service_id;
    told->segment_id = place->segment_id;
    told->channel = (enum channel)body->channel;
    told->customer_id = body->customer;
    told->subject = body->subject;
    told->text = body->text;
    told->received_at_us = body->received_at_us;
    told->happened_at_us = body->happened_at_us;
}

void handle_complaint_log(struct request *request)
{
    struct writing *writing = read_body(request);
    const struct staff *staff = request->who->staff;
    if (writing == NULL) return;
    writing->error = writing->faults;
    resolve_place(request, writing);
    if (writing->agency_id != 0) resolve_about(request, writing);
    if (writing->error.code == ERR_OK &&
        (staff_roles(staff, writing->agency_id, writing->request.office_id) &
         request->route->roles) == 0)
        error_set(&writing->error, ERR_FORBIDDEN,
                  "your role at this contact point does not allow this");
    if (writing->error.code != ERR_OK) {
        request_answer_error(request, &writing->error);
        return;
    }
    fill_told(writing);
    writing->fresh = true;
    writing->actor =
        (struct actor){staff, staff_roles(staff, writing->agency_id, writing->request.office_id)};
    writing->wish.customer_id = writing->body.customer;
    want_case(request, writing);
    ask_hands(request);
}

/* ---- acts ---- */

/* The case to log, where the complaint is. */
static void resolve_request(struct request *request, struct writing *writing)
{
    const struct complaint *before = &writing->before;
    struct command *command = &writing->request;
    const struct service *service =
        desk_service_by_code(request->desk, writing->agency_id, writing->body.service);
    command_clear(command);
    command->kind = COMMAND_CASE_LOG;
    command->agency_id = writing->agency_id;
    if (service == NULL)
        error_field(&writing->error, "/service", "there is no service %s", writing->body.service);
    else if (before->record.office_id == 0)
        error_set(&writing->error, ERR_REFUSED,
                  "the complaint is of no contact point, and a case needs one");
    else
        command->service_id = service->id;
    command->office_id = before->record.office_id;
    command->segment_id = before->record.segment_id;
    command->channel = before->record.channel;
    command->customer_id = before->customer_id;
    command->subject = writing->body.subject;
    command->details = before->text;
    command->received_at_us = before->received_at_us;
    writing->wish.customer_id = before->customer_id;
    writing->told.request = command;
}

static void resolve_act(struct request *request, struct writing *writing)
{
    const struct complaint_body *body = &writing->body;
    struct complaint_told *told = &writing->told;
    told->answer = body->answer;
    told->lesson = body->lesson;
    told->reason = body->reason;
    told->outcome = (enum complaint_outcome)body->outcome;
    told->amount = body->amount;
    told->remedy_id = body->remedy;
    resolve_remedies(request, writing);
    if (writing->act == COMPLAINT_CONVERT && writing->faults.code == ERR_OK)
        resolve_request(request, writing);
    want_case(request, writing);
}

/* The caller may do this to it; else the error says what they may know. */
static bool may(struct request *request, struct writing *writing)
{
    uint32_t roles = access_complaint_roles(request->desk, request->who->staff, &writing->before);
    if (access_check(roles, request->route->roles, &writing->error) != ERR_OK) {
        if (writing->faults.code != ERR_OK) writing->error = writing->faults;
        return false;
    }
    writing->actor = (struct actor){request->who->staff, roles};
    return true;
}

static bool is_stale(struct request *request, struct writing *writing)
{
    int32_t seen = request->http.if_match;
    if (seen == 0 || seen == writing->before.record.version) return false;
    error_set(&writing->error, ERR_STALE, "the complaint has changed since you read it");
    error_hint(&writing->error,
               "read it again, look at what changed, and repeat what still applies");
    return true;
}

static void on_loaded(struct request *request)
{
    struct writing *writing = request->state;
    if (request_failed(request)) return;
    memset(&writing->error, 0, sizeof writing->error);
    enum error_code code = complaint_read(request->arena, request->reply.results[COMPLAINT_ROW],
                                          &writing->before, &writing->error);
    if (code == ERR_TOO_LARGE ||
        !complaint_read_hands(request->arena, request->reply.results[COMPLAINT_HANDS],
                              &writing->context)) {
        request_answer_full(request);
        return;
    }
    writing->agency_id = request->who->staff->agency_id;
    if (code != ERR_OK) {
        if (writing->faults.code != ERR_OK) writing->error = writing->faults;
    } else {
        writing->agency_id = writing->before.record.agency_id;
        if (may(request, writing) &&
            complaint_known(request->desk, &writing->before, &writing->error) == ERR_OK) {
            writing->error = writing->faults;
            resolve_act(request, writing);
        }
    }
    if (writing->error.code != ERR_OK || is_stale(request, writing))
        street_refuse(request, writing->agency_id, &writing->error);
    else
        wish(request);
}

static void load(struct request *request)
{
    struct writing *writing = request->state;
    struct db_statement *statements = request_statements(request, COMPLAINT_RESULTS);
    const char *agencies = all_agencies(request);
    if (agencies == NULL) return;
    if (statements == NULL) {
        request_answer_full(request);
        return;
    }
    complaint_ask(statements, agencies, writing->id);
    request_query(request, DB_LOAD, NULL, statements, COMPLAINT_RESULTS, on_loaded);
}

static void run(struct request *request, enum complaint_act act)
{
    struct writing *writing = read_body(request);
    if (writing == NULL) return;
    writing->act = act;
    writing->id =
        reference_parse(request->desk->reference_key, request_param(request, "reference"));
    if (writing->id >= 0)
        load(request);
    else if (writing->faults.code != ERR_OK)
        request_answer_error(request, &writing->faults);
    else
        request_answer_absent(request);
}

#define ON_COMPLAINT(name, act)                                                                    \
    void handle_complaint_##name(struct request *request)                                          \
    {                                                                                              \
        run(request, act);                                                                         \
    }
ON_COMPLAINT(acknowledge, COMPLAINT_ACKNOWLEDGE)
ON_COMPLAINT(answer, COMPLAINT_ANSWER)
ON_COMPLAINT(extend, COMPLAINT_EXTEND)
ON_COMPLAINT(escalate, COMPLAINT_ESCALATE)
ON_COMPLAINT(withdraw, COMPLAINT_WITHDRAW)
ON_COMPLAINT(convert, COMPLAINT_CONVERT)
ON_COMPLAINT(link, COMPLAINT_LINK)
ON_COMPLAINT(remedies, COMPLAINT_REMEDY_ADD)
ON_COMPLAINT(remedy_done, COMPLAINT_REMEDY_DONE)
